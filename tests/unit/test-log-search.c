/* What is found in logs, whatever they were written as. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "log/log-line.h"
#include "log/log-search.h"

static char folder[] = "/tmp/hail-log-search-XXXXXX";

static void check_read(const char *line, const char *expected, const char *text)
{
	struct str out;
	size_t start;

	str_init(&out);
	start = log_line_read(line, strlen(line), &out);
	assert_string_equal(out.text, expected);
	assert_string_equal(out.text + start, text);
	str_fini(&out);
}

static void test_lines(void **state)
{
	static const char line[] = "2026-11-22 12:00:00.000 < a <b> & c";

	(void)state;
	check_read(line, line, "a <b> & c");
	check_read("2026-11-22 12:00:00.000 < a \x1b[0;1m<b>\x1b[0m & c", line, "a <b> & c");
	check_read("<div class=\"received\"><time>2026-11-22 12:00:00.000</time> &lt; a "
		   "<span style=\"x\">&lt;b&gt;</span> &amp; c</div>",
		   line, "a <b> & c");
	check_read(
		"{\"time\":\"2026-11-22T12:00:00.000+01:00\",\"direction\":\"received\",\"text\":"
		"\"a <b> & c\",\"session\":\"s\"}",
		line, "a <b> & c");
	/* What isn't of a log is text. */
	check_read("a <b> & c\r", "a <b> & c", "a <b> & c");
	check_read("{\"time\":\"", "{\"time\":\"", "{\"time\":\"");
	check_read("", "", "");
	check_read("2026-11-22 12:00:00.000 ? a", "2026-11-22 12:00:00.000 ? a",
		   "2026-11-22 12:00:00.000 ? a");
}

static void write_bytes(const char *name, const char *text, size_t n, int age)
{
	const struct timeval times[2] = { { .tv_sec = 1000000 - age },
					  { .tv_sec = 1000000 - age } };
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(utimes(path, times), 0);
}

static void write_log(const char *name, const char *text, int age)
{
	write_bytes(name, text, strlen(text), age);
}

/* What is found for `text`, the folder's name left out. */
static void expect(const char *text, const char *expected, size_t hits)
{
	struct err e;
	char pattern[128];
	struct str seen;

	snprintf(pattern, sizeof(pattern), "%s/sw[0-9].log", folder);
	LogSearch *s = log_search_new(pattern, NULL, text, &e);
	while (log_search_step(s, 1))
		;
	str_init(&seen);
	for (const char *at = log_search_text(s); *at; at++) {
		if (strncmp(at, folder, strlen(folder)) == 0)
			at += strlen(folder) + 1;
		str_append_char(&seen, *at);
	}
	assert_string_equal(seen.text, expected);
	assert_int_equal(log_search_hits(s), hits);
	assert_int_equal(log_search_files(s), 4);
	log_search_free(s);
	str_fini(&seen);
}

#define T "2026-11-22 12:00:00.000 "

static void test_search(void **state)
{
	(void)state;
	write_log("sw1.log", T "< show me\n" T "> show\n" T "< end", 10);
	write_log("sw1.log.1", T "< older show\n" T "< 2026\n", 20);
	write_log("sw1.log-2026-11-21",
		  "{\"time\":\"2026-11-22T12:00:00.000\",\"direction\":\"sent\","
		  "\"text\":\"show \\u0041\"}\n",
		  30);
	write_log("sw2.log", T "< nothing\n", 0);
	write_log("sw1.log.times", T "< 0 4 show\n", 0);
	write_log("other.log", T "< show\n", 0);
	expect("show",
	       "sw1.log\n    " T "< show me\n    " T "> show\n\nsw1.log.1\n    " T
	       "< older show\n\nsw1.log-2026-11-21\n    " T "> show A\n",
	       4);
	expect("^show",
	       "sw1.log\n    " T "< show me\n    " T "> show\n\nsw1.log-2026-11-21\n    " T
	       "> show A\n",
	       3);
	/* Times aren't text. */
	expect("2026", "sw1.log.1\n    " T "< 2026\n", 1);
	expect("end$", "sw1.log\n    " T "< end\n", 1);
	expect("zzz", "", 0);
	/* In a raw log Enter may be CR NUL. */
	static const char raw[] = "ls show\r\0more\nshow\xe9\n";
	write_bytes("sw2.log", raw, sizeof(raw) - 1, 0);
	expect("show(?!( me|$))",
	       "sw2.log\n    ls show^M^@more\n    show\xc3\xa9\n\nsw1.log-2026-11-21\n    " T
	       "> show A\n",
	       3);
}

/* No more lines are told than anybody reads. */
static void test_many(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	for (int i = 0; i < 5000; i++)
		str_append_format(&text, T "< line %d\n", i);
	write_log("many.log", text.text, 0);
	str_fini(&text);
	char pattern[128];
	struct err e;
	snprintf(pattern, sizeof(pattern), "%s/none", folder);
	char also[128];
	snprintf(also, sizeof(also), "%s/many.log", folder);
	LogSearch *s = log_search_new(pattern, also, "line", &e);
	size_t steps = 0;
	while (log_search_step(s, 1024))
		steps++;
	assert_true(steps >= 1);
	assert_int_equal(log_search_hits(s), LOG_SEARCH_HITS);
	log_search_free(s);
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
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_many),
	};

	if (!mkdtemp(folder))
		return 1;
	return cmocka_run_group_tests(tests, NULL, remove_folder);
}
