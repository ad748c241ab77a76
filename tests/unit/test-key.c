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

/* One key, however a terminal tells it. */
static void test_typing(void **state)
{
	static const struct {
		uint32_t cp;
		unsigned mods;
		const char *name;
	} rows[] = {
		{ 'a', 0, "a" },
		{ 'a', KEYMOD_CTRL, "Ctrl-a" },
		{ 'A', KEYMOD_CTRL | KEYMOD_SHIFT, "Ctrl-a" },
		{ 0x01, 0, "Ctrl-a" },
		{ ']', KEYMOD_CTRL, "Ctrl-]" },
		{ 0x1d, 0, "Ctrl-]" },
		{ 'i', KEYMOD_CTRL, "Tab" },
		{ 'm', KEYMOD_CTRL, "Enter" },
		{ '[', KEYMOD_CTRL | KEYMOD_ALT, "Alt-Esc" },
		{ ' ', KEYMOD_CTRL, "Ctrl-Space" },
		{ '2', KEYMOD_CTRL, "Ctrl-Space" },
		{ '?', KEYMOD_CTRL, "Backspace" },
		{ '-', KEYMOD_CTRL, "Ctrl--" },
		{ 0x0d, KEYMOD_CTRL | KEYMOD_SHIFT, "Enter" },
		{ 0x09, KEYMOD_SHIFT, "Shift-Tab" },
		{ 0x7f, KEYMOD_CTRL, "Ctrl-Backspace" },
		{ 0x1b, KEYMOD_ALT, "Alt-Esc" },
		{ 0xe9, KEYMOD_ALT, "Alt-\xc3\xa9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[KEY_NAME_MAX];

		key_format(key_typing(rows[i].cp, rows[i].mods), name);
		assert_string_equal(name, rows[i].name);
	}
}

/* Bytes that are no character are told apart. */
static void test_bytes(void **state)
{
	char name[KEY_NAME_MAX];
	struct key k = { KEYSYM_BYTE, 0xe9, KEYMOD_ALT };

	(void)state;
	key_format(k, name);
	assert_string_equal(name, "Alt-<e9>");
	assert_int_equal(key_text(k), 0);
	assert_true(key_equal(k, k));
	assert_false(key_equal(k, (struct key){ KEYSYM_BYTE, 0xe8, KEYMOD_ALT }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_round_trip),
		cmocka_unit_test(test_every_named_key_has_a_name),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_bad_names_leave_the_key_alone),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_typing),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
