/* Resizing: reflow, rows to and from history, places that stay, nothing lost. */
#include "unit/unit.h"

#include <string.h>

#include "base/utf8.h"

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

static void expect(const struct term_case *c, const char *what, const char *screen, unsigned y,
		   unsigned x)
{
	term_expect_screen(c, what, screen);
	if (c->t->y != y || c->t->x != x)
		fail_msg("%s: cursor at %u,%u, expected %u,%u", what, c->t->y, c->t->x, y, x);
}

static void test_width_reflows(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 5, true, 100);
	term_case_write(&c, "0123456789abcde\r\nxy\r\n> ");
	expect(&c, "before", "0123456789\nabcde\nxy\n>\n", 3, 2);
	terminal_resize(c.t, 7, 5);
	expect(&c, "7", "0123456\n789abcd\ne\nxy\n>\n", 4, 2);
	terminal_resize(c.t, 4, 5);
	expect(&c, "4", "4567\n89ab\ncde\nxy\n>\n", 4, 2);
	terminal_resize(c.t, 20, 5);
	expect(&c, "20", "0123456789abcde\nxy\n>\n", 2, 2);
	terminal_resize(c.t, 10, 5);
	term_case_write(&c, "ok");
	expect(&c, "back", "0123456789\nabcde\nxy\n> ok\n", 3, 4);
	term_case_fini(&c);
}

static void test_height_moves_rows(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 5, true, 100);
	term_case_write(&c, "1\r\n2\r\n3");
	terminal_resize(c.t, 10, 3);
	expect(&c, "blank rows go first", "1\n2\n3\n", 2, 1);
	assert_int_equal(terminal_first_line(c.t), terminal_end_line(c.t) - 3);
	terminal_resize(c.t, 10, 2);
	expect(&c, "then the top", "2\n3\n", 1, 1);
	terminal_resize(c.t, 10, 4);
	expect(&c, "and back", "1\n2\n3\n", 2, 1);
	terminal_resize(c.t, 10, 2);
	term_case_write(&c, "\x1b[A");
	terminal_resize(c.t, 10, 4);
	expect(&c, "not when the cursor is higher", "2\n3\n", 0, 1);
	term_case_fini(&c);
}

static void test_a_line_comes_back_in_part(void **state)
{
	struct term_case c;
	struct str out;

	(void)state;
	term_case_init(&c, 10, 2, true, 100);
	term_case_write(&c, "012345678901234567890123456789\r\nx");
	terminal_resize(c.t, 10, 3);
	expect(&c, "three rows", "0123456789\n0123456789\nx\n", 2, 1);
	assert_int_equal(terminal_end_line(c.t), 2);
	str_init(&out);
	term_dump_lines(c.t, &out);
	assert_string_equal(out.text, "0 012345678901234567890123456789\n1 x\n");
	terminal_resize(c.t, 15, 3);
	expect(&c, "wider", "012345678901234\n567890123456789\nx\n", 2, 1);
	str_fini(&out);
	term_case_fini(&c);
}

static void test_pending_wrap_survives(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 3, true, 100);
	term_case_write(&c, "0123456789");
	terminal_resize(c.t, 5, 3);
	expect(&c, "narrow", "01234\n56789\n", 1, 4);
	assert_true(c.t->pending);
	terminal_resize(c.t, 10, 3);
	assert_true(c.t->pending);
	terminal_resize(c.t, 12, 3);
	assert_false(c.t->pending);
	term_case_write(&c, "ab");
	expect(&c, "joined", "0123456789ab\n", 0, 11);
	term_case_fini(&c);
}

static void test_wide_characters(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 6, true, 100);
	term_case_write(&c, "日本語日本x");
	expect(&c, "before", "日本語日本\nx\n", 1, 1);
	terminal_resize(c.t, 5, 6);
	expect(&c, "5", "日本\n語日\n本x\n", 2, 3);
	terminal_resize(c.t, 1, 6);
	expect(&c, "1", "日\n本\n語\n日\n本\nx\n", 5, 0);
	terminal_resize(c.t, 2, 2);
	expect(&c, "2", "本\nx\n", 1, 1);
	terminal_resize(c.t, 11, 2);
	expect(&c, "11", "日本語日本x\n", 0, 10);
	term_case_fini(&c);
}

static void test_alternate_is_clipped(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "0123456789ab\x1b[?1049h\x1b[H0123456789\r\n日本日本日\x1b[4;9Hx");
	terminal_resize(c.t, 7, 3);
	expect(&c, "clipped", "0123456\n日本日\n", 2, 6);
	term_case_write(&c, "\a");
	terminal_resize(c.t, 9, 4);
	expect(&c, "padded", "0123456\n日本日\n", 2, 6);
	term_case_write(&c, "\x1b[?1049lX");
	expect(&c, "primary reflowed", "012345678\n9abX\n", 1, 4);
	term_case_fini(&c);
}

/* On the alternate screen of 10x4, the cursor pending in the last row's last column. */
static void begin_alternate(struct term_case *c)
{
	term_case_init(c, 10, 4, true, 100);
	term_case_write(c, "\x1b[?1049h\x1b[H0123456789ab\r\n日本日本日\x1b[4;9He\xcc\x81x");
	expect(c, "before", "0123456789\nab\n日本日本日\n        e\xcc\x81x\n", 3, 9);
	assert_true(c->t->pending);
}

static void expect_back(struct term_case *c, const char *what)
{
	expect(c, what, "0123456789\nab\n日本日本日\n        e\xcc\x81x\n", 3, 9);
	assert_true(c->t->pending);
	assert_true(grid_row(c->t->grid, 0)->flags & ROW_SOFT);
}

static void test_what_was_clipped_comes_back(void **state)
{
	struct term_case c;

	(void)state;
	begin_alternate(&c);
	terminal_resize(c.t, 10, 3);
	expect(&c, "a row less", "0123456789\nab\n日本日本日\n", 2, 9);
	terminal_resize(c.t, 10, 4);
	expect_back(&c, "a row more");
	terminal_resize(c.t, 7, 2);
	expect(&c, "smaller", "0123456\nab\n", 1, 6);
	terminal_resize(c.t, 1, 1);
	expect(&c, "smallest", "0\n", 0, 0);
	terminal_resize(c.t, 5, 3);
	expect(&c, "some of it", "01234\nab\n日本\n", 2, 4);
	terminal_resize(c.t, 12, 5);
	expect(&c, "all of it", "0123456789\nab\n日本日本日\n        e\xcc\x81x\n", 3, 9);
	assert_false(c.t->pending);
	terminal_resize(c.t, 10, 4);
	expect_back(&c, "as it was");
	term_case_write(&c, "\x1b[?1049lX");
	expect(&c, "the primary screen", "X\n", 0, 1);
	term_case_fini(&c);
}

static void test_what_is_no_writing_forgets_nothing(void **state)
{
	struct term_case c;

	(void)state;
	begin_alternate(&c);
	terminal_resize(c.t, 4, 2);
	terminal_write(c.t, "", 0, 2000);
	terminal_sent(c.t);
	terminal_prompt(c.t, true);
	terminal_set_line_mode(c.t, false);
	terminal_notice(c.t, "it goes to history", 18, 2000);
	terminal_finish(c.t);
	terminal_resize(c.t, 10, 4);
	expect_back(&c, "after all that");
	term_case_fini(&c);
}

static void test_writing_forgets_what_was_clipped(void **state)
{
	struct term_case c;

	(void)state;
	begin_alternate(&c);
	terminal_resize(c.t, 4, 2);
	term_case_write(&c, "\x1b[HX");
	terminal_resize(c.t, 10, 4);
	expect(&c, "written", "X123\nab\n", 0, 1);
	terminal_resize(c.t, 3, 2);
	terminal_resize(c.t, 10, 4);
	expect(&c, "kept anew", "X123\nab\n", 0, 1);
	terminal_resize(c.t, 3, 2);
	terminal_echo(c.t, "Y", 1, 2000);
	terminal_resize(c.t, 10, 4);
	expect(&c, "echoed", "XY2\nab\n", 1, 0);
	term_case_write(&c, "\xe6");
	terminal_resize(c.t, 2, 1);
	terminal_finish(c.t);
	terminal_resize(c.t, 10, 4);
	expect(&c, "finished", "æY\n", 0, 1);
	term_case_fini(&c);
}

static void test_what_left_the_screen_stays_away(void **state)
{
	static const char *const leavings[] = {
		"\x1b[?1049l\x1b[?1049h",
		"\x1b[?1047l\x1b[?1047h",
		"\x1b[2J",
		"\033c\033[?47h",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(leavings) / sizeof(leavings[0]); i++) {
		struct term_case c;

		begin_alternate(&c);
		terminal_resize(c.t, 4, 2);
		term_case_write(&c, leavings[i]);
		term_case_write(&c, "\x1b[H");
		terminal_resize(c.t, 10, 4);
		expect(&c, leavings[i] + 1, "", 0, 0);
		term_case_fini(&c);
	}
}

static void test_margins_and_tabs(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 5, false, 100);
	term_case_write(&c, "\x1b[2;3r\x1b[3g\x1b[3C\x1bH");
	terminal_resize(c.t, 40, 6);
	assert_int_equal(c.t->top, 0);
	assert_int_equal(c.t->bottom, 5);
	term_case_write(&c, "\r\ta\tb\tc");
	expect(&c, "tabs", "   a                    b       c\n", 0, 33);
	term_case_fini(&c);
}

static void test_background_to_the_right_stays(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 3, true, 100);
	term_case_write(&c, "\x1b[44mtitle\x1b[K\x1b[m\r\n2\r\n3");
	terminal_resize(c.t, 30, 2);
	terminal_resize(c.t, 40, 3);
	expect(&c, "text", "title\n2\n3\n", 2, 1);
	assert_int_equal(grid_row(c.t->grid, 0)->cell[39].style.bg, CELL_INDEXED | 4);
	assert_int_equal(grid_row(c.t->grid, 1)->cell[39].style.bg, 0);
	term_case_fini(&c);
}

static unsigned seed;

static unsigned rnd(unsigned limit)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % limit;
}

/* Lines of words, wide characters, clusters, colours and blanks: no addressing, nothing erased. */
static void random_text(struct str *out)
{
	static const char *const pieces[] = {
		"word",     " ",
		"  ",       "longerword",
		"日本",     "e\xcc\x81",
		"\x1b[31m", "\x1b[m",
		"\r\n",     "\r\n\r\n",
		"é",        "x",
		"\t",       "0123456789012345678901234567890123456789",
	};

	for (unsigned n = rnd(60); n; n--)
		str_append_string(out, pieces[rnd(sizeof(pieces) / sizeof(pieces[0]))]);
}

/* What the cursor's line holds before the cursor. */
static size_t text_before_cursor(const Terminal *t)
{
	size_t n = scrollback_open(t->history) && !grid_line_start(t->grid, t->y) ?
			   buf_length(&scrollback_open(t->history)->text) :
			   0;

	for (unsigned y = grid_line_start(t->grid, t->y); y < t->y; y++)
		n += row_bytes(grid_row(t->grid, y), t->grid->width, t->clusters);
	for (unsigned x = 0; x < t->x + t->pending; x++) {
		uint32_t cps[CELL_CLUSTER_MAX];
		const struct cell *c = &grid_row(t->grid, t->y)->cell[x];
		size_t count = c->width ? cluster_expand(t->clusters, c->glyph, cps) : 0;

		n += c->width && !count;
		for (size_t i = 0; i < count; i++) {
			char bytes[UTF8_MAX];

			n += utf8_encode(cps[i], bytes);
		}
	}
	return n;
}

static void test_no_text_is_lost(void **state)
{
	(void)state;
	for (seed = 1; seed < 400; seed++) {
		unsigned first = seed;
		struct term_case c;
		struct str in, before, after;

		str_init(&in);
		str_init(&before);
		str_init(&after);
		term_case_init(&c, 1 + rnd(40), 1 + rnd(12), true, 1000);
		random_text(&in);
		terminal_write(c.t, in.text, in.length, 1);
		term_dump_text(c.t, &before);
		uint64_t end = terminal_end_line(c.t);
		size_t place = text_before_cursor(c.t);
		/* A cursor past its text goes to the right edge when that is nearer. */
		bool beyond = c.t->x > row_extent(grid_row(c.t->grid, c.t->y), c.t->grid->width);
		for (unsigned i = 0; i < 8; i++) {
			unsigned width = 1 + rnd(50), height = 1 + rnd(14);

			terminal_resize(c.t, width, height);
			term_check(c.t);
			str_clear(&after);
			term_dump_text(c.t, &after);
			if (strcmp(before.text, after.text))
				fail_msg("seed %u, %ux%u: expected\n%s\nsaw\n%s", first, width,
					 height, before.text, after.text);
			if (terminal_end_line(c.t) != end)
				fail_msg("seed %u, %ux%u: %u lines, expected %u", first, width,
					 height, (unsigned)terminal_end_line(c.t), (unsigned)end);
			if (width > 1 && !beyond && text_before_cursor(c.t) != place)
				fail_msg("seed %u, %ux%u: cursor after %zu bytes, expected %zu",
					 first, width, height, text_before_cursor(c.t), place);
			if (width == 1)
				place = text_before_cursor(c.t);
		}
		seed = first;
		str_fini(&in);
		str_fini(&before);
		str_fini(&after);
		term_case_fini(&c);
	}
}

static void test_lines_stay_below_a_moved_cursor(void **state)
{
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 10, 5, true, 100);
	term_case_write(&c, "1\r\n2\r\n3\r\n4\r\n5\x1b[1;1H");
	terminal_resize(c.t, 10, 2);
	expect(&c, "the cursor stays inside", "4\n5\n", 0, 0);
	term_dump_lines(c.t, &out);
	assert_string_equal(out.text, "0 1\n1 2\n2 3\n3 4\n4 5\n");
	str_fini(&out);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_width_reflows),
		cmocka_unit_test(test_height_moves_rows),
		cmocka_unit_test(test_a_line_comes_back_in_part),
		cmocka_unit_test(test_pending_wrap_survives),
		cmocka_unit_test(test_wide_characters),
		cmocka_unit_test(test_alternate_is_clipped),
		cmocka_unit_test(test_what_was_clipped_comes_back),
		cmocka_unit_test(test_what_is_no_writing_forgets_nothing),
		cmocka_unit_test(test_writing_forgets_what_was_clipped),
		cmocka_unit_test(test_what_left_the_screen_stays_away),
		cmocka_unit_test(test_margins_and_tabs),
		cmocka_unit_test(test_background_to_the_right_stays),
		cmocka_unit_test(test_no_text_is_lost),
		cmocka_unit_test(test_lines_stay_below_a_moved_cursor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
