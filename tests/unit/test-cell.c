#include "unit/unit.h"

#include <string.h>

#include "term/cell.h"

static void expect_row(struct cells *c, unsigned row, const uint32_t *glyphs, size_t n)
{
	for (unsigned x = 0; x < n; x++) {
		if (cells_get(c, row, x)->glyph != glyphs[x])
			fail_msg("column %u: glyph %x, expected %x", x, cells_get(c, row, x)->glyph,
				 glyphs[x]);
	}
}

static void test_clusters_are_interned_once(void **state)
{
	ClusterTable *t = cluster_table_new();
	uint32_t cps[CELL_CLUSTER_MAX] = { 'e', 0x301, 0x302, 0x303, 0x304, 0x305, 0x306, 0x307 },
		 out[CELL_CLUSTER_MAX];

	(void)state;
	uint32_t a = cluster_intern(t, cps, 2), b = cluster_intern(t, cps, 8);
	assert_true(a & CELL_CLUSTER);
	assert_int_not_equal(a, b);
	assert_int_equal(cluster_intern(t, cps, 2), a);
	assert_int_equal(cluster_table_count(t), 2);
	assert_int_equal(cluster_expand(t, b, out), 8);
	assert_memory_equal(out, cps, sizeof(cps));
	assert_int_equal(cluster_expand(t, a, out), 2);
	assert_int_equal(cluster_expand(t, 'x', out), 1);
	assert_int_equal(out[0], 'x');
	assert_int_equal(cluster_expand(t, 0, out), 0);
	cluster_table_clear(t);
	assert_int_equal(cluster_table_count(t), 0);
	assert_int_equal(cluster_intern(t, cps, 8), CELL_CLUSTER | 0u);
	cluster_table_free(t);
	cluster_table_free(NULL);
}

static void test_many_clusters(void **state)
{
	ClusterTable *t = cluster_table_new();

	(void)state;
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 20000; i++) {
			uint32_t cps[2] = { i + 0x100, 0x301 }, out[CELL_CLUSTER_MAX];
			uint32_t glyph = cluster_intern(t, cps, 2);

			assert_int_equal(cluster_expand(t, glyph, out), 2);
			assert_int_equal(out[0], cps[0]);
		}
		assert_int_equal(cluster_table_count(t), 20000);
	}
	cluster_table_free(t);
}

static void test_text_is_cut_at_characters(void **state)
{
	struct cells c;
	struct cell_style bold = { .attrs = CELL_BOLD };

	(void)state;
	cells_init(&c);
	cells_reset(&c, 6, 2);
	assert_int_equal(cells_text(&c, 1, 1, 4, "a\xe6\x97\xa5\xe6\x9c\xac", 7, bold), 3);
	expect_row(&c, 1, (const uint32_t[]){ 0, 'a', 0x65e5, 0, 0, 0 }, 6);
	assert_int_equal(cells_get(&c, 1, 2)->width, 2);
	assert_int_equal(cells_get(&c, 1, 3)->width, 0);
	assert_int_equal(cells_get(&c, 1, 3)->style.attrs, CELL_BOLD);
	assert_int_equal(cells_text(&c, 0, 4, 10, "abcdef", 6, bold), 2);
	assert_int_equal(cells_text(&c, 0, 6, 10, "x", 1, bold), 0);
	assert_int_equal(cells_text(&c, 2, 0, 10, "x", 1, bold), 0);
	cells_fini(&c);
}

static void test_text_shows_controls(void **state)
{
	struct cells c;
	struct cell_style none = { 0 };

	(void)state;
	cells_init(&c);
	cells_reset(&c, 11, 1);
	assert_int_equal(cells_text(&c, 0, 0, 11, "\x1b[\x7f\xc2\x9b\xff", 6, none), 10);
	expect_row(&c, 0,
		   (const uint32_t[]){ '^', '[', '[', '^', '?', '<', '9', 'b', '>', 0xfffd, 0 },
		   11);
	assert_int_equal(cells_text(&c, 0, 0, 3, "\xc2\x9b", 2, none), 0);
	cells_reset(&c, 2, 1);
	assert_int_equal(cells_text(&c, 0, 0, 2, "x\n", 2, none), 1);
	cells_fini(&c);
}

static void test_text_over_half_a_wide_character(void **state)
{
	struct cells c;
	struct cell_style none = { 0 };

	(void)state;
	cells_init(&c);
	cells_reset(&c, 4, 1);
	cells_text(&c, 0, 0, 4, "\xe6\x97\xa5\xe6\x9c\xac", 6, none);
	cells_text(&c, 0, 1, 2, "xy", 2, none);
	expect_row(&c, 0, (const uint32_t[]){ 0, 'x', 'y', 0 }, 4);
	for (unsigned x = 0; x < 4; x++)
		assert_int_equal(cells_get(&c, 0, x)->width, 1);
	cells_fini(&c);
}

static void test_sameness_across_tables(void **state)
{
	struct cells a, b;
	struct cell_style none = { 0 };
	uint32_t other[2] = { 'o', 0x308 };

	(void)state;
	cells_init(&a);
	cells_init(&b);
	cells_reset(&a, 3, 1);
	cells_reset(&b, 3, 1);
	cluster_intern(b.clusters, other, 2);
	cells_text(&a, 0, 0, 3, "e\xcc\x81 x", 5, none);
	cells_text(&b, 0, 0, 3, "e\xcc\x81", 3, none);
	assert_int_not_equal(cells_get(&a, 0, 0)->glyph, cells_get(&b, 0, 0)->glyph);
	assert_true(cells_same(&a, cells_get(&a, 0, 0), &b, cells_get(&b, 0, 0)));
	assert_true(cells_same(&a, cells_get(&a, 0, 1), &b, cells_get(&b, 0, 1)));
	assert_false(cells_same(&a, cells_get(&a, 0, 2), &b, cells_get(&b, 0, 2)));
	cells_at(&b, 0, 0)->style.bg = CELL_INDEXED | 1;
	assert_false(cells_same(&a, cells_get(&a, 0, 0), &b, cells_get(&b, 0, 0)));
	cells_fini(&a);
	cells_fini(&b);
}

/* Rows are compared as bytes only where no cluster's id means two things. */
static void test_equal_rows(void **state)
{
	struct cell_style none = { 0 };
	struct cells a, b;

	(void)state;
	cells_init(&a);
	cells_init(&b);
	cells_reset(&a, 3, 2);
	cells_reset(&b, 3, 2);
	cells_text(&a, 1, 0, 3, "abc", 3, none);
	cells_text(&b, 1, 0, 3, "abc", 3, none);
	assert_true(cells_row_equal(&a, &b, 0));
	assert_true(cells_row_equal(&a, &b, 1));
	cells_at(&b, 1, 2)->glyph = 'd';
	assert_false(cells_row_equal(&a, &b, 1));
	cells_text(&a, 0, 0, 3, "e\xcc\x81", 3, none);
	cells_text(&b, 0, 0, 3, "o\xcc\x88", 3, none);
	assert_false(cells_row_equal(&a, &b, 0));
	cells_fini(&a);
	cells_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clusters_are_interned_once),
		cmocka_unit_test(test_many_clusters),
		cmocka_unit_test(test_text_is_cut_at_characters),
		cmocka_unit_test(test_text_shows_controls),
		cmocka_unit_test(test_text_over_half_a_wide_character),
		cmocka_unit_test(test_sameness_across_tables),
		cmocka_unit_test(test_equal_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
