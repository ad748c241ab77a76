/* Lines as a log has them: times, and what is written as it is, wherever in a line it stands. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/deceptive.h"
#include "base/str.h"
#include "session/log-format.h"

static void put(LogFormat *f, int64_t time, const char *text, size_t n, struct str *out)
{
	const struct log_line line = { .time = time, .text = text, .length = n };

	str_clear(out);
	log_format_put(f, &line, out);
}

static void expect(const struct str *seen, int64_t time, const char *text)
{
	char stamp[CLOCK_STAMP];
	struct str expected;

	str_init(&expected);
	str_append_format(&expected, "%s < %s\n", clock_stamp(time, stamp), text);
	assert_string_equal(seen->text, expected.text);
	assert_int_equal(seen->length, expected.length);
	str_fini(&expected);
}

static void test_times(void **state)
{
	static const int64_t times[] = {
		0,        1,        999,           1000,          1001,          1000,
		86399999, 86400000, 1700000000007, 1700000000070, 1700000000700, 1700000000700,
		7
	};
	LogFormat *f = log_format_new(SESSION_LOG_TEXT, true, "s");
	struct str out;

	(void)state;
	str_init(&out);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		put(f, times[i], "text", 4, &out);
		expect(&out, times[i], "text");
		put(f, times[i], "t\xc3\xa9xt", 5, &out);
		expect(&out, times[i], "t\xc3\xa9xt");
	}
	str_fini(&out);
	log_format_free(f);
}

/* In JSON a T stands behind the day, whatever was written before. */
static void test_json_times(void **state)
{
	LogFormat *f = log_format_new(SESSION_LOG_JSON, true, "s");
	char stamp[CLOCK_STAMP];
	struct str out, expected;

	(void)state;
	str_init(&out);
	str_init(&expected);
	for (int64_t time = 998; time < 1003; time++) {
		for (int again = 0; again < 2; again++) {
			str_clear(&expected);
			str_append_format(&expected, "{\"time\":\"%s", clock_stamp(time, stamp));
			*strchr(expected.text, ' ') = 'T';
			put(f, time, "x", 1, &out);
			assert_memory_equal(out.text, expected.text, expected.length);
		}
	}
	str_fini(&expected);
	str_fini(&out);
	log_format_free(f);
}

/* One character that isn't plain, at each place of lines of each length: it stands there by name if
 * it has one. */
static void test_places(void **state)
{
	static const uint32_t cps[] = { 'a', '~', ' ', 0x01, 0x1b, 0x1f, 0x7f, 0xe9, 0x202e };
	LogFormat *f = log_format_new(SESSION_LOG_TEXT, true, "s");
	struct str line, text, out;

	(void)state;
	str_init(&line);
	str_init(&text);
	str_init(&out);
	for (size_t i = 0; i < sizeof(cps) / sizeof(cps[0]) * 50 * 50; i++) {
		size_t n = i / 50 % 50, at = i % 50;
		uint32_t cp = cps[i / 2500];
		char name[DECEPTIVE_NAME_MAX];

		str_clear(&line);
		str_clear(&text);
		for (size_t k = 0; k < n; k++) {
			str_append_codepoint(&line, k == at ? cp : '.');
			if (k == at && deceptive_class(cp) & DECEPTIVE_NAMED)
				str_append(&text, name, deceptive_name(cp, name));
			else
				str_append_codepoint(&text, k == at ? cp : '.');
		}
		put(f, 0, line.text, line.length, &out);
		expect(&out, 0, text.text);
	}
	str_fini(&out);
	str_fini(&text);
	str_fini(&line);
	log_format_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_json_times),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
