#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static char folder[512], path[528], text[8192];

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test-log-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/log", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	log_close();
	unlink(path);
	return rmdir(folder);
}

static const char *contents(void)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

static void open_log(void)
{
	struct err e = { ERR_NONE, "" };

	if (!log_open(path, &e))
		fail_msg("%s", e.text);
}

static void test_lines_are_appended(void **state)
{
	struct stat st;
	long long at;
	char word[16];

	(void)state;
	log_debug("nobody listens");
	open_log();
	log_debug("one %d", 1);
	log_close();
	log_debug("nobody listens");
	open_log();
	log_debug("two");
	log_close();
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(sscanf(contents(), "%lld one 1\n%lld %15s\n", &at, &at, word), 3);
	assert_string_equal(word, "two");
	assert_null(strstr(text, "nobody"));
}

static void test_what_a_peer_sent_stays_on_its_line(void **state)
{
	(void)state;
	open_log();
	log_debug("said %s", "a\nb\x1b[2J\x7f");
	assert_non_null(strstr(contents(), " said a?b?[2J?\n"));
}

static void test_a_long_line_is_cut(void **state)
{
	char big[4000];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	open_log();
	log_debug("%s", big);
	log_debug("next");
	contents();
	assert_int_equal(strchr(text, '\n') - text, 1022);
	assert_non_null(strstr(text, " next\n"));
}

static void test_a_link_is_refused(void **state)
{
	struct err e = { ERR_NONE, "" };

	(void)state;
	assert_int_equal(symlink("elsewhere", path), 0);
	assert_false(log_open(path, &e));
	assert_non_null(strstr(e.text, path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines_are_appended, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_what_a_peer_sent_stays_on_its_line,
						make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(test_a_long_line_is_cut, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_a_link_is_refused, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
