#include "unit/unit.h"

#include <string.h>

#include "base/key.h"

static void test_names_round_trip(void **state)
{
	static const char *const names[] = {
		"Enter",
		"Tab",
		"Backspace",
		"Esc",
		"Up",
		"Down",
		"Right",
		"Left",
		"Home",
		"End",
		"Ins",
		"Del",
		"PgUp",
		"PgDn",
		"F1",
		"F9",
		"F12",
		"F20",
		"Ctrl-]",
		"Alt-p",
		"Shift-PgUp",
		"Ctrl-Home",
		"Ctrl-Alt-Shift-F5",
		"x",
		"X",
		"-",
		"Ctrl--",
		"Ctrl-Space",
		"Space",
		"F",
		"Alt-\xc3\xa9",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char name[KEY_NAME_MAX];
		struct key k;

		if (!key_parse(names[i], &k))
			fail_msg("\"%s\" was refused", names[i]);
		key_format(k, name);
		assert_string_equal(name, names[i]);
	}
}

static void test_every_named_key_has_a_name(void **state)
{
	(void)state;
	for (int sym = KEYSYM_ENTER; sym < KEYSYM_COUNT; sym++) {
		char name[KEY_NAME_MAX];
		struct key k = { .sym = (enum keysym)sym, .mods = KEYMOD_CTRL }, back;

		key_format(k, name);
		if (!key_parse(name, &back) || !key_equal(k, back))
			fail_msg("key %d is called \"%s\", which is another or none", sym, name);
	}
}

static void test_spellings(void **state)
{
	struct key k;

	(void)state;
	assert_true(key_parse("ctrl-A", &k));
	assert_true(key_equal(k, (struct key){ KEYSYM_CHAR, 'a', KEYMOD_CTRL }));
	assert_true(key_parse("SHIFT-pgup", &k));
	assert_true(key_equal(k, (struct key){ KEYSYM_PAGE_UP, 0, KEYMOD_SHIFT }));
	assert_true(key_parse("f7", &k));
	assert_int_equal(k.sym, KEYSYM_F1 + 6);
}

static void test_bad_names_leave_the_key_alone(void **state)
{
	static const char *const bad[] = { "",     "Ctrl-",  "F0",   "F21",  "F123",
					   "xy",   "Enterr", "\x01", "\x7f", "\xc2\x9b",
					   "\xff", "\xc3",   "F+5",  "F 5",  "F-1" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct key k = { KEYSYM_CHAR, 'q', 0 };

		if (key_parse(bad[i], &k))
			fail_msg("\"%s\" was taken as a key", bad[i]);
		assert_true(key_equal(k, (struct key){ KEYSYM_CHAR, 'q', 0 }));
	}
}

static void test_text(void **state)
{
	(void)state;
	assert_int_equal(key_text((struct key){ KEYSYM_CHAR, 'a', 0 }), 'a');
	assert_int_equal(key_text((struct key){ KEYSYM_CHAR, 'A', KEYMOD_SHIFT }), 'A');
	assert_int_equal(key_text((struct key){ KEYSYM_CHAR, 'a', KEYMOD_CTRL }), 0);
	assert_int_equal(key_text((struct key){ KEYSYM_CHAR, 'a', KEYMOD_ALT }), 0);
	assert_int_equal(key_text((struct key){ KEYSYM_ENTER, 0, 0 }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_round_trip),
		cmocka_unit_test(test_every_named_key_has_a_name),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_bad_names_leave_the_key_alone),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
