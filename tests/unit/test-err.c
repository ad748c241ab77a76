#include "unit/unit.h"

#include <string.h>

#include "base/err.h"
#include "base/utf8.h"

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
	assert_string_equal(e.text + ERR_TEXT_MAX - 5, "x…");
	for (unsigned lead = 0; lead < 4; lead++) {
		memset(text, 'x', lead);
		for (size_t i = lead; i + 1 < sizeof(text); i++)
			text[i] = "é"[(i - lead) % 2];
		err_set(&e, ERR_OTHER, "%s", text);
		assert_true(utf8_valid(e.text, strlen(e.text)));
		assert_non_null(strstr(e.text, "é…"));
	}
	text[ERR_TEXT_MAX - 1] = '\0';
	err_set(&e, ERR_OTHER, "%s", text);
	assert_string_equal(e.text, text);
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
