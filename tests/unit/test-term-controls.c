/* Controls that are shown by name, where somebody wants to see them. */
#include "unit/unit.h"

#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

static const struct {
	const char *input;
	size_t length;
	enum terminal_controls controls;
	const char *screen;
} cases[] = {
#define INPUT(text) text, sizeof(text) - 1
	{ INPUT("nul[\0]ctl[\x01\x02]"), TERMINAL_CONTROLS_HIDDEN, "nul[]ctl[]\n" },
	{ INPUT("nul[\0]ctl[\x01\x02]"), TERMINAL_CONTROLS_SHOWN, "nul[^@]ctl[^A^B]\n" },
	{ INPUT("8=FIX\x01"
		"9=5\x01"),
	  TERMINAL_CONTROLS_SHOWN, "8=FIX^A9=5^A\n" },
	{ INPUT("\x05\x0e\x0f\x18\x1a\x1c\x1f\x7f"), TERMINAL_CONTROLS_SHOWN, "^E^X^Z^\\^_^?\n" },
	{ INPUT("\x1b)0a\x0eqx\x0fqx"), TERMINAL_CONTROLS_SHOWN, "a─│qx\n" },
	{ INPUT("\x1b[?1049h\x1b)0a\x0eq\x0f|\0\x05\x11\x13\x7f|\xc2\x80|"),
	  TERMINAL_CONTROLS_SHOWN, "a─|||\n" },
	{ INPUT("\x1b[2;1Ha\0\x05\x11\x13\x7f|\x0b|"), TERMINAL_CONTROLS_SHOWN, "\na|\n|\n" },
	{ INPUT("\x1b[2;1Ha\0\x0e\xc2\x80|"), TERMINAL_CONTROLS_ALL, "\na^@^N<80>|\n" },
	{ INPUT("\xc2\x80\xc2\x9f"), TERMINAL_CONTROLS_HIDDEN, "" },
	{ INPUT("\xc2\x80\xc2\x9f"), TERMINAL_CONTROLS_SHOWN, "<80><9f>\n" },
	{ INPUT("a\tb\b\ac\r\nd\x1b[1me"), TERMINAL_CONTROLS_SHOWN, "a       c\nde\n" },
	{ INPUT("a\vb\fc"), TERMINAL_CONTROLS_SHOWN, "a^K\nb^L\nc\n" },
	{ INPUT("a\tb\b\ac\x1b[1me"), TERMINAL_CONTROLS_ALL, "a^I     b^H^Gce\n" },
	{ INPUT("crlf\r\nlf\ncr\rcrcrlf\r\r\nlfcr\n\rx"), TERMINAL_CONTROLS_ALL,
	  "crlf^M^J\nlf^J\ncr^Mcrcrlf^M^M^J\nlfcr^J\n^Mx\n" },
};

static void check(size_t i, size_t chunk)
{
	struct term_case c;
	struct str screen;

	str_init(&screen);
	term_case_init(&c, 40, 8, true, 100);
	terminal_show_controls(c.t, cases[i].controls);
	term_case_write_pieces(&c, cases[i].input, cases[i].length, chunk);
	term_dump_screen(c.t, &screen);
	if (strcmp(screen.text, cases[i].screen) != 0)
		fail_msg("case %zu in pieces of %zu: expected\n%s\nsaw\n%s", i, chunk,
			 cases[i].screen, screen.text);
	term_check(c.t);
	str_fini(&screen);
	term_case_fini(&c);
}

static void test_what_is_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t chunk = 1; chunk <= cases[i].length; chunk++)
			check(i, chunk);
	}
}

/* Names are dim and in no colour, whatever the peer's style is, and leave it as it is. */
static void test_style(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 40, 8, true, 100);
	terminal_show_controls(c.t, TERMINAL_CONTROLS_SHOWN);
	term_case_write(&c, "\x1b[1;31ma\x01"
			    "b");
	assert_int_equal(grid_row(c.t->grid, 0)->cell[0].style.attrs, CELL_BOLD);
	assert_int_equal(grid_row(c.t->grid, 0)->cell[1].style.attrs, CELL_DIM);
	assert_int_equal(grid_row(c.t->grid, 0)->cell[1].style.fg, CELL_DEFAULT);
	assert_int_equal(grid_row(c.t->grid, 0)->cell[3].style.attrs, CELL_BOLD);
	term_case_fini(&c);
}

/* Format characters are named on the primary screen, and have the width that a peer counts where it
 * draws a screen. No cell holds any of them. */
static void test_format_characters(void **state)
{
	static const struct {
		const char *text, *name;
		unsigned width;
	} formats[] = {
		{ "\u061c", "<U+061C>", 0 },      { "\u115f", "<U+115F>", 2 },
		{ "\u1160", "<U+1160>", 0 },      { "\u180e", "<U+180E>", 0 },
		{ "\u200b", "<U+200B>", 0 },      { "\u200e", "<U+200E>", 0 },
		{ "\u2028", "<U+2028>", 0 },      { "\u202a", "<U+202A>", 0 },
		{ "\u202e", "<U+202E>", 0 },      { "\u2060", "<U+2060>", 0 },
		{ "\u2066", "<U+2066>", 0 },      { "\u3164", "<U+3164>", 2 },
		{ "\ufeff", "<U+FEFF>", 0 },      { "\uffa0", "<U+FFA0>", 1 },
		{ "\ufff9", "<U+FFF9>", 0 },      { "\U000e0001", "<U+E0001>", 0 },
		{ "\U000e0041", "<U+E0041>", 0 },
	};
	static const char *const begins[] = { "", "\x1b[1;1H\x1b[2;1H\x1b[1;1H", "\x1b[?1049h" };

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]) * 3; i++) {
		const char *text = formats[i / 3].text;
		struct str input, screen, expected;
		struct term_case c;

		str_init(&input);
		str_init(&screen);
		str_init(&expected);
		str_append_format(&input, "%s%sa%s|", begins[i % 3], text, text);
		if (i % 3)
			str_append_format(&expected, "%*sa%*s|\n", (int)formats[i / 3].width, "",
					  (int)formats[i / 3].width, "");
		else
			str_append_format(&expected, "%sa%s|\n", formats[i / 3].name,
					  formats[i / 3].name);
		term_case_init(&c, 40, 3, false, 100);
		term_case_write(&c, input.text);
		term_dump_screen(c.t, &screen);
		if (strcmp(screen.text, expected.text) != 0)
			fail_msg("%s, case %zu: expected\n%s\nsaw\n%s", formats[i / 3].name, i % 3,
				 expected.text, screen.text);
		term_check(c.t);
		term_case_fini(&c);
		str_fini(&expected);
		str_fini(&screen);
		str_fini(&input);
	}
}

/* In char mode LF keeps the column, but for the one after a CR. */
static void test_char_mode(void **state)
{
	struct term_case c;
	struct str screen;

	(void)state;
	str_init(&screen);
	term_case_init(&c, 40, 8, false, 100);
	terminal_show_controls(c.t, TERMINAL_CONTROLS_ALL);
	term_case_write(&c, "a\r\nb\nc");
	term_dump_screen(c.t, &screen);
	assert_string_equal(screen.text, "a^M^J\nb^J\n   c\n");
	str_fini(&screen);
	term_case_fini(&c);
}

/* In a PC's character set controls are pictures, but for those that ANSI.SYS executes; inside a
 * sequence they are controls, and so are all where the set has no pictures. */
static void test_pictures(void **state)
{
	static const char input[] = "\x01\x02\x03\x04\x05\x06\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14"
				    "\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f\x7f\0\r\na\bb\tc"
				    "\x1b[\x18\x1b[3\x0e"
				    "2mz\x1b[31\x0c";
	static const char expected[] = "☺☻♥♦♣♠♂♀♫☼►◄↕‼¶§▬↨↑↓→∟↔▲▼⌂\nb       cz\n";

	(void)state;
	for (size_t chunk = 1; chunk < sizeof(input); chunk++) {
		struct term_case c;
		struct str screen;

		str_init(&screen);
		term_case_init(&c, 40, 8, false, 100);
		terminal_set_pictures(c.t, true);
		term_case_write_pieces(&c, input, sizeof(input) - 1, chunk);
		term_dump_screen(c.t, &screen);
		if (strcmp(screen.text, expected) != 0)
			fail_msg("in pieces of %zu: expected\n%s\nsaw\n%s", chunk, expected,
				 screen.text);
		term_check(c.t);
		str_fini(&screen);
		term_case_fini(&c);
	}
}

/* There a cleared screen begins at its top, as in ANSI.SYS; elsewhere the cursor stays. */
static void test_clearing(void **state)
{
	(void)state;
	for (int pictures = 0; pictures < 2; pictures++) {
		struct term_case c;
		struct str screen;

		str_init(&screen);
		term_case_init(&c, 20, 4, false, 100);
		terminal_set_pictures(c.t, pictures);
		term_case_write(&c, "\x1b[2;3Ha\x1b[2Jb");
		term_dump_screen(c.t, &screen);
		assert_string_equal(screen.text, pictures ? "b\n" : "\n   b\n");
		str_fini(&screen);
		term_case_fini(&c);
	}
}

/* Of 24 bits, as art on boards asks for them; elsewhere that is none of xterm's. */
static void test_board_colours(void **state)
{
	(void)state;
	for (int pictures = 0; pictures < 2; pictures++) {
		const struct cell *cell;
		struct term_case c;

		term_case_init(&c, 20, 4, false, 100);
		terminal_set_pictures(c.t, pictures);
		term_case_write(&c, "\x1b[1;255;128;0t\x1b[0;1;2;999tx");
		cell = &grid_row(c.t->grid, 0)->cell[0];
		assert_int_equal(cell->style.fg, pictures ? (CELL_RGB | 0xff8000) : CELL_DEFAULT);
		assert_int_equal(cell->style.bg, pictures ? (CELL_RGB | 0x0102ff) : CELL_DEFAULT);
		term_case_fini(&c);
	}
}

/* What boards ask: the answers are of the terminal's fixed ones, and no text is lost. */
static void test_board_questions(void **state)
{
	struct term_case c;
	struct str screen;

	(void)state;
	str_init(&screen);
	term_case_init(&c, 20, 4, false, 100);
	terminal_set_pictures(c.t, true);
	term_case_write(&c, "\x1b[!Welcome\x1b[!_\x1b[0!\x1b[255n");
	term_dump_screen(c.t, &screen);
	assert_string_equal(screen.text, "Welcome\n");
	term_expect_events(&c, "reply ^[4;20R\n");
	str_fini(&screen);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_shown),   cmocka_unit_test(test_style),
		cmocka_unit_test(test_char_mode),       cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_clearing),        cmocka_unit_test(test_board_colours),
		cmocka_unit_test(test_board_questions), cmocka_unit_test(test_format_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
