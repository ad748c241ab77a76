#include "unit/unit.h"

#include <string.h>

#include "base/err.h"

static void test_setting_and_clearing(void **state)
{
	struct err e = { ERR_NONE, "" };

	(void)state;
	assert_false(err_set(&e, ERR_REFUSED, "cannot reach %s port %d", "host", 23));
	assert_int_equal(e.kind, ERR_REFUSED);
	assert_string_equal(e.text, "cannot reach host port 23");
	err_clear(&e);
	assert_int_equal(e.kind, ERR_NONE);
	assert_string_equal(e.text, "");
}

static void test_nobody_need_listen(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_OTHER, "%s", "nobody reads this"));
}

static void test_a_long_text_is_cut(void **state)
{
	struct err e;
	char text[2 * ERR_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&e, ERR_OTHER, "%s", text);
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_setting_and_clearing),
		cmocka_unit_test(test_nobody_need_listen),
		cmocka_unit_test(test_a_long_text_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
