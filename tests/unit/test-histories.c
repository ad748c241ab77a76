#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit/histories.h"

static char top[512], folder[600], general[600];

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(top, sizeof(top), "%s/test-histories-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(top))
		return -1;
	snprintf(folder, sizeof(folder), "%s/history.d", top);
	snprintf(general, sizeof(general), "%s/history", top);
	return 0;
}

static int remove_folder(void **state)
{
	char command[600];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command);
}

static void add(History *h, const char *text)
{
	history_add(h, text, strlen(text));
}

static History *of(Histories *h, const char *place)
{
	struct err e = { .kind = ERR_NONE };
	History *history = histories_of(h, place, &e);

	if (e.kind != ERR_NONE)
		fail_msg("%s: %s", place ? place : "nowhere", e.text);
	return history;
}

/* Compares with `expected`, the lines oldest first with a `|` after each. */
static void assert_lines(const History *h, const char *expected)
{
	struct str got;

	str_init(&got);
	for (size_t i = 0; i < history_count(h); i++)
		str_append_format(&got, "%s|", history_get(h, i));
	if (strcmp(got.text, expected) != 0)
		fail_msg("expected \"%s\", saw \"%s\"", expected, got.text);
	str_fini(&got);
}

static mode_t mode_of(const char *name)
{
	char path[700];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return stat(path, &st) == 0 ? st.st_mode & 0777 : 0;
}

static void test_places_are_apart(void **state)
{
	Histories *h = histories_new(folder, general, 100);

	(void)state;
	add(of(h, "a.example"), "at a");
	add(of(h, "B.example"), "at b");
	assert_ptr_equal(of(h, "b.EXAMPLE"), of(h, "B.example"));
	assert_lines(of(h, "a.example"), "at a|");
	assert_true(histories_save(h, &(struct err){ 0 }));
	histories_free(h);
	h = histories_new(folder, general, 100);
	assert_lines(of(h, "a.example"), "at a|");
	assert_lines(of(h, "b.example"), "at b|");
	assert_lines(of(h, NULL), "");
	assert_int_equal(mode_of("a.example"), 0600);
	assert_int_equal(mode_of("."), 0700);
	histories_free(h);
}

/* Offered for every host, after its own lines, and left where they are. */
static void test_general_lines(void **state)
{
	Histories *h = histories_new(folder, general, 100);

	(void)state;
	add(of(h, NULL), "old one");
	add(of(h, NULL), "old two");
	assert_true(histories_save(h, &(struct err){ 0 }));
	histories_free(h);
	for (int i = 0; i < 2; i++) {
		h = histories_new(folder, general, 100);
		assert_lines(of(h, "a"), i ? "old two|mine|old one|" : "old one|old two|");
		add(of(h, "a"), "mine");
		add(of(h, "a"), "old one");
		assert_lines(of(h, "a"), "old two|mine|old one|");
		assert_true(histories_save(h, &(struct err){ 0 }));
		assert_lines(of(h, NULL), "old one|old two|");
		histories_free(h);
	}
	h = histories_new(folder, NULL, 100);
	assert_lines(of(h, "a"), "mine|old one|");
	histories_free(h);
}

static void test_empty_ones_leave_no_file(void **state)
{
	Histories *h = histories_new(folder, general, 100);

	(void)state;
	of(h, "a");
	assert_true(histories_save(h, &(struct err){ 0 }));
	histories_free(h);
	assert_int_equal(mode_of("a"), 0);
	assert_int_not_equal(access(general, F_OK), 0);
}

static void test_in_memory(void **state)
{
	Histories *h = histories_new(NULL, NULL, 100);

	(void)state;
	add(of(h, "a"), "x");
	assert_lines(of(h, "a"), "x|");
	assert_lines(of(h, NULL), "");
	assert_true(histories_save(h, &(struct err){ 0 }));
	histories_free(h);
	histories_free(NULL);
	assert_int_not_equal(access(folder, F_OK), 0);
}

/* It is said once. */
static void test_what_can_not_be_opened(void **state)
{
	Histories *h = histories_new(folder, general, 100);
	struct err e = { .kind = ERR_NONE };
	char path[700];

	(void)state;
	mkdir(folder, 0700);
	snprintf(path, sizeof(path), "%s/a", folder);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	add(histories_of(h, "a", &e), "x");
	assert_non_null(strstr(e.text, "it is a symbolic link"));
	assert_lines(of(h, "a"), "x|");
	histories_free(h);
}

static void test_names(void **state)
{
	static const char *const cases[][2] = {
		{ "Host.Example", "host.example" },
		{ "::1", "%3A%3A1" },
		{ "fe80::1%eth0", "fe80%3A%3A1%25eth0" },
		{ "..", "%2E." },
		{ ".hidden", "%2Ehidden" },
		{ "unix:/tmp/a b", "unix%3A%2Ftmp%2Fa%20b" },
		{ "b\303\274cher", "b%C3%BCcher" },
		{ "a\nb", "a%0Ab" },
	};
	struct str name, other;
	char longer[2][1001];

	(void)state;
	str_init(&name);
	str_init(&other);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str_clear(&name);
		histories_file_name(cases[i][0], &name);
		assert_string_equal(name.text, cases[i][1]);
	}
	memset(longer, 'x', sizeof(longer));
	longer[0][1000] = longer[1][1000] = '\0';
	longer[1][999] = 'y';
	str_clear(&name);
	histories_file_name(longer[0], &name);
	histories_file_name(longer[1], &other);
	assert_true(name.length <= 255 && other.length <= 255);
	assert_string_not_equal(name.text, other.text);
	str_fini(&name);
	str_fini(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_places_are_apart),         TEST(test_general_lines),
		TEST(test_empty_ones_leave_no_file), TEST(test_in_memory),
		TEST(test_what_can_not_be_opened),   TEST(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
