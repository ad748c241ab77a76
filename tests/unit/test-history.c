#include "unit/unit.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "edit/history-private.h"
#include "edit/history.h"

static char folder[512], path[600];

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test-history-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/state/hail/history", folder);
	return 0;
}

/* Removes what the test may have left; a file that isn't known keeps the folder, which fails the
 * test. */
static int remove_folder(void **state)
{
	char name[620];

	(void)state;
	unlink(path);
	snprintf(name, sizeof(name), "%s/state/hail", folder);
	rmdir(name);
	snprintf(name, sizeof(name), "%s/state", folder);
	rmdir(name);
	return rmdir(folder);
}

static void add(History *h, const char *text)
{
	history_add(h, text, strlen(text));
}

/* Compares with `expected`, the lines oldest first with a `|` after each. */
static void assert_lines(const History *h, const char *expected)
{
	struct str got;

	str_init(&got);
	for (size_t i = 0; i < history_count(h); i++)
		str_append_format(&got, "%s|", history_get(h, i));
	if (strcmp(got.text, expected) != 0)
		fail_msg("\"%s\", expected \"%s\"", got.text, expected);
	str_fini(&got);
}

static History *open_history(size_t max)
{
	struct err e = { ERR_NONE, "" };
	History *h = history_new(max);

	if (!history_open(h, path, &e))
		fail_msg("%s", e.text);
	return h;
}

static void write_file(const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void assert_file(const char *expected)
{
	char got[1024];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(got, 1, sizeof(got) - 1, f);
	got[n] = '\0';
	fclose(f);
	assert_string_equal(got, expected);
}

static void test_equal_lines_are_kept_once(void **state)
{
	History *h = history_new(100);

	(void)state;
	assert_int_equal(history_count(h), 0);
	add(h, "a");
	add(h, "b");
	add(h, "b");
	add(h, "c");
	add(h, "a");
	assert_lines(h, "b|c|a|");
	history_free(h);
	history_free(NULL);
}

static void test_the_oldest_goes(void **state)
{
	History *h = history_new(3);

	(void)state;
	for (const char *p = "abcde"; *p; p++)
		history_add(h, p, 1);
	assert_lines(h, "c|d|e|");
	add(h, "d");
	assert_lines(h, "c|e|d|");
	history_free(h);
	h = history_new(0);
	add(h, "a");
	assert_int_equal(history_count(h), 0);
	history_free(h);
}

static void test_what_is_not_kept(void **state)
{
	History *h = history_new(10);
	char big[HISTORY_LINE_MAX + 1];

	(void)state;
	memset(big, 'x', sizeof(big));
	add(h, "");
	add(h, " secret");
	add(h, "a\xff");
	history_add(h, "a\0b", 3);
	history_add(h, big, sizeof(big));
	assert_int_equal(history_count(h), 0);
	history_add(h, big, sizeof(big) - 1);
	assert_int_equal(history_count(h), 1);
	history_free(h);
}

static void test_searching(void **state)
{
	History *h = history_new(10);

	(void)state;
	assert_int_equal(history_search(h, "x", 0), -1);
	add(h, "get sword");
	add(h, "look");
	add(h, "get gold");
	assert_int_equal(history_search(h, "get", 3), 2);
	assert_int_equal(history_search(h, "get", 1000), 2);
	assert_int_equal(history_search(h, "get", 2), 0);
	assert_int_equal(history_search(h, "get", 0), -1);
	assert_int_equal(history_search(h, "", 3), 2);
	assert_int_equal(history_search(h, "x", 3), -1);
	history_free(h);
}

/* Against a plain model: an array of the last lines. */
static void test_random_lines(void **state)
{
	History *h = history_new(20);
	int model[20];
	size_t count = 0;
	unsigned seed = 1;

	(void)state;
	for (int turn = 0; turn < 5000; turn++) {
		char text[16];
		size_t i = 0;
		int value;

		seed = seed * 1103515245u + 12345u;
		value = (int)((seed >> 16) % 40);
		snprintf(text, sizeof(text), "line %d", value);
		add(h, text);
		while (i < count && model[i] != value)
			i++;
		if (i == count && count < 20)
			count++;
		else
			memmove(model + (i < count ? i : 0), model + (i < count ? i : 0) + 1,
				(count - (i < count ? i : 0) - 1) * sizeof(model[0]));
		model[count - 1] = value;
		assert_int_equal(history_count(h), count);
		for (i = 0; i < count; i++) {
			snprintf(text, sizeof(text), "line %d", model[i]);
			assert_string_equal(history_get(h, i), text);
		}
	}
	history_free(h);
}

static void test_the_file_keeps_lines(void **state)
{
	History *h = open_history(100);
	struct stat st;
	char parent[600];

	(void)state;
	add(h, "one");
	add(h, "two\nlines\\n\r");
	add(h, "caf\xc3\xa9");
	add(h, "one");
	assert_file("one\ntwo\\nlines\\\\n\\r\ncaf\xc3\xa9\none\n");
	history_free(h);
	h = open_history(100);
	assert_lines(h, "two\nlines\\n\r|caf\xc3\xa9|one|");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(parent, sizeof(parent), "%s/state", folder);
	assert_int_equal(stat(parent, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_true(history_save(h, NULL));
	assert_file("two\\nlines\\\\n\\r\ncaf\xc3\xa9\none\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	history_free(h);
}

static void assert_file_ends(const char *expected)
{
	char bytes[256] = "";
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(bytes, 1, sizeof(bytes) - 1, f) : 0;

	if (f)
		fclose(f);
	bytes[n] = '\0';
	assert_string_equal(bytes, expected);
}

/* Lines that wait touch no file; of equal ones the newest is written. */
static void test_lines_can_wait(void **state)
{
	History *h = history_new(10);

	(void)state;
	assert_true(history_open(h, path, NULL));
	add(h, "at once");
	assert_file_ends("at once\n");
	history_defer(h, true);
	add(h, "one");
	add(h, "two");
	add(h, "one");
	assert_file_ends("at once\n");
	history_flush(h);
	assert_file_ends("at once\ntwo\none\n");
	history_flush(h);
	assert_file_ends("at once\ntwo\none\n");
	add(h, "three");
	assert_true(history_save(h, NULL));
	assert_file_ends("at once\ntwo\none\nthree\n");
	history_flush(h);
	assert_file_ends("at once\ntwo\none\nthree\n");
	history_free(h);
}

static void test_damaged_lines_are_skipped(void **state)
{
	static const char bytes[] =
		"good\n\nbad\xff\nnu\0l\n space\nC:\\dir\\\nlast without newline";
	History *h = open_history(100);

	(void)state;
	history_free(h);
	write_file(bytes, sizeof(bytes) - 1);
	h = open_history(100);
	assert_lines(h, "good|C:\\dir\\|last without newline|");
	add(h, "new");
	history_free(h);
	h = open_history(100);
	assert_lines(h, "good|C:\\dir\\|last without newline|new|");
	history_free(h);
}

static void test_two_runs_share_the_file(void **state)
{
	History *a = open_history(100);
	History *b = open_history(100);

	(void)state;
	add(a, "a1");
	add(b, "b1");
	add(a, "a2");
	assert_lines(a, "a1|a2|");
	assert_true(history_save(a, NULL));
	assert_lines(a, "a1|b1|a2|");
	add(b, "b2"); /* into the new file, not the one renamed away */
	assert_file("a1\nb1\na2\nb2\n");
	assert_true(history_save(b, NULL));
	assert_lines(b, "a1|b1|a2|b2|");
	history_free(a);
	history_free(b);
}

static void test_lines_before_the_file(void **state)
{
	History *h = open_history(100);

	(void)state;
	add(h, "old");
	history_free(h);
	h = history_new(100);
	add(h, "new");
	assert_true(history_save(h, NULL));
	assert_true(history_open(h, path, NULL));
	assert_lines(h, "old|new|");
	assert_file("old\n");
	assert_true(history_save(h, NULL));
	assert_file("old\nnew\n");
	history_free(h);
}

static void test_a_long_file_is_cut(void **state)
{
	History *h = open_history(3);
	struct str bytes;

	(void)state;
	for (const char *p = "abcdef"; *p; p++)
		history_add(h, p, 1);
	assert_file("a\nb\nc\nd\ne\nf\n");
	history_add(h, "g", 1);
	assert_file("e\nf\ng\n");
	history_free(h);
	str_init(&bytes);
	for (int i = 0; i < 100; i++)
		str_append_format(&bytes, "line %d\n", i);
	write_file(bytes.text, bytes.length);
	str_fini(&bytes);
	h = open_history(3);
	assert_lines(h, "line 97|line 98|line 99|");
	assert_file("line 97\nline 98\nline 99\n");
	history_free(h);
}

static void test_what_can_not_be_opened(void **state)
{
	struct err e = { ERR_NONE, "" };
	History *h = open_history(10);
	char name[640];

	(void)state;
	add(h, "kept");
	history_free(h);
	h = history_new(10);
	snprintf(name, sizeof(name), "%s/link", folder);
	assert_int_equal(symlink(path, name), 0);
	assert_false(history_open(h, name, &e));
	assert_non_null(strstr(e.text, "symbolic link"));
	assert_int_equal(unlink(name), 0);
	assert_false(history_open(h, folder, &e));
	snprintf(name, sizeof(name), "%s/below", path);
	assert_false(history_open(h, name, &e));
	assert_non_null(strstr(e.text, name));
	assert_false(history_open(h, "", &e));
	assert_false(history_open(h, "/dev/null", &e));
	add(h, "in memory");
	assert_lines(h, "in memory|");
	history_free(h);
}

static void test_loose_permissions_are_mended(void **state)
{
	History *h = open_history(10);
	struct stat st;

	(void)state;
	history_free(h);
	assert_int_equal(chmod(path, 0644), 0);
	history_free(open_history(10));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* While another run rewrites the file, a line waits a moment, then stays in memory until the next
 * save. */
static void test_a_locked_file(void **state)
{
	History *h = open_history(10);
	struct err e = { ERR_NONE, "" };
	int fd = open(path, O_RDWR | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	add(h, "late");
	assert_file("");
	assert_false(history_save(h, &e));
	close(fd);
	assert_true(history_save(h, &e));
	assert_file("late\n");
	history_free(h);
}

enum { RUNS = 4, RUN_LINES = 100 };

static void run(int id)
{
	History *h = history_new(1000);
	char text[48];

	/* On a busy machine the lock may be held longer than one call waits: nothing is lost by
	 * that. */
	while (!history_open(h, path, NULL))
		;
	for (int i = 0; i < RUN_LINES; i++) {
		snprintf(text, sizeof(text), "run %d line %d", id, i);
		add(h, text);
		if (i % 10 == id)
			history_save(h, NULL);
	}
	while (!history_save(h, NULL))
		;
	history_free(h);
	_exit(0);
}

static void test_runs_at_the_same_time_lose_nothing(void **state)
{
	History *h;

	(void)state;
	for (int id = 0; id < RUNS; id++) {
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0)
			run(id);
	}
	for (int id = 0; id < RUNS; id++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	h = open_history(1000);
	assert_int_equal(history_count(h), RUNS * RUN_LINES);
	history_free(h);
}

static void test_ten_thousand_lines(void **state)
{
	History *h = open_history(HISTORY_LINES);
	struct str bytes;
	size_t lines;

	(void)state;
	history_free(h);
	str_init(&bytes);
	for (int i = 0; i < 100000; i++)
		str_append_format(&bytes, "line %d\n", i % 15000);
	h = history_new(HISTORY_LINES);
	lines = history_parse(h, bytes.text, bytes.length);
	assert_int_equal(lines, 100000);
	assert_int_equal(history_count(h), HISTORY_LINES);
	assert_string_equal(history_get(h, 0), "line 0");
	assert_string_equal(history_get(h, HISTORY_LINES - 1), "line 9999");
	str_fini(&bytes);
	history_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_lines_are_kept_once),
		cmocka_unit_test(test_the_oldest_goes),
		cmocka_unit_test(test_what_is_not_kept),
		cmocka_unit_test(test_searching),
		cmocka_unit_test(test_random_lines),
		cmocka_unit_test_setup_teardown(test_the_file_keeps_lines, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_lines_can_wait, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_damaged_lines_are_skipped, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_two_runs_share_the_file, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_lines_before_the_file, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_a_long_file_is_cut, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_what_can_not_be_opened, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_loose_permissions_are_mended, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_a_locked_file, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_runs_at_the_same_time_lose_nothing,
						make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_ten_thousand_lines, make_folder,
						remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
