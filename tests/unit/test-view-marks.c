/* Marks over the text of a view: on whole characters, across wraps, in both presentations. */
#include "unit/unit.h"

#include <string.h>

#include "unit/term-dump.h"

/* What a view at the tail shows, a line each, and under it where each mark style lies: the digit of
 * the underline style, `r` reversed, `b` a background. */
static void dump(const Terminal *t, struct view_request q, struct str *out)
{
	struct cells cells;
	struct view_result r;

	cells_init(&cells);
	cells_reset(&cells, q.width, q.height);
	view_render(t, &q, &cells, 0, 0, &r);
	str_clear(out);
	for (unsigned y = 0; y < q.height; y++) {
		for (unsigned x = 0; x < q.width; x++) {
			const struct cell_style *s = &cells_get(&cells, y, x)->style;
			unsigned line = s->attrs >> CELL_UNDERLINE_SHIFT & 7;

			str_append_char(out, line                    ? (char)('0' + line) :
					     s->attrs & CELL_REVERSE ? 'r' :
					     s->bg                   ? 'b' :
								       '.');
		}
		str_append_char(out, '|');
	}
	cells_fini(&cells);
}

static const struct cell_style underline = { .attrs = 1 << CELL_UNDERLINE_SHIFT };
static const struct cell_style twice = { .attrs = 2 << CELL_UNDERLINE_SHIFT };
static const struct cell_style reverse = { .attrs = CELL_REVERSE };
static const struct cell_style ground = { .bg = CELL_INDEXED | 3 };

/* Text at 8x4, a mark, and where it shows at 8x3. */
static const struct {
	const char *text;
	struct view_mark mark;
	enum view_presentation presentation;
	const char *marked;
} cases[] = {
	{ "one two", { 0, 4, 3, { 0 } }, VIEW_TRANSCRIPT, "........|........|....rrr.|" },
	{ "one two", { 0, 4, 3, { 0 } }, VIEW_SCREEN, "....rrr.|........|........|" },
	{ "one two", { 0, 0, 0, { 0 } }, VIEW_SCREEN, "........|........|........|" },
	{ "one two", { 0, 4, 99, { 0 } }, VIEW_SCREEN, "....rrr.|........|........|" },
	{ "one two", { 0, 50, 2, { 0 } }, VIEW_SCREEN, "........|........|........|" },
	{ "one two", { 9, 0, 2, { 0 } }, VIEW_SCREEN, "........|........|........|" },
	/* Across a wrap: at words, and hard. */
	{ "some words here", { 0, 2, 10, { 0 } }, VIEW_TRANSCRIPT, "..rr....|rrrrr...|r.......|" },
	{ "some words here", { 0, 2, 10, { 0 } }, VIEW_SCREEN, "..rrrrrr|rrrr....|........|" },
	/* Both halves of a wide character; a character whole by any of its bytes. */
	{ "a日本b", { 0, 2, 1, { 0 } }, VIEW_SCREEN, ".rr.....|........|........|" },
	{ "a日本b", { 0, 1, 6, { 0 } }, VIEW_SCREEN, ".rrrr...|........|........|" },
	{ "a日本b", { 0, 7, 1, { 0 } }, VIEW_SCREEN, ".....r..|........|........|" },
	{ "0123456日本", { 0, 6, 2, { 0 } }, VIEW_SCREEN, "......r.|rr......|........|" },
	{ "0123456日本", { 0, 6, 2, { 0 } }, VIEW_TRANSCRIPT, "........|......r.|rr......|" },
	{ "ae\xcc\x81z", { 0, 2, 1, { 0 } }, VIEW_SCREEN, ".r......|........|........|" },
	{ "ae\xcc\x81z", { 0, 4, 1, { 0 } }, VIEW_SCREEN, "..r.....|........|........|" },
	/* What is reversed already is turned back. */
	{ "\x1b[7mabc", { 0, 1, 1, { 0 } }, VIEW_SCREEN, "r.r.....|........|........|" },
	/* Another line, below one that wraps. */
	{ "0123456789\r\nab", { 1, 0, 1, { 0 } }, VIEW_SCREEN, "........|........|r.......|" },
	{ "0123456789\r\nab", { 1, 0, 1, { 0 } }, VIEW_TRANSCRIPT, "........|........|r.......|" },
	/* A line whose first part is in history. */
	{ "0123456789012345678901234567890123456789",
	  { 0, 7, 26, { 0 } },
	  VIEW_SCREEN,
	  "rrrrrrrr|rrrrrrrr|r.......|" },
	{ "a\x1b[3;1Hab\x1b[1;1Hxy",
	  { 2, 1, 1, { 0 } },
	  VIEW_SCREEN,
	  "........|........|.r......|" },
};

static void test_marks(void **state)
{
	struct str out;

	(void)state;
	str_init(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct term_case c;
		struct view_mark mark = cases[i].mark;
		struct view_request q = { .presentation = cases[i].presentation,
					  .width = 8,
					  .height = 3,
					  .tail = true,
					  .marks = &mark,
					  .mark_count = 1 };

		mark.style = reverse;
		term_case_init(&c, 8, 3, true, 100);
		term_case_write(&c, cases[i].text);
		dump(c.t, q, &out);
		if (strcmp(out.text, cases[i].marked) != 0)
			fail_msg("case %zu: expected\n%s\nsaw\n%s", i, cases[i].marked, out.text);
		term_case_fini(&c);
	}
	str_fini(&out);
}

/* Several marks, in history and in the grid; a later one lies over an earlier. */
static void test_several(void **state)
{
	const struct view_mark marks[] = {
		{ 0, 0, 3, underline }, { 0, 1, 1, twice },   { 2, 0, 2, ground },
		{ 2, 1, 2, underline }, { 4, 2, 1, reverse },
	};
	struct view_request q = { .presentation = VIEW_TRANSCRIPT,
				  .width = 4,
				  .height = 5,
				  .tail = true,
				  .marks = marks,
				  .mark_count = 5 };
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 8, 2, true, 100);
	term_case_write(&c, "zero\r\none\r\ntwo\r\nthree\r\nfour");
	dump(c.t, q, &out);
	assert_string_equal(out.text, "....|b11.|....|....|..r.|");
	/* Scrolled back, with the screen presentation too. */
	for (int p = 0; p < 2; p++) {
		q.presentation = p ? VIEW_SCREEN : VIEW_TRANSCRIPT;
		q.height = 2;
		q.tail = false;
		q.anchor = (struct view_anchor){ 0, 0 };
		dump(c.t, q, &out);
		assert_string_equal(out.text, "131.|....|");
	}
	str_fini(&out);
	term_case_fini(&c);
}

/* The style of a mark: colours replace, attributes are added. */
static void test_styles(void **state)
{
	const struct view_mark mark = { 0, 0, 2, { CELL_RGB | 1, 0, CELL_BOLD } };
	struct view_request q = {
		.width = 4, .height = 1, .tail = true, .marks = &mark, .mark_count = 1
	};
	struct term_case c;
	struct cells cells;
	struct view_result r;

	(void)state;
	term_case_init(&c, 8, 2, true, 100);
	term_case_write(&c, "\x1b[3;31;44mabc");
	cells_init(&cells);
	cells_reset(&cells, 4, 1);
	view_render(c.t, &q, &cells, 0, 0, &r);
	const struct cell_style *s = &cells_get(&cells, 0, 1)->style;
	assert_int_equal(s->fg, CELL_RGB | 1);
	assert_int_equal(s->bg, CELL_INDEXED | 4);
	assert_int_equal(s->attrs, CELL_BOLD | CELL_ITALIC);
	assert_int_equal(cells_get(&cells, 0, 2)->style.fg, CELL_INDEXED | 1);
	cells_fini(&cells);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_styles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
