#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "term/grid.h"

static const struct cell blank = { .width = 1 };

/* A grid of three columns whose row i holds the letter a + i three times. */
static void make(struct grid *g, unsigned height)
{
	grid_init(g, 3, height);
	for (unsigned y = 0; y < height; y++) {
		grid_touch(g, y, grid_row(g, y), 3);
		for (unsigned x = 0; x < 3; x++)
			grid_row(g, y)->cell[x].glyph = 'a' + y;
	}
}

/* The first letter of each row, lower case if its soft wrap is off. */
static void expect(const struct grid *g, const char *expected)
{
	char saw[32] = "";

	for (unsigned y = 0; y < g->height; y++) {
		uint32_t glyph = grid_row(g, y)->cell[0].glyph;

		saw[y] = !glyph ? '.' :
				  (char)(grid_row(g, y)->flags & ROW_SOFT ? glyph - 0x20 : glyph);
	}
	if (strcmp(saw, expected))
		fail_msg("saw %s, expected %s", saw, expected);
}

static void test_scrolling_up(void **state)
{
	struct grid g;

	(void)state;
	make(&g, 5);
	grid_scroll_up(&g, 0, 4, 2, blank, false);
	expect(&g, "cde..");
	assert_int_equal(grid_content(&g), 3);
	grid_scroll_up(&g, 1, 3, 1, blank, false);
	expect(&g, "ce...");
	grid_scroll_up(&g, 0, 4, 5, blank, false);
	expect(&g, ".....");
	assert_int_equal(grid_content(&g), 0);
	grid_fini(&g);
}

static void test_scrolling_down(void **state)
{
	struct grid g;

	(void)state;
	make(&g, 5);
	grid_scroll_up(&g, 0, 4, 1, blank, false);
	grid_scroll_down(&g, 1, 4, 1, blank);
	expect(&g, "b.cde");
	assert_int_equal(grid_content(&g), 5);
	grid_scroll_down(&g, 0, 4, 5, blank);
	expect(&g, ".....");
	grid_fini(&g);
}

static void test_soft_wraps_end_at_the_edges(void **state)
{
	struct grid g;

	(void)state;
	make(&g, 5);
	for (unsigned y = 0; y < 4; y++)
		grid_row(&g, y)->flags = ROW_SOFT;
	expect(&g, "ABCDe");
	grid_scroll_up(&g, 1, 3, 1, blank, false);
	expect(&g, "aCd.e");
	grid_scroll_down(&g, 1, 3, 1, blank);
	expect(&g, "a.Cde");
	grid_row(&g, 3)->flags = ROW_SOFT;
	grid_scroll_up(&g, 2, 3, 1, blank, true);
	expect(&g, "a.D.e");
	grid_scroll_up(&g, 0, 4, 1, blank, false);
	expect(&g, ".D.e.");
	grid_fini(&g);
}

static void test_lines(void **state)
{
	struct grid g;

	(void)state;
	make(&g, 5);
	grid_row(&g, 1)->flags = ROW_SOFT;
	grid_row(&g, 2)->flags = ROW_SOFT;
	assert_int_equal(grid_line_start(&g, 3), 1);
	assert_int_equal(grid_line_end(&g, 1), 3);
	assert_int_equal(grid_line_start(&g, 0), 0);
	assert_int_equal(grid_line_end(&g, 0), 0);
	grid_fini(&g);
}

static void test_turning_and_cropping(void **state)
{
	struct grid g;

	(void)state;
	make(&g, 4);
	grid_clear_rows(&g, 3, 3 + 1, blank);
	grid_turn(&g);
	expect(&g, ".abc");
	grid_row(&g, 1)->flags = ROW_SOFT;
	grid_row(&g, 2)->flags = ROW_SOFT;
	grid_crop(&g, 3, 3);
	expect(&g, ".Ab");
	grid_crop(&g, 5, 4);
	expect(&g, ".ab.");
	assert_int_equal(grid_row(&g, 1)->cell[2].glyph, 'a');
	assert_int_equal(grid_row(&g, 1)->cell[3].glyph, 0);
	grid_fini(&g);
}

static void test_erasing_ends_a_soft_wrap(void **state)
{
	struct grid g;

	(void)state;
	make(&g, 3);
	for (unsigned y = 0; y < 2; y++)
		grid_row(&g, y)->flags = ROW_SOFT | ROW_CLOSED;
	grid_erase(&g, 0, 0, 2, blank);
	assert_int_equal(grid_row(&g, 0)->flags, ROW_SOFT | ROW_CLOSED | ROW_UNRECORDED);
	grid_erase(&g, 0, 2, 3, blank);
	assert_int_equal(grid_row(&g, 0)->flags, ROW_CLOSED | ROW_UNRECORDED);
	assert_int_equal(grid_row(&g, 0)->used, 2);
	grid_erase(&g, 1, 0, 3, blank);
	assert_int_equal(grid_row(&g, 1)->flags, 0);
	assert_int_equal(grid_row(&g, 1)->used, 0);
	assert_int_equal(grid_content(&g), 3);
	grid_fini(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scrolling_up),
		cmocka_unit_test(test_scrolling_down),
		cmocka_unit_test(test_soft_wraps_end_at_the_edges),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_turning_and_cropping),
		cmocka_unit_test(test_erasing_ends_a_soft_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
