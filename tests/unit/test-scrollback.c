/* What history keeps: packing, numbers, bounds, the open line; and lines and their cells, which it
 * is made of. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "term/scrollback.h"
#include "term/pack.h"
#include "term/cell-line.h"

static void make_line(struct text_line *l, unsigned i)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "line number %u", i);

	text_line_clear(l);
	text_line_append(l, text, (size_t)n, (struct cell_style){ .fg = CELL_INDEXED | (i & 255) });
	l->time = i;
}

static void expect_line(const Scrollback *h, uint64_t number, unsigned i)
{
	struct text_line got, want;

	text_line_init(&got);
	text_line_init(&want);
	make_line(&want, i);
	if (!scrollback_get(h, number, &got))
		fail_msg("line %u is gone", (unsigned)number);
	assert_int_equal(buf_length(&got.text), buf_length(&want.text));
	assert_memory_equal(buf_data(&got.text), buf_data(&want.text), buf_length(&want.text));
	assert_int_equal(got.run_count, 1);
	assert_int_equal(got.runs[0].length, want.runs[0].length);
	assert_true(style_equal(&got.runs[0].style, &want.runs[0].style));
	assert_int_equal(got.time, i);
	text_line_fini(&got);
	text_line_fini(&want);
}

static void test_packing_keeps_everything(void **state)
{
	static const struct cell_style styles[] = {
		{ 0, 0, 0 },
		{ CELL_INDEXED | 255, 0, CELL_BOLD },
		{ CELL_RGB | 0xfedcba, CELL_INDEXED, 0 },
		{ 0, CELL_RGB, CELL_NOTICE | CELL_SENT | CELL_UNDERLINE_MASK },
		{ CELL_RGB | 1, CELL_RGB | 0xffffff, 0x1fff },
	};
	struct text_line in, out;
	char text[300];

	(void)state;
	text_line_init(&in);
	text_line_init(&out);
	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		text_line_append(&in, text, i * 70 + 1, styles[i]);
	in.time = INT64_MIN;
	in.flags = ROW_SENT;
	in.fill = CELL_RGB | 5;
	char *packed = malloc(pack_bound(&in));
	assert_non_null(packed);
	assert_true(pack_line(&in, packed) <= pack_bound(&in));
	text_line_append(&out, "old", 3, styles[1]);
	unpack_line(packed, &out);
	assert_int_equal(out.run_count, in.run_count);
	for (size_t i = 0; i < in.run_count; i++) {
		assert_int_equal(out.runs[i].start, in.runs[i].start);
		assert_int_equal(out.runs[i].length, in.runs[i].length);
		assert_true(style_equal(&out.runs[i].style, &in.runs[i].style));
	}
	assert_int_equal(out.time, in.time);
	assert_int_equal(out.flags, in.flags);
	assert_int_equal(out.fill, in.fill);
	free(packed);
	text_line_fini(&in);
	text_line_fini(&out);
}

static void test_numbers_and_bounds(void **state)
{
	Scrollback *h = scrollback_new(1000, 1 << 20);
	struct text_line l;

	(void)state;
	text_line_init(&l);
	for (unsigned i = 0; i < 5000; i++) {
		make_line(&l, i);
		scrollback_push(h, &l);
		assert_true(scrollback_end(h) - scrollback_first(h) <= 1000);
		if (i % 97 == 0)
			expect_line(h, i, i);
	}
	assert_int_equal(scrollback_first(h), 4000);
	assert_int_equal(scrollback_end(h), 5000);
	for (unsigned i = 4000; i < 5000; i++)
		expect_line(h, i, i);
	assert_false(scrollback_get(h, 3999, &l));
	assert_false(scrollback_get(h, 5000, &l));
	scrollback_free(h);
	scrollback_free(NULL);
	text_line_fini(&l);
}

static void test_bytes_are_bounded(void **state)
{
	Scrollback *h = scrollback_new(1000000, 100000);
	struct text_line l;
	char text[5000];

	(void)state;
	text_line_init(&l);
	memset(text, 'x', sizeof(text));
	for (unsigned i = 0; i < 2000; i++) {
		text_line_clear(&l);
		text_line_append(&l, text, i % sizeof(text), (struct cell_style){ 0 });
		scrollback_push(h, &l);
		assert_true(scrollback_bytes(h) < 100000 + 3 * 16384);
	}
	assert_true(scrollback_end(h) - scrollback_first(h) >= 15);
	scrollback_free(h);
	text_line_fini(&l);
}

static void test_taking_back(void **state)
{
	Scrollback *h = scrollback_new(300, 1 << 20);
	struct text_line l;

	(void)state;
	text_line_init(&l);
	for (unsigned i = 0; i < 500; i++) {
		make_line(&l, i);
		scrollback_push(h, &l);
	}
	for (unsigned i = 500; i-- > 250;) {
		assert_true(scrollback_pop(h, &l));
		assert_int_equal(l.time, i);
		assert_int_equal(scrollback_end(h), i);
	}
	for (unsigned i = 250; i < 260; i++) {
		make_line(&l, i + 1000);
		scrollback_push(h, &l);
	}
	expect_line(h, 249, 249);
	expect_line(h, 250, 1250);
	expect_line(h, 259, 1259);
	while (scrollback_pop(h, &l))
		;
	assert_int_equal(scrollback_end(h), scrollback_first(h));
	assert_int_equal(scrollback_end(h), 200);
	make_line(&l, 7);
	scrollback_push(h, &l);
	expect_line(h, 200, 7);
	scrollback_free(h);
	text_line_fini(&l);
}

static void put(struct grid *g, unsigned y, const char *text)
{
	struct row *row = grid_row(g, y);
	unsigned n = (unsigned)strlen(text);

	grid_touch(g, y, row, n);
	for (unsigned x = 0; x < n; x++)
		row->cell[x].glyph = (unsigned char)text[x];
}

static void test_the_open_line(void **state)
{
	Scrollback *h = scrollback_new(10, 1 << 20);
	ClusterTable *clusters = cluster_table_new();
	struct grid g;
	struct text_line l;

	(void)state;
	text_line_init(&l);
	grid_init(&g, 5, 2);
	put(&g, 0, "abcde");
	put(&g, 1, "fg  ");
	grid_row(&g, 0)->flags = ROW_SOFT;
	scrollback_add_row(h, grid_row(&g, 0), 5, clusters);
	assert_non_null(scrollback_open(h));
	assert_int_equal(scrollback_end(h), 0);
	make_line(&l, 1);
	scrollback_push(h, &l);
	scrollback_add_row(h, grid_row(&g, 1), 5, clusters);
	assert_null(scrollback_open(h));
	assert_int_equal(scrollback_end(h), 2);
	expect_line(h, 0, 1);
	assert_true(scrollback_get(h, 1, &l));
	assert_int_equal(buf_length(&l.text), 7);
	assert_memory_equal(buf_data(&l.text), "abcdefg", 7);
	scrollback_add_row(h, grid_row(&g, 0), 5, clusters);
	scrollback_drop_open(h);
	scrollback_close_open(h);
	assert_int_equal(scrollback_end(h), 2);
	text_line_fini(&l);
	grid_fini(&g);
	cluster_table_free(clusters);
	scrollback_free(h);
}

static void test_trimming(void **state)
{
	struct text_line l;

	(void)state;
	text_line_init(&l);
	text_line_append(&l, "a  ", 3, (struct cell_style){ 0 });
	text_line_append(&l, "  ", 2, (struct cell_style){ .bg = CELL_INDEXED | 1 });
	text_line_append(&l, "  ", 2, (struct cell_style){ .fg = CELL_INDEXED | 1 });
	text_line_trim(&l, true);
	assert_int_equal(buf_length(&l.text), 5);
	assert_int_equal(l.run_count, 2);
	text_line_trim(&l, false);
	assert_int_equal(buf_length(&l.text), 1);
	assert_int_equal(l.run_count, 1);
	assert_int_equal(l.runs[0].length, 1);
	text_line_clear(&l);
	text_line_append(&l, "   ", 3, (struct cell_style){ 0 });
	text_line_trim(&l, true);
	assert_int_equal(buf_length(&l.text), 0);
	assert_int_equal(l.run_count, 0);
	text_line_trim(&l, true);
	text_line_fini(&l);
}

/* Text, a width, and the rows it makes at words and hard, separated by |. */
static const struct {
	const char *text;
	unsigned width;
	const char *words, *hard;
} wraps[] = {
	{ "", 5, "", "" },
	{ "hello", 5, "hello", "hello" },
	{ "hello world", 5, "hello|world", "hello| worl|d" },
	{ "hello world", 8, "hello|world", "hello wo|rld" },
	{ "hello   world", 6, "hello|world", "hello |  worl|d" },
	{ "a bc def", 4, "a bc|def", "a bc| def" },
	{ "abcdefgh ij", 4, "abcd|efgh|ij", "abcd|efgh| ij" },
	{ "  indented text", 8, "  indent|ed text", "  indent|ed text" },
	{ "  in dented", 6, "  in|dented", "  in d|ented" },
	{ "trailing     ", 8, "trailing", "trailing|     " },
	{ "日本語", 3, "日|本|語", "日|本|語" },
	{ "日本語", 4, "日本|語", "日本|語" },
	{ "ab日本", 5, "ab日|本", "ab日|本" },
	{ "abc 日本", 5, "abc|日本", "abc |日本" },
	{ "日本", 1, "日|本", "日|本" },
	{ "a b", 1, "a|b", "a| |b" },
};

static void expect_wrap(const char *text, unsigned width, enum cell_line_wrap how,
			const char *expected)
{
	struct text_line l;
	struct cell_line s;
	struct str out;
	size_t at = 0;

	text_line_init(&l);
	cell_line_init(&s);
	str_init(&out);
	text_line_append(&l, text, strlen(text), (struct cell_style){ 0 });
	cell_line_add_line(&s, &l, NULL);
	do {
		struct wrapped_row row = cell_line_wrap(&s, at, width, how);

		if (at)
			str_append_char(&out, '|');
		for (unsigned i = 0; i < row.indent; i++)
			str_append_char(&out, '_');
		assert_true(row.start == at && row.end >= at && row.next >= row.end);
		for (size_t i = row.start; i < row.end; i++) {
			if (s.cell[i].width)
				str_append_codepoint(&out, s.cell[i].glyph);
		}
		at = row.next;
	} while (at < s.count);
	if (strcmp(out.text, expected))
		fail_msg("'%s' at %u: '%s', expected '%s'", text, width, out.text, expected);
	text_line_fini(&l);
	cell_line_fini(&s);
	str_fini(&out);
}

static void test_wrapping(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
		expect_wrap(wraps[i].text, wraps[i].width, CELL_LINE_WORDS, wraps[i].words);
		expect_wrap(wraps[i].text, wraps[i].width, CELL_LINE_HARD, wraps[i].hard);
	}
}

static void test_hanging_indent(void **state)
{
	static const struct {
		const char *text;
		unsigned width;
		const char *rows;
	} hangs[] = {
		{ "one two three", 6, "one|two|three" },
		{ "  one two three", 8, "  one|__two|__three" },
		{ "- one two three", 8, "- one|__two|__three" },
		{ "  * one two", 9, "  * one|____two" },
		{ "12. one two", 9, "12. one|____two" },
		{ "1) one two", 8, "1) one|___two" },
		{ "• 日本語", 6, "• 日本|__語" },
		{ "-one two", 5, "-one|two" },
		{ "1234. a b", 6, "1234.|a b" },
		{ "- ", 4, "- " },
		{ "        deep text", 10, "        de|_____ep|_____text" },
		{ " 日本", 3, " 日|本" },
		{ " 日本", 1, " |日|本" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hangs) / sizeof(hangs[0]); i++)
		expect_wrap(hangs[i].text, hangs[i].width, CELL_LINE_HANGING, hangs[i].rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packing_keeps_everything),
		cmocka_unit_test(test_numbers_and_bounds),
		cmocka_unit_test(test_bytes_are_bounded),
		cmocka_unit_test(test_taking_back),
		cmocka_unit_test(test_the_open_line),
		cmocka_unit_test(test_trimming),
		cmocka_unit_test(test_hanging_indent),
		cmocka_unit_test(test_wrapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
