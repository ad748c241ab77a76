/* The file of a log: names, rotation, and whatever may happen to it. */
#include "unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/private-file.h"
#include "log/log-file.h"
#include "log/log-name.h"
#include "log/rotation.h"

enum { DAY = 86400000 };

static char folder[] = "/tmp/hail-log-file-XXXXXX";
static char where[256];

/* The path of `name` in the test's folder; until the next call. */
static const char *path(const char *name)
{
	snprintf(where, sizeof(where), "%s/%s", folder, name);
	return where;
}

static void expect(const char *name, const char *text)
{
	struct buf content;

	buf_init(&content);
	assert_true(private_file_read(path(name), "log", &content, NULL));
	buf_append(&content, "", 1);
	assert_string_equal(buf_data(&content), text);
	buf_fini(&content);
}

static bool exists(const char *name)
{
	return access(path(name), F_OK) == 0;
}

static LogFile *open_log(const char *name, struct log_file_config config)
{
	struct err e;

	config.name = path(name);
	LogFile *f = log_file_open(&config, 0, &e);
	assert_non_null(f);
	return f;
}

static enum log_file_news put(LogFile *f, const char *text, int64_t now, int64_t wall)
{
	struct err e;

	str_append_string(log_file_waiting(f), text);
	return log_file_flush(f, now, wall, &e);
}

static void check_name(const char *template, const char *name, const char *pattern)
{
	struct str out;
	struct err e;

	assert_true(log_name_check(template, &e));
	str_init(&out);
	/* 2026-11-22 12:00:00 UTC */
	log_name_make(template, "h/../x", "my session", 1795348800000, &out);
	assert_string_equal(out.text, name);
	str_clear(&out);
	log_name_pattern(template, "h/../x", "my session", &out);
	assert_string_equal(out.text, pattern);
	str_fini(&out);
}

static void test_names(void **state)
{
	struct err e;

	(void)state;
	check_name("%h.log", "h_.._x.log", "h_.._x.log");
	check_name("%s-%Y-%m-%d", "my_session-2026-11-22",
		   "my_session-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]");
	check_name("/a/%h/%s%%.%H", "/a/h_.._x/my_session%.12", "/a/h_.._x/*%.[0-9][0-9]");
	check_name("a*b", "a*b", "a\\*b");
	assert_false(log_name_check("", &e));
	assert_false(log_name_check("logs/", &e));
	assert_false(log_name_check("%q", &e));
	assert_false(log_name_check("x%", &e));
	assert_false(log_name_check("%D", &e));
}

static void test_rotation_words(void **state)
{
	uint64_t bytes;
	bool daily;
	struct err e;

	(void)state;
	assert_true(rotation_parse("off", &bytes, &daily, &e) && !bytes && !daily);
	assert_true(rotation_parse("daily", &bytes, &daily, &e) && !bytes && daily);
	assert_true(rotation_parse("10000", &bytes, &daily, &e) && bytes == 10000);
	assert_true(rotation_parse("2k", &bytes, &daily, &e) && bytes == 2048);
	assert_true(rotation_parse("10M", &bytes, &daily, &e) && bytes == 10 << 20);
	assert_false(rotation_parse("", &bytes, &daily, &e));
	assert_false(rotation_parse("10", &bytes, &daily, &e));
	assert_false(rotation_parse("10T", &bytes, &daily, &e));
	assert_false(rotation_parse("10MB", &bytes, &daily, &e));
	assert_false(rotation_parse("99999999999999999999", &bytes, &daily, &e));
}

static void test_by_size(void **state)
{
	LogFile *f = open_log("size", (struct log_file_config){ .rotate = 10, .lines = true });

	(void)state;
	assert_int_equal(put(f, "one\ntwo\nthree\nfour\n", 0, 0), LOG_FILE_NOTHING);
	expect("size.1", "one\ntwo\n");
	expect("size.2", "three\n");
	expect("size", "four\n");
	/* A line that is longer than a file may be has one. */
	put(f, "a line of its own\nend\n", 0, 0);
	expect("size.3", "four\n");
	expect("size.4", "a line of its own\n");
	expect("size", "end\n");
	/* The numbers go on, in the order of time, where somebody has taken files away. */
	assert_int_equal(unlink(path("size.2")), 0);
	put(f, "six\nseven\n", 0, 0);
	assert_false(exists("size.2"));
	expect("size.5", "end\nsix\n");
	expect("size", "seven\n");
	assert_true(log_file_close(f, NULL));
}

static void test_by_day(void **state)
{
	struct log_file_config config = { .daily = true, .lines = true };
	LogFile *f = open_log("day", config);

	(void)state;
	put(f, "first\n", 0, 10 * (int64_t)DAY);
	put(f, "second\n", 0, 11 * (int64_t)DAY);
	put(f, "third\n", 0, 11 * (int64_t)DAY + 1000);
	expect("day-1970-01-11", "first\n");
	expect("day", "second\nthird\n");
	log_file_close(f, NULL);
	config.is_template = true;
	f = open_log("deep/%d/log", config);
	put(f, "first\n", 0, 10 * (int64_t)DAY);
	put(f, "second\n", 0, 11 * (int64_t)DAY);
	log_file_close(f, NULL);
	expect("deep/11/log", "first\n");
	expect("deep/12/log", "second\n");
}

/* What goes along with a raw log has its name. */
static void test_beside(void **state)
{
	LogFile *f = open_log("raw", (struct log_file_config){ .rotate = 10, .beside = ".times" });
	LogFile *times = open_log("raw.times", (struct log_file_config){ .lines = true });

	(void)state;
	put(f, "0123456789abc", 0, 0);
	put(times, "old\n", 0, 0);
	put(f, "next", 0, 0);
	put(times, "new\n", 0, 0);
	expect("raw.1", "0123456789abc");
	expect("raw.1.times", "old\n");
	expect("raw", "next");
	expect("raw.times", "new\n");
	assert_int_equal(log_file_end(f), 4);
	log_file_close(f, NULL);
	log_file_close(times, NULL);
}

static void test_head(void **state)
{
	struct log_file_config config = { .head = "HEAD\n", .lines = true };
	LogFile *f = open_log("head", config);

	(void)state;
	put(f, "a\n", 0, 0);
	log_file_close(f, NULL);
	f = open_log("head", config);
	put(f, "b\n", 0, 0);
	log_file_close(f, NULL);
	expect("head", "HEAD\na\nb\n");
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Not a byte is lost or written twice, and it is tried once a second. */
static void test_full(void **state)
{
	LogFile *f = open_log("full", (struct log_file_config){ .lines = true });

	(void)state;
	limit_files(6);
	assert_int_equal(put(f, "one\n", 0, 0), LOG_FILE_NOTHING);
	assert_int_equal(put(f, "two\n", 5000, 0), LOG_FILE_FAILED);
	assert_true(log_file_fails(f));
	assert_int_equal(log_file_retry_at(f), 5000 + LOG_FILE_RETRY_MS);
	assert_int_equal(put(f, "", 5000 + LOG_FILE_RETRY_MS, 0), LOG_FILE_NOTHING);
	limit_files(RLIM_INFINITY);
	assert_int_equal(put(f, "", 5001 + LOG_FILE_RETRY_MS, 0), LOG_FILE_NOTHING);
	assert_int_equal(put(f, "", 5000 + 2 * LOG_FILE_RETRY_MS, 0), LOG_FILE_GOES_ON);
	assert_false(log_file_fails(f));
	put(f, "three\n", 9000, 0);
	expect("full", "one\ntwo\nthree\n");
	assert_true(log_file_close(f, NULL));
	/* At the end it is said that something is lost. */
	f = open_log("full2", (struct log_file_config){ .lines = true });
	limit_files(2);
	put(f, "one\n", 0, 0);
	struct err e;
	assert_false(log_file_close(f, &e));
	assert_non_null(strstr(e.text, "cannot write the log"));
	limit_files(RLIM_INFINITY);
}

static void test_taken_away(void **state)
{
	LogFile *f;
	struct err e;

	(void)state;
	mkdir(path("away"), 0700);
	f = open_log("away/log", (struct log_file_config){ .lines = true });
	put(f, "one\n", 0, 0);
	assert_int_equal(unlink(path("away/log")), 0);
	assert_int_equal(put(f, "two\n", 0, 0), LOG_FILE_REPLACED);
	expect("away/log", "two\n");
	char old[sizeof(where)];
	snprintf(old, sizeof(old), "%s", path("away/log"));
	assert_int_equal(rename(old, path("moved")), 0);
	assert_int_equal(put(f, "three\n", 0, 0), LOG_FILE_REPLACED);
	expect("moved", "two\n");
	expect("away/log", "three\n");
	/* With the folder it fails, until that is back. */
	unlink(path("away/log"));
	rmdir(path("away"));
	str_append_string(log_file_waiting(f), "four\n");
	assert_int_equal(log_file_flush(f, 0, 0, &e), LOG_FILE_FAILED);
	assert_non_null(strstr(e.text, "No such file"));
	mkdir(path("away"), 0700);
	assert_int_equal(put(f, "", LOG_FILE_RETRY_MS, 0), LOG_FILE_GOES_ON);
	expect("away/log", "four\n");
	assert_true(log_file_sync(f, &e));
	log_file_close(f, NULL);
}

/* Two runs on one file, which one of them moves away. */
static void test_shared(void **state)
{
	struct log_file_config config = { .rotate = 40, .lines = true };
	LogFile *a = open_log("shared", config), *b = open_log("shared", config);

	(void)state;
	for (int i = 0; i < 4; i++) {
		put(a, "from a\n", 0, 0);
		assert_int_equal(put(b, "from b\n", 0, 0), LOG_FILE_NOTHING);
	}
	log_file_close(a, NULL);
	log_file_close(b, NULL);
	expect("shared.1", "from a\nfrom b\nfrom a\nfrom b\nfrom a\n");
	expect("shared", "from b\nfrom a\nfrom b\n");
	assert_false(exists("shared.2"));
}

static void test_refused(void **state)
{
	struct log_file_config config = { .name = "/dev/null" };
	struct err e;

	(void)state;
	assert_null(log_file_open(&config, 0, &e));
	config.name = "/nonexistent/log";
	assert_null(log_file_open(&config, 0, &e));
}

static int remove_folder(void **state)
{
	char command[sizeof(folder) + 10];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),   cmocka_unit_test(test_rotation_words),
		cmocka_unit_test(test_by_size), cmocka_unit_test(test_by_day),
		cmocka_unit_test(test_beside),  cmocka_unit_test(test_head),
		cmocka_unit_test(test_full),    cmocka_unit_test(test_taken_away),
		cmocka_unit_test(test_shared),  cmocka_unit_test(test_refused),
	};

	setenv("TZ", "UTC", 1);
	signal(SIGXFSZ, SIG_IGN);
	if (!mkdtemp(folder))
		return 1;
	return cmocka_run_group_tests(tests, NULL, remove_folder);
}
