/* Links and colours of underlines: what cells keep of them, where they end, and what bounds them;
 * and the colours that a peer changes. */
#include "unit/unit.h"

#include <string.h>

#include "term/line-links.h"
#include "term/terminal-private.h"
#include "unit/term-fixture.h"

static const char *link_at(const Terminal *t, unsigned y, unsigned x)
{
	return terminal_link(t, &grid_row(t->grid, y)->cell[x].style, term_number(t, y));
}

static uint32_t underline_at(const Terminal *t, unsigned y, unsigned x)
{
	return extra_underline(t->extras, extra_of(&grid_row(t->grid, y)->cell[x].style));
}

static void expect_link(const Terminal *t, unsigned x, const char *expected)
{
	const char *seen = link_at(t, 0, x);

	if (!seen != !expected || (seen && strcmp(seen, expected) != 0))
		fail_msg("column %u: expected %s, saw %s", x, expected ? expected : "no link",
			 seen ? seen : "no link");
}

static void test_links(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "a\x1b]8;;http://one/\x1b\\b\x1b[1mc\x1b[md\x1b]8;id=2;http://two;x\x07"
			    "e\x1b]8;;\x07"
			    "f");
	expect_link(c.t, 0, NULL);
	expect_link(c.t, 1, "http://one/");
	expect_link(c.t, 2, "http://one/");
	expect_link(c.t, 3, "http://one/");
	expect_link(c.t, 4, "http://two;x");
	expect_link(c.t, 5, NULL);
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_STRINGS], 0);
	/* Blanks and what is erased link nowhere. */
	term_case_write(&c, "\r\n\x1b]8;;http://one/\x07x\x1b[K");
	assert_null(link_at(c.t, 1, 5));
	/* DECSTR and RIS end a link. */
	term_case_write(&c, "\x1b[!py");
	assert_null(link_at(c.t, 1, 1));
	term_case_fini(&c);
}

static void test_addresses_are_printable_and_short(void **state)
{
	static const char *const bad[] = {
		"\x1b]8;;http://a b/\x07",
		"\x1b]8;;http://\xc3\xa9/\x07",
		"\x1b]8;;x\x01y\x07",
		"\x1b]8;http://x\x07",
		"\x1b]8\x07",
	};
	struct term_case c;
	struct str text;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		term_case_write(&c, "\r\x1b]8;;http://good/\x07");
		term_case_write(&c, bad[i]);
		term_case_write(&c, "x");
		if (i < 3)
			expect_link(c.t, 0, NULL);
		assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_STRINGS], i + 1);
	}
	str_init(&text);
	str_append_string(&text, "\r\x1b]8;;");
	for (unsigned i = 0; i <= EXTRA_LINK_MAX; i++)
		str_append_char(&text, 'l');
	str_append_string(&text, "\x07x");
	term_case_write(&c, text.text);
	expect_link(c.t, 0, NULL);
	str_fini(&text);
	term_case_fini(&c);
}

static void test_underlines(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, false, 100);
	term_case_write(&c, "\x1b[4;58;5;9ma\x1b]8;;http://x/\x07"
			    "b\x1b[59mc\x1b[58:2::1:2:3md\x1b"
			    "7\x1b[me\x1b"
			    "8f\x1b]8;;\x07g");
	assert_int_equal(underline_at(c.t, 0, 0), CELL_INDEXED | 9);
	assert_int_equal(underline_at(c.t, 0, 1), CELL_INDEXED | 9);
	expect_link(c.t, 1, "http://x/");
	assert_int_equal(underline_at(c.t, 0, 2), CELL_DEFAULT);
	expect_link(c.t, 2, "http://x/");
	assert_int_equal(underline_at(c.t, 0, 3), CELL_RGB | 0x010203);
	assert_int_equal(underline_at(c.t, 0, 4), CELL_RGB | 0x010203);
	expect_link(c.t, 4, "http://x/");
	assert_int_equal(underline_at(c.t, 0, 5), CELL_RGB | 0x010203);
	expect_link(c.t, 5, NULL);
	term_case_fini(&c);
}

/* Links stay when their line is reflowed, and are found in history. */
static void test_links_survive(void **state)
{
	struct term_case c;
	struct view_request q = { .presentation = VIEW_TRANSCRIPT, .width = 20, .height = 4 };
	struct view_result r;
	struct cells cells;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "\x1b]8;;http://one/\x07link\x1b]8;;\x07\r\n");
	terminal_resize(c.t, 3, 4);
	assert_string_equal(link_at(c.t, 1, 0), "http://one/");
	terminal_resize(c.t, 20, 4);
	term_case_write(&c, "\r\n\r\n\r\n\r\n\r\n");
	q.anchor = (struct view_anchor){ 0, 0 };
	cells_init(&cells);
	cells_reset(&cells, 20, 4);
	view_render(c.t, &q, &cells, 0, 0, &r);
	assert_string_equal(terminal_link(c.t, &cells_get(&cells, 0, 3)->style, 0), "http://one/");
	cells_fini(&cells);
	term_case_fini(&c);
}

/* An endless number of links: memory stays bounded, what is on the screen keeps its own, and what
 * left it never gets another's. */
static void test_many_links(void **state)
{
	struct term_case c;
	struct str text;

	(void)state;
	term_case_init(&c, 20, 4, true, 1000000);
	str_init(&text);
	for (unsigned i = 0; i < 100000; i++) {
		str_clear(&text);
		str_append_format(&text, "\x1b]8;;http://link/%u\x07%u\r\n", i, i);
		term_case_write(&c, text.text);
	}
	assert_string_equal(link_at(c.t, 0, 0), "http://link/99997");
	assert_string_equal(link_at(c.t, 2, 0), "http://link/99999");
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_STRINGS], 0);
	/* The ids that rows in history have: either theirs, or none's. */
	for (unsigned id = 1; id <= EXTRA_MAX; id++) {
		const char *early = extra_address(c.t->extras, id, 10);

		if (early && strcmp(early, "http://link/0") != 0 && strlen(early) > 13)
			fail_msg("line 10 may have %s", early);
	}
	str_fini(&text);
	term_case_fini(&c);
}

/* The last sign of the text is that of the address. */
static void check_same(void *user, const struct line_link *link)
{
	char text = link->text[link->text_length - 1];
	char target = link->target[link->target_length - 1];

	if (text != target)
		fail_msg("%.*s leads to %.*s", (int)link->text_length, link->text,
			 (int)link->target_length, link->target);
	++*(unsigned *)user;
}

/* Goes on in the same line with links, from `from` to `to`; counts those found after that. */
static unsigned write_links(struct term_case *c, unsigned from, unsigned to)
{
	unsigned found = 0;
	struct str text;

	str_init(&text);
	for (unsigned i = from; i < to; i++) {
		str_clear(&text);
		str_append_format(&text, "\x1b]8;;http://link/%u\x07%u", i, i % 10);
		term_case_write(c, text.text);
	}
	str_fini(&text);
	for (uint64_t line = 0; line < terminal_end_line(c->t); line++)
		line_links(c->t, line, check_same, &found);
	return found;
}

/* A line of which the beginning has left the screen has its links, and never another's for one. */
static void test_links_of_long_line(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 1000000);
	assert_int_equal(write_links(&c, 0, 200), 200);
	/* While there are ids that no row has had. */
	assert_true(write_links(&c, 200, 60000) >= 70);
	assert_true(write_links(&c, 60000, 150000) > 0);
	term_case_fini(&c);
}

static struct cell_style applied(const char *input, uint32_t fg, uint32_t bg)
{
	struct term_case c;
	struct cell_style style = { fg, bg, 0 };

	term_case_init(&c, 20, 4, false, 100);
	term_case_write(&c, input);
	if (terminal_palette(c.t))
		style = palette_apply(terminal_palette(c.t), &style);
	term_expect_events(&c, "");
	term_case_fini(&c);
	return style;
}

static void test_palette(void **state)
{
	enum { I = CELL_INDEXED, RGB = CELL_RGB };
	static const struct {
		const char *input;
		uint32_t fg, bg; /* of colour 1 on the default */
	} cases[] = {
		{ "", I | 1, 0 },
		{ "\x1b]4;1;rgb:12/34/56\x07", RGB | 0x123456, 0 },
		{ "\x1b]4;1;#123\x07", RGB | 0x102030, 0 },
		{ "\x1b]4;1;#123456\x07", RGB | 0x123456, 0 },
		{ "\x1b]4;1;#123456789\x07", RGB | 0x124578, 0 },
		{ "\x1b]4;1;#111122223333\x07", RGB | 0x112233, 0 },
		{ "\x1b]4;1;rgb:f/80/ffff\x07", RGB | 0xff80ff, 0 },
		{ "\x1b]4;0;#000;1;#0000ff\x07", RGB | 0xff, 0 },
		{ "\x1b]11;#ffffff\x07", I | 1, RGB | 0xffffff },
		{ "\x1b]10;#000;#010101\x07", I | 1, RGB | 0x010101 },
		{ "\x1b]P1123456", RGB | 0x123456, 0 },
		{ "\x1b]P1123456\x1b]R", I | 1, 0 },
		{ "\x1b]4;1;#fff\x07\x1b]104;1\x07", I | 1, 0 },
		{ "\x1b]4;1;#fff\x07\x1b]104\x07", I | 1, 0 },
		{ "\x1b]11;#fff\x07\x1b]111\x07", I | 1, 0 },
		{ "\x1b]4;1;#fff\x07\x1b"
		  "c",
		  I | 1, 0 },
		/* What is no colour. */
		{ "\x1b]4;1;red\x07\x1b]4;1;rgb:1/2\x07\x1b]4;1;#12\x07\x1b]4;1;#xyz\x07", I | 1,
		  0 },
		{ "\x1b]4;256;#fff\x07\x1b]4;1\x07\x1b]4;;\x07\x1b]4;1;?\x07\x1b]11;?\x07", I | 1,
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cell_style seen = applied(cases[i].input, I | 1, 0);

		if (seen.fg != cases[i].fg || seen.bg != cases[i].bg)
			fail_msg("case %zu: expected %x on %x, saw %x on %x", i, cases[i].fg,
				 cases[i].bg, seen.fg, seen.bg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_addresses_are_printable_and_short),
		cmocka_unit_test(test_underlines),
		cmocka_unit_test(test_links_survive),
		cmocka_unit_test(test_many_links),
		cmocka_unit_test(test_links_of_long_line),
		cmocka_unit_test(test_palette),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
