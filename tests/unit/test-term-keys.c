#include "unit/unit.h"

#include <string.h>

#include "term/terminal.h"

/* Keys by name, the modes set before, and the bytes. */
static const struct {
	const char *key, *modes, *bytes;
} cases[] = {
	{ "Up", "", "\x1b[A" },
	{ "Down", "", "\x1b[B" },
	{ "Right", "", "\x1b[C" },
	{ "Left", "", "\x1b[D" },
	{ "Up", "\x1b[?1h", "\x1bOA" },
	{ "Left", "\x1b[?1h", "\x1bOD" },
	{ "Home", "\x1b[?1h", "\x1bOH" },
	{ "Home", "", "\x1b[H" },
	{ "End", "", "\x1b[F" },
	{ "PgUp", "", "\x1b[5~" },
	{ "PgDn", "", "\x1b[6~" },
	{ "Ins", "", "\x1b[2~" },
	{ "Del", "", "\x1b[3~" },
	{ "F1", "", "\x1bOP" },
	{ "F4", "", "\x1bOS" },
	{ "F5", "", "\x1b[15~" },
	{ "F10", "", "\x1b[21~" },
	{ "F11", "", "\x1b[23~" },
	{ "F12", "", "\x1b[24~" },
	{ "F13", "", "\x1b[25~" },
	{ "F15", "", "\x1b[28~" },
	{ "F20", "", "\x1b[34~" },
	{ "F1", "\x1b[?1h", "\x1bOP" },
	{ "Shift-Up", "", "\x1b[1;2A" },
	{ "Alt-Up", "", "\x1b[1;3A" },
	{ "Ctrl-Right", "", "\x1b[1;5C" },
	{ "Ctrl-Right", "\x1b[?1h", "\x1b[1;5C" },
	{ "Ctrl-Alt-Left", "", "\x1b[1;7D" },
	{ "Shift-F1", "", "\x1b[1;2P" },
	{ "Ctrl-F5", "", "\x1b[15;5~" },
	{ "Shift-Del", "", "\x1b[3;2~" },
	{ "Ctrl-PgUp", "", "\x1b[5;5~" },
	{ "Shift-Home", "", "\x1b[1;2H" },
	{ "a", "", "a" },
	{ "A", "", "A" },
	{ "é", "", "é" },
	{ "Ctrl-a", "", "\x01" },
	{ "Ctrl-z", "", "\x1a" },
	{ "Ctrl-[", "", "\x1b" },
	{ "Ctrl-\\", "", "\x1c" },
	{ "Ctrl-]", "", "\x1d" },
	{ "Ctrl-^", "", "\x1e" },
	{ "Ctrl-_", "", "\x1f" },
	{ "Ctrl-?", "", "\x7f" },
	{ "Ctrl-/", "", "\x1f" },
	{ "Ctrl-3", "", "\x1b" },
	{ "Ctrl-1", "", "1" },
	{ "Alt-a", "",
	  "\x1b"
	  "a" },
	{ "Alt-é", "", "\x1bé" },
	{ "Ctrl-Alt-a", "", "\x1b\x01" },
	{ "Tab", "", "\t" },
	{ "Shift-Tab", "", "\x1b[Z" },
	{ "Esc", "", "\x1b" },
	{ "Alt-Esc", "", "\x1b\x1b" },
	{ "Backspace", "", "\x7f" },
	{ "Ctrl-Backspace", "", "\x08" },
	{ "Alt-Backspace", "", "\x1b\x7f" },
	{ "Enter", "", "" },
};

static void expect(const char *name, struct key key, const char *modes, const char *bytes, size_t n)
{
	struct terminal_config config = {
		.width = 10, .height = 4, .history_lines = 1, .history_bytes = 1000
	};
	struct terminal_events events = { 0 };
	Terminal *t = terminal_new(&config, &events, NULL);
	char out[32];

	terminal_write(t, modes, strlen(modes), 1);
	size_t used = terminal_encode_key(t, key, out);
	if (used != n || memcmp(out, bytes, n))
		fail_msg("%s: saw %zu bytes '%.*s', expected '%s'", name, used, (int)used, out,
			 bytes);
	terminal_free(t);
}

static void test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct key key;

		if (!key_parse(cases[i].key, &key))
			fail_msg("no key %s", cases[i].key);
		expect(cases[i].key, key, cases[i].modes, cases[i].bytes, strlen(cases[i].bytes));
	}
}

static void test_nul_and_nothing(void **state)
{
	(void)state;
	expect("Ctrl-Space", (struct key){ KEYSYM_CHAR, ' ', KEYMOD_CTRL }, "", "", 1);
	expect("Ctrl-@", (struct key){ KEYSYM_CHAR, '@', KEYMOD_CTRL }, "", "", 1);
	expect("Ctrl-2", (struct key){ KEYSYM_CHAR, '2', KEYMOD_CTRL }, "", "", 1);
	expect("a byte", (struct key){ KEYSYM_BYTE, 0xe9, 0 }, "", "\xe9", 1);
	expect("Alt and a byte", (struct key){ KEYSYM_BYTE, 0xff, KEYMOD_ALT }, "", "\x1b\xff", 2);
	expect("none", (struct key){ KEYSYM_NONE, 0, 0 }, "", "", 0);
	expect("count", (struct key){ KEYSYM_COUNT, 0, 0 }, "", "", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_nul_and_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
