#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "term/terminal.h"

/* What the mouse did, the modes set before, and the bytes; the grid is 300x40. */
static const struct {
	const char *modes;
	struct mouse_event event;
	const char *bytes;
} cases[] = {
	{ "", { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 }, "" },
	/* 9: presses of three buttons, without modifiers. */
	{ "\x1b[?9h", { MOUSE_PRESS, MOUSE_LEFT, 1, 2, KEYMOD_CTRL }, "\x1b[M #\"" },
	{ "\x1b[?9h", { MOUSE_PRESS, MOUSE_RIGHT, 0, 0, 0 }, "\x1b[M\"!!" },
	{ "\x1b[?9h", { MOUSE_RELEASE, MOUSE_LEFT, 0, 0, 0 }, "" },
	{ "\x1b[?9h", { MOUSE_WHEEL, MOUSE_WHEEL_UP, 0, 0, 0 }, "" },
	{ "\x1b[?9h", { MOUSE_PRESS, MOUSE_BUTTON_8, 0, 0, 0 }, "" },
	/* 1000: releases, the wheel and modifiers, too. */
	{ "\x1b[?1000h", { MOUSE_RELEASE, MOUSE_MIDDLE, 0, 0, 0 }, "\x1b[M#!!" },
	{ "\x1b[?1000h",
	  { MOUSE_PRESS, MOUSE_MIDDLE, 0, 0, KEYMOD_ALT | KEYMOD_CTRL },
	  "\x1b[M9!!" },
	{ "\x1b[?1000h", { MOUSE_WHEEL, MOUSE_WHEEL_DOWN, 0, 0, 0 }, "\x1b[Ma!!" },
	{ "\x1b[?1000h", { MOUSE_WHEEL, MOUSE_WHEEL_RIGHT, 0, 0, 0 }, "\x1b[Mc!!" },
	{ "\x1b[?1000h", { MOUSE_PRESS, MOUSE_BUTTON_8, 0, 0, 0 }, "\x1b[M\xa0!!" },
	{ "\x1b[?1000h", { MOUSE_MOVE, MOUSE_LEFT, 0, 0, 0 }, "" },
	/* 1002 and 1003: moves. */
	{ "\x1b[?1002h", { MOUSE_MOVE, MOUSE_LEFT, 0, 0, 0 }, "\x1b[M@!!" },
	{ "\x1b[?1002h", { MOUSE_MOVE, MOUSE_NONE, 0, 0, 0 }, "" },
	{ "\x1b[?1003h", { MOUSE_MOVE, MOUSE_NONE, 0, 0, 0 }, "\x1b[MC!!" },
	/* The byte form ends at cell 223 (counted from 1), SGR doesn't; both at the grid's edge. */
	{ "\x1b[?1000h", { MOUSE_PRESS, MOUSE_LEFT, 0, 221, 0 }, "\x1b[M \xfe!" },
	{ "\x1b[?1000h", { MOUSE_PRESS, MOUSE_LEFT, 0, 222, 0 }, "\x1b[M \xff!" },
	{ "\x1b[?1000h", { MOUSE_PRESS, MOUSE_LEFT, 0, 223, 0 }, "" },
	{ "\x1b[?1000;1006h", { MOUSE_PRESS, MOUSE_LEFT, 39, 299, 0 }, "\x1b[<0;300;40M" },
	{ "\x1b[?1000;1006h", { MOUSE_PRESS, MOUSE_LEFT, 40, 0, 0 }, "" },
	{ "\x1b[?1000;1006h", { MOUSE_PRESS, MOUSE_LEFT, 0, 300, 0 }, "" },
	/* SGR says which button was let go. */
	{ "\x1b[?1000;1006h", { MOUSE_RELEASE, MOUSE_RIGHT, 1, 1, KEYMOD_SHIFT }, "\x1b[<6;2;2m" },
	{ "\x1b[?1003;1006h", { MOUSE_MOVE, MOUSE_NONE, 1, 1, 0 }, "\x1b[<35;2;2M" },
	{ "\x1b[?1000;1006h", { MOUSE_PRESS, MOUSE_BUTTON_11, 0, 0, 0 }, "\x1b[<131;1;1M" },
	/* Off, in each way; what we don't do changes nothing. */
	{ "\x1b[?1002h\x1b[?1000l", { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 }, "" },
	{ "\x1b[?1002;1006h\x1b[?1006l", { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 }, "\x1b[M !!" },
	{ "\x1b[?1000h\x1b"
	  "c",
	  { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 },
	  "" },
	{ "\x1b[?1000h\x1b[!p", { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 }, "\x1b[M !!" },
	{ "\x1b[?1000;1006;1005;1015;1016h", { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 }, "\x1b[<0;1;1M" },
	{ "\x1b[?1001h", { MOUSE_PRESS, MOUSE_LEFT, 0, 0, 0 }, "" },
};

static Terminal *make(const char *modes)
{
	struct terminal_config config = {
		.width = 300, .height = 40, .history_lines = 1, .history_bytes = 1000
	};
	struct terminal_events events = { 0 };
	Terminal *t = terminal_new(&config, &events, NULL);

	terminal_write(t, modes, strlen(modes), 1);
	return t;
}

static void test_mouse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		Terminal *t = make(cases[i].modes);
		char out[32];
		size_t n = terminal_encode_mouse(t, &cases[i].event, out);

		if (n != strlen(cases[i].bytes) || memcmp(out, cases[i].bytes, n))
			fail_msg("row %zu: expected \"%s\", saw \"%.*s\"", i, cases[i].bytes,
				 (int)n, out);
		terminal_free(t);
	}
}

static void test_focus(void **state)
{
	Terminal *t = make("");
	char out[32];

	(void)state;
	assert_int_equal(terminal_encode_focus(t, true, out), 0);
	terminal_write(t, "\x1b[?1004h", 8, 1);
	assert_int_equal(terminal_encode_focus(t, true, out), 3);
	assert_memory_equal(out, "\x1b[I", 3);
	assert_int_equal(terminal_encode_focus(t, false, out), 3);
	assert_memory_equal(out, "\x1b[O", 3);
	terminal_free(t);
}

/* Whatever is set, whatever is pressed, there is room for its bytes. */
static void test_all_fit(void **state)
{
	static const char *const modes[] = { "",           "\x1b[?1h\x1b=",
					     "\x1b[>4;1m", "\x1b[>4;2m",
					     "\x1b[>1u",   "\x1b[>4;2m\x1b[>1u\x1b=\x1b[?67h" };
	static const uint32_t cps[] = { 0,   1,    '\t', ' ',     '*',      '=',    'a',
					'~', 0x7f, 0xe9, 0x1f600, 0x10ffff, 0xd800, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		Terminal *t = make(modes[i]);

		for (unsigned sym = 0; sym <= KEYSYM_COUNT; sym++) {
			for (unsigned k = 0; k < 32 * sizeof(cps) / sizeof(cps[0]); k++) {
				char out[33] = { 0 };
				struct key key = { (enum keysym)sym, cps[k / 32], k % 32 };

				out[32] = 0x55;
				assert_true(terminal_encode_key(t, key, out) <= 32);
				assert_int_equal(out[32], 0x55);
			}
		}
		terminal_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_focus),
		cmocka_unit_test(test_all_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
