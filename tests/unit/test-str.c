#include "unit/unit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static void assert_text(const struct str *s, const char *expected)
{
	assert_string_equal(s->text, expected);
	assert_int_equal(s->length, strlen(expected));
}

static void test_an_empty_string_needs_no_memory(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	assert_text(&s, "");
	str_clear(&s);
	str_truncate(&s, 0);
	str_wipe(&s);
	str_append(&s, "", 0);
	str_splice(&s, 0, 0, NULL, 0);
	assert_text(&s, "");
	assert_int_equal(s.size, 0);
	str_fini(&s);
}

static void test_appending(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	str_append(&s, "abcXX", 3);
	str_append_string(&s, "def");
	str_append_char(&s, 'g');
	str_append_codepoint(&s, 0x20ac);
	str_append_format(&s, " %d %s", 42, "x");
	assert_text(&s, "abcdefg\xe2\x82\xac 42 x");
	memcpy(str_extend(&s, 40), "0123456789012345678901234567890123456789", 40);
	assert_text(&s, "abcdefg\xe2\x82\xac 42 x0123456789012345678901234567890123456789");
	str_truncate(&s, s.length - 40);
	str_truncate(&s, 100);
	assert_text(&s, "abcdefg\xe2\x82\xac 42 x");
	str_truncate(&s, 2);
	assert_text(&s, "ab");
	str_fini(&s);
	assert_text(&s, "");
}

static void test_a_long_string_grows(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	for (int i = 0; i < 10000; i++)
		str_append_format(&s, "%04d", i);
	assert_int_equal(s.length, 40000);
	assert_int_equal(strlen(s.text), 40000);
	assert_memory_equal(s.text + 4 * 1234, "1234", 4);
	str_fini(&s);
}

static void test_splicing(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	str_splice(&s, 0, 0, "hello", 5);
	assert_text(&s, "hello");
	str_splice(&s, 5, 0, " world", 6);
	assert_text(&s, "hello world");
	str_splice(&s, 0, 5, "goodbye", 7);
	assert_text(&s, "goodbye world");
	str_splice(&s, 4, 4, NULL, 0);
	assert_text(&s, "goodworld");
	str_splice(&s, 0, 9, "", 0);
	assert_text(&s, "");
	str_fini(&s);
}

static void test_taking_empties(void **state)
{
	struct str s;

	(void)state;
	str_init(&s);
	char *empty = str_take(&s);
	assert_string_equal(empty, "");
	str_append_string(&s, "mine");
	char *mine = str_take(&s);
	assert_string_equal(mine, "mine");
	assert_text(&s, "");
	str_fini(&s);
	free(empty);
	free(mine);
}

static void test_wiping_leaves_zeros(void **state)
{
	static const char zeros[6];
	struct str s;

	(void)state;
	str_init(&s);
	str_append_string(&s, "secret");
	const char *bytes = s.text;
	str_wipe(&s);
	assert_memory_equal(bytes, zeros, 6);
	assert_text(&s, "");
	str_fini(&s);
}

static void test_numbers(void **state)
{
	static const char *const bad[] = {
		"",  " 1",  "1 ",  "+1",    "1x", "0x1",
		"-", "--1", "1e3", "65536", "-1", "99999999999999999999"
	};
	long long value = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (str_to_number(bad[i], 0, 65535, &value))
			fail_msg("\"%s\" was read as %lld", bad[i], value);
		assert_int_equal(value, 7);
	}
	assert_true(str_to_number("0", 0, 65535, &value));
	assert_int_equal(value, 0);
	assert_true(str_to_number("65535", 0, 65535, &value));
	assert_int_equal(value, 65535);
	assert_true(str_to_number("-5", LLONG_MIN, LLONG_MAX, &value));
	assert_int_equal(value, -5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_empty_string_needs_no_memory),
		cmocka_unit_test(test_appending),
		cmocka_unit_test(test_a_long_string_grows),
		cmocka_unit_test(test_splicing),
		cmocka_unit_test(test_taking_empties),
		cmocka_unit_test(test_wiping_leaves_zeros),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
