#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "unit/term-dump.h"

static void expect(const Terminal *t, const struct view_request *q, const char *expected,
		   struct view_result *r)
{
	struct str out;

	str_init(&out);
	term_dump_request(t, q, r, &out);
	if (strcmp(out.text, expected))
		fail_msg("expected\n%s\nsaw\n%s", expected, out.text);
	str_fini(&out);
}

static void expect_cursor(const struct view_result *r, bool shown, unsigned row, unsigned column)
{
	if (r->cursor_shown != shown ||
	    (shown && (r->cursor_row != row || r->cursor_column != column)))
		fail_msg("cursor %d at %u,%u, expected %d at %u,%u", r->cursor_shown, r->cursor_row,
			 r->cursor_column, shown, row, column);
}

static void expect_place(struct view_anchor a, uint64_t line, size_t offset)
{
	if (a.line != line || a.offset != offset)
		fail_msg("at %u+%zu, expected %u+%zu", (unsigned)a.line, a.offset, (unsigned)line,
			 offset);
}

static void test_transcript(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT, .width = 12, .height = 5, .tail = true
	};
	struct view_result r;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	term_case_write(&c, "the quick brown fox\r\njumps\r\n> ");
	/* Joined, wrapped at words and at the view's width, at the bottom. */
	expect(c.t, &q,
	       "|            |\n|the quick   |\n|brown fox   |\n|jumps       |\n|>           |\n",
	       &r);
	expect_cursor(&r, true, 4, 2);
	expect_place(r.top, 0, 0);
	assert_true(r.reaches_tail);
	q.height = 2;
	expect(c.t, &q, "|jumps       |\n|>           |\n", &r);
	expect_place(r.top, 1, 0);
	q.height = 3;
	expect(c.t, &q, "|brown fox   |\n|jumps       |\n|>           |\n", &r);
	expect_place(r.top, 0, 10);
	/* No blank rows below the document, though the grid has some. */
	term_case_write(&c, "\x1b[H\x1b[Jx");
	q.height = 2;
	expect(c.t, &q, "|>           |\n|x           |\n", &r);
	term_case_fini(&c);
}

static void test_exact_cursor(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT, .width = 10, .height = 3, .tail = true
	};
	struct view_result r;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "aaa bbbbbbbbb ccc\x1b[D");
	expect(c.t, &q, "|aaa       |\n|bbbbbbbbb |\n|ccc       |\n", &r);
	expect_cursor(&r, true, 2, 2);
	q.exact_cursor = true;
	expect(c.t, &q, "|          |\n|aaa bbbbbb|\n|bbb ccc   |\n", &r);
	expect_cursor(&r, true, 2, 6);
	term_case_write(&c, "\x1b[A\x1b[4D");
	expect(c.t, &q, "|          |\n|aaa bbbbbb|\n|bbb ccc   |\n", &r);
	expect_cursor(&r, true, 1, 2);
	/* After the last column, and beyond the text. */
	term_case_write(&c, "\r\n\n0123456789");
	expect(c.t, &q, "|bbbbbbbbb |\n|ccc       |\n|0123456789|\n", &r);
	expect_cursor(&r, true, 2, 9);
	term_case_fini(&c);
}

static void test_screen(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_SCREEN, .width = 6, .height = 4, .tail = true
	};
	struct view_result r;

	(void)state;
	term_case_init(&c, 6, 4, false, 100);
	term_case_write(&c, "1\r\n2\r\n3\r\n4\r\n5\x1b[2;3Hx");
	/* The grid as it is; a lower view shows the lowest rows that hold the cursor; a larger one
	 * has blanks. */
	expect(c.t, &q, "|2     |\n|3 x   |\n|4     |\n|5     |\n", &r);
	expect_cursor(&r, true, 1, 3);
	expect_place(r.top, 1, 0);
	q.height = 2;
	expect(c.t, &q, "|3 x   |\n|4     |\n", &r);
	expect_cursor(&r, true, 0, 3);
	q.height = 5;
	q.width = 8;
	expect(c.t, &q, "|2       |\n|3 x     |\n|4       |\n|5       |\n|        |\n", &r);
	q.width = 2;
	expect(c.t, &q, "|2 |\n|3 |\n|4 |\n|5 |\n|  |\n", &r);
	expect_cursor(&r, false, 0, 0);
	q.left = view_left_at_cursor(c.t, &q);
	expect(c.t, &q, "|  |\n|x |\n|  |\n|  |\n|  |\n", &r);
	expect_cursor(&r, true, 1, 1);
	term_case_write(&c, "\x1b[H\x1b[?1049h\x1b[2;2Hyz");
	q.width = 6;
	q.height = 4;
	expect(c.t, &q, "|      |\n| yz   |\n|      |\n|      |\n", &r);
	term_case_fini(&c);
}

static void test_screen_scrolled(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_SCREEN, .width = 6, .height = 4, .tail = true
	};
	struct view_result r;
	struct view_anchor a;

	(void)state;
	term_case_init(&c, 6, 4, true, 100);
	term_case_write(&c, "aaa bbb ccc ddd\r\n2\r\n3\r\n4\r\n5");
	assert_true(view_scroll(c.t, &q, -1, &a));
	expect_place(a, 0, 12);
	q.tail = false;
	q.anchor = a;
	expect(c.t, &q, "|ddd   |\n|2     |\n|3     |\n|4     |\n", &r);
	expect_cursor(&r, false, 0, 0);
	assert_false(r.reaches_tail);
	assert_true(view_scroll(c.t, &q, -9, &a));
	expect_place(a, 0, 0);
	q.anchor = a;
	expect(c.t, &q, "|aaa bb|\n|b ccc |\n|ddd   |\n|2     |\n", &r);
	/* Fewer columns are those from `left` on. */
	q.width = 3;
	q.left = view_left_for(c.t, &q, 2);
	assert_int_equal(q.left, 0);
	q.left = view_left_for(c.t, &q, 3);
	assert_int_equal(q.left, 1);
	expect(c.t, &q, "|aa |\n| cc|\n|dd |\n|   |\n", &r);
	assert_int_equal(view_left_for(c.t, &q, 2), 1);
	q.left = 99;
	expect(c.t, &q, "| bb|\n|cc |\n|   |\n|   |\n", &r);
	q.width = 6;
	q.left = 0;
	assert_true(view_scroll(c.t, &q, 2, &a));
	expect_place(a, 0, 12);
	assert_false(view_scroll(c.t, &q, 3, &a));
	assert_false(view_scroll(c.t, &q, 300, &a));
	term_case_fini(&c);
}

static void test_transcript_scrolled(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT, .width = 6, .height = 3, .tail = true
	};
	struct view_result r;
	struct view_anchor a;

	(void)state;
	term_case_init(&c, 6, 4, true, 100);
	term_case_write(&c, "aaa bbb ccc\r\n2\r\n3\r\n4\r\n5");
	/* Rows: aaa, bbb, ccc, 2, 3, 4, 5. */
	assert_false(view_scroll(c.t, &q, 0, &a));
	assert_false(view_scroll(c.t, &q, 1, &a));
	assert_true(view_scroll(c.t, &q, -3, &a));
	expect_place(a, 0, 4);
	q.tail = false;
	q.anchor = a;
	expect(c.t, &q, "|bbb   |\n|ccc   |\n|2     |\n", &r);
	expect_place(r.top, 0, 4);
	/* The place stays whatever comes. */
	term_case_write(&c, "\r\n6\r\n7\r\n8");
	expect(c.t, &q, "|bbb   |\n|ccc   |\n|2     |\n", &r);
	assert_true(view_scroll(c.t, &q, 1, &a));
	expect_place(a, 0, 8);
	/* An offset inside a row finds the row; another width finds its own. */
	q.anchor.offset = 6;
	expect(c.t, &q, "|bbb   |\n|ccc   |\n|2     |\n", &r);
	q.width = 20;
	expect(c.t, &q, "|aaa bbb ccc         |\n|2                   |\n|3                   |\n",
	       &r);
	/* An anchor past the tail's top is the tail. */
	q.anchor.line = 99;
	expect(c.t, &q, "|6                   |\n|7                   |\n|8                   |\n",
	       &r);
	assert_true(r.reaches_tail);
	term_case_fini(&c);
}

static void test_a_lost_anchor(void **state)
{
	struct term_case c;
	struct view_request q = { .presentation = VIEW_TRANSCRIPT, .width = 4, .height = 2 };
	struct view_result r;

	(void)state;
	term_case_init(&c, 4, 2, true, 3);
	for (unsigned i = 0; i < 20; i++) {
		char text[16];

		snprintf(text, sizeof(text), "%u\r\n", i);
		term_case_write(&c, text);
	}
	q.anchor = (struct view_anchor){ 3, 2 };
	expect(c.t, &q, "|16  |\n|17  |\n", &r);
	assert_true(r.anchor_lost);
	q.anchor = r.top;
	expect(c.t, &q, "|16  |\n|17  |\n", &r);
	assert_false(r.anchor_lost);
	term_case_fini(&c);
}

static void test_short_documents(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT, .width = 4, .height = 3, .tail = true
	};
	struct view_result r;
	struct view_anchor a;

	(void)state;
	term_case_init(&c, 4, 4, true, 10);
	expect(c.t, &q, "|    |\n|    |\n|    |\n", &r);
	expect_cursor(&r, true, 2, 0);
	assert_false(view_scroll(c.t, &q, -5, &a));
	term_case_write(&c, "a\r\nb");
	expect(c.t, &q, "|    |\n|a   |\n|b   |\n", &r);
	assert_false(view_scroll(c.t, &q, -1, &a));
	assert_false(view_scroll(c.t, &q, 1, &a));
	q.width = 0;
	view_render(c.t, &q, NULL, 0, 0, &r);
	assert_false(view_scroll(c.t, &q, -1, &a));
	term_case_fini(&c);
}

static void test_clusters_and_styles(void **state)
{
	struct term_case c;
	struct cells cells;
	struct view_result r;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT, .width = 8, .height = 4, .tail = true
	};

	(void)state;
	term_case_init(&c, 8, 2, true, 10);
	term_case_write(&c, "\x1b[1;31me\xcc\x81 日\x1b[m\r\n\x1b[44mx\x1b[K\x1b[m\r\ny\r\nz");
	cells_init(&cells);
	cells_reset(&cells, 8, 4);
	view_render(c.t, &q, &cells, 0, 0, &r);
	const struct cell *first = cells_get(&cells, 0, 0);
	uint32_t cps[CELL_CLUSTER_MAX];
	assert_int_equal(cluster_expand(cells.clusters, first->glyph, cps), 2);
	assert_int_equal(cps[1], 0x301);
	assert_int_equal(first->style.fg, CELL_INDEXED | 1);
	assert_int_equal(first->style.attrs, CELL_BOLD);
	assert_int_equal(cells_get(&cells, 0, 2)->width, 2);
	assert_int_equal(cells_get(&cells, 0, 3)->width, 0);
	assert_int_equal(cells_get(&cells, 0, 5)->style.attrs, 0);
	/* The background to the right of a line lives on in history. */
	assert_int_equal(cells_get(&cells, 1, 7)->style.bg, CELL_INDEXED | 4);
	assert_int_equal(cells_get(&cells, 2, 7)->style.bg, 0);
	cells_fini(&cells);
	term_case_fini(&c);
}

/* Scrolling by steps and at once end at the same place, and steps back undo steps. */
static void test_scrolling_agrees(void **state)
{
	struct term_case c;
	struct view_request q = { .width = 17, .height = 5, .tail = true };

	(void)state;
	term_case_init(&c, 13, 6, true, 500);
	for (unsigned i = 0; i < 300; i++) {
		char text[128];

		snprintf(text, sizeof(text), "%u %.*s 日本%s", i, (int)(i * 7 % 50),
			 "word and anotherlongword here, then more of it all",
			 i < 299 ? "\r\n" : "");
		term_case_write(&c, text);
	}
	for (unsigned p = 0; p < 2; p++) {
		struct view_anchor places[200], a = { 0, 0 };

		q.presentation = p ? VIEW_SCREEN : VIEW_TRANSCRIPT;
		q.tail = true;
		for (unsigned i = 0; i < 200; i++) {
			assert_true(view_scroll(c.t, &q, -1, &a));
			places[i] = q.anchor = a;
			q.tail = false;
		}
		for (unsigned i = 0; i < 200; i += 13) {
			q.tail = true;
			assert_true(view_scroll(c.t, &q, -(long)i - 1, &a));
			expect_place(a, places[i].line, places[i].offset);
			q.tail = false;
			q.anchor = a;
			assert_false(view_scroll(c.t, &q, (long)i + 1, &a));
			if (i)
				assert_true(view_scroll(c.t, &q, (long)i, &a));
		}
	}
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_transcript),
		cmocka_unit_test(test_exact_cursor),
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_screen_scrolled),
		cmocka_unit_test(test_transcript_scrolled),
		cmocka_unit_test(test_a_lost_anchor),
		cmocka_unit_test(test_short_documents),
		cmocka_unit_test(test_clusters_and_styles),
		cmocka_unit_test(test_scrolling_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
