/* What history keeps: packing, numbers, bounds, the open line; and lines and their cells, which it
 * is made of. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "term/block.h"
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
		{ CELL_RGB | 1, CELL_RGB | 0xffffff, 0xffff1fff },
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
	struct packed_line unpacked = unpack_line(packed);
	text_line_clear(&out);
	unpack_text(&unpacked, &out);
	out.time = unpacked.time;
	out.flags = unpacked.flags;
	out.fill = unpacked.fill;
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

/* A line whose every part follows from `seed`. */
static void make_any_line(struct text_line *l, unsigned seed)
{
	static const unsigned flags[] = { ROW_CLOSED, ROW_CLOSED, 0, ROW_NOTICE | ROW_CLOSED,
					  ROW_SENT | ROW_CLOSED };
	unsigned runs = seed % 7 == 0 ? seed % 50 : seed % 4;
	char text[400];

	text_line_clear(l);
	for (unsigned i = 0; i < runs; i++) {
		int n = snprintf(text, sizeof(text), "%u %0*u é", i, (int)(seed % 97 + 1),
				 seed * (i + 1) * 2654435761u);
		struct cell_style style = { 0 };

		if (seed % 3)
			style.fg = CELL_RGB | (seed * i & 0xffffff);
		if (seed % 5 == 0)
			style.attrs = seed * 40503u * i;
		text_line_append(l, text, (size_t)n, style);
	}
	l->flags = flags[seed % 5];
	l->fill = seed % 11 ? 0 : CELL_INDEXED | (seed & 255);
	l->time = (int64_t)((uint64_t)seed * seed * seed * (seed % 13 ? 1 : UINT64_MAX / 3));
}

static void expect_same_line(const Scrollback *h, uint64_t number, unsigned seed)
{
	struct text_line got, want;

	text_line_init(&got);
	text_line_init(&want);
	make_any_line(&want, seed);
	assert_true(scrollback_get(h, number, &got));
	if (buf_length(&got.text) != buf_length(&want.text))
		fail_msg("line %u: %zu bytes, expected %zu", (unsigned)number,
			 buf_length(&got.text), buf_length(&want.text));
	if (buf_length(&want.text))
		assert_memory_equal(buf_data(&got.text), buf_data(&want.text),
				    buf_length(&want.text));
	assert_int_equal(got.run_count, want.run_count);
	for (size_t i = 0; i < got.run_count; i++)
		assert_true(got.runs[i].length == want.runs[i].length &&
			    style_equal(&got.runs[i].style, &want.runs[i].style));
	assert_int_equal(got.flags, want.flags);
	assert_int_equal(got.fill, want.fill);
	assert_int_equal(got.time, want.time);
	text_line_fini(&got);
	text_line_fini(&want);
}

/* The texts that stand together have the lines that are said to be there. */
static void expect_text(const Scrollback *h, uint64_t number, const unsigned *seeds)
{
	struct scrollback_text text;
	struct text_line want;
	size_t at = 0;

	text_line_init(&want);
	assert_true(scrollback_text(h, number, &text));
	assert_true(text.first <= number && number < text.first + text.count);
	assert_true(text.first + text.count <= scrollback_end(h));
	for (uint64_t i = text.first; i < text.first + text.count; i++) {
		size_t n;

		make_any_line(&want, seeds[i]);
		n = buf_length(&want.text);
		assert_true(text.length - at > n && text.text[at + n] == '\n');
		if (n)
			assert_memory_equal(text.text + at, buf_data(&want.text), n);
		at += n + 1;
	}
	assert_int_equal(at, text.length);
	text_line_fini(&want);
}

/* Random use against a list of what was pushed; the revision says which lines are still the same.
 */
static void test_like_a_list(void **state)
{
	enum { LINES = 40000 };
	unsigned *seeds = calloc(LINES, sizeof(*seeds)), *then = calloc(LINES, sizeof(*then));
	Scrollback *h = scrollback_new(2000, 1 << 18);
	uint64_t end = 0, then_end = 0, revision = 0;
	struct text_line l;

	(void)state;
	srand(21);
	text_line_init(&l);
	assert_true(seeds && then);
	for (int round = 0; round < 20000 && end < LINES - 200; round++) {
		int what = rand() % 100;

		for (int i = rand() % 30; what < 30 && i--;) {
			seeds[end] = (unsigned)rand();
			make_any_line(&l, seeds[end++]);
			scrollback_push(h, &l);
		}
		for (int i = rand() % 25; what >= 30 && what < 40 && i--;) {
			if (!scrollback_pop(h, &l))
				break;
			end--;
		}
		if (what == 40)
			scrollback_limit(h, (size_t)rand() % 3000 + 1,
					 (size_t)rand() % (1 << 19) + 1000);
		if (what == 41)
			scrollback_settle(h);
		if (what == 42) {
			uint64_t kept = scrollback_kept_since(h, revision);

			for (uint64_t i = scrollback_first(h); i < kept && i < then_end; i++)
				assert_int_equal(then[i], seeds[i]);
			memcpy(then, seeds, end * sizeof(*seeds));
			then_end = end;
			revision = scrollback_revision(h);
		}
		assert_int_equal(scrollback_end(h), end);
		if (scrollback_first(h) == end)
			continue;
		uint64_t first = scrollback_first(h);
		uint64_t number = first + (uint64_t)rand() % (end - first);
		expect_same_line(h, number, seeds[number]);
		if (what > 90)
			expect_text(h, number, seeds);
	}
	assert_true(end > LINES / 2);
	text_line_fini(&l);
	scrollback_free(h);
	free(seeds);
	free(then);
}

/* Log lines take a third of their bytes, and less than the bound in bytes. */
static void test_compression(void **state)
{
	enum { LINES = 50000 };
	Scrollback *h = scrollback_new(1000000, 1 << 24);
	struct text_line l;
	size_t bytes = 0;
	char text[200];

	(void)state;
	srand(2);
	text_line_init(&l);
	for (unsigned i = 0; i < LINES; i++) {
		int n = snprintf(
			text, sizeof(text),
			"Nov 26 %02u:%02u:%02u host%d sshd[%d]: connection from 10.%d.%d.%d "
			"port %d closed by the peer",
			i / 3600 % 24, i / 60 % 60, i % 60, rand() % 4, rand() % 30000,
			rand() % 256, rand() % 256, rand() % 256, rand() % 65536);
		text_line_clear(&l);
		text_line_append(&l, text, (size_t)n, (struct cell_style){ 0 });
		l.time = i * 1000;
		l.flags = ROW_CLOSED;
		scrollback_push(h, &l);
		bytes += (size_t)n;
	}
	if (scrollback_bytes(h) > bytes * 45 / 91)
		fail_msg("%zu bytes take %zu", bytes, scrollback_bytes(h));
	assert_true(scrollback_work(h) > bytes / 4);
	text_line_fini(&l);
	scrollback_free(h);
}

/* Lines as long and as colourful as they can be stay within the bound, but for the newest. */
static void test_colourful_lines_are_bounded(void **state)
{
	enum { BOUND = 4 << 20, ROOM = 3 << 20 };
	Scrollback *h = scrollback_new(100000, BOUND);
	struct text_line l;

	(void)state;
	srand(4);
	text_line_init(&l);
	for (unsigned i = 0; i < 60; i++) {
		text_line_clear(&l);
		for (unsigned k = 0; k < TEXT_LINE_LIMIT; k++) {
			struct cell_style style = {
				.fg = CELL_RGB | ((uint32_t)rand() & 0xffffff),
				.bg = CELL_RGB | ((uint32_t)rand() & 0xffffff),
				.attrs = (uint32_t)rand() & 0x7ff,
			};

			text_line_append(&l, "x", 1, style);
		}
		scrollback_push(h, &l);
		assert_true(scrollback_get(h, scrollback_end(h) - 1, &l));
		assert_int_equal(l.run_count, TEXT_LINE_LIMIT);
		if (scrollback_bytes(h) > BOUND + ROOM)
			fail_msg("after %u lines %zu bytes", i + 1, scrollback_bytes(h));
	}
	assert_true(scrollback_end(h) - scrollback_first(h) >= 3);
	text_line_fini(&l);
	scrollback_free(h);
}

/* What is not written to for a while is compressed when somebody has time. */
static void test_settling(void **state)
{
	Scrollback *h = scrollback_new(100000, 64 << 20);
	struct text_line l;
	size_t before;

	(void)state;
	text_line_init(&l);
	for (unsigned i = 0; i < 100000; i++) {
		make_line(&l, i);
		scrollback_push(h, &l);
	}
	before = scrollback_bytes(h);
	assert_int_equal(scrollback_work(h), 0);
	while (scrollback_unsettled(h))
		scrollback_settle(h);
	if (scrollback_bytes(h) > before / 2)
		fail_msg("%zu bytes before, %zu after", before, scrollback_bytes(h));
	for (unsigned i = 0; i < 100000; i += 997)
		expect_line(h, i, i);
	text_line_fini(&l);
	scrollback_free(h);
}

/* A block that can't be read shows lines that say so. */
static void test_a_lost_block(void **state)
{
	struct block b = { 0 };
	struct block_reading r = { 0 };
	Decompressor *d = decompressor_new();
	struct buf scratch;
	struct text_line l;

	(void)state;
	buf_init(&scratch);
	text_line_init(&l);
	for (unsigned i = 0; i < 100; i++) {
		char packed[200];

		make_line(&l, 5);
		pack_line(&l, packed);
		struct packed_line line = unpack_line(packed);
		block_append(&b, &line, 10000);
	}
	block_cool(&b, &scratch);
	assert_non_null(b.cold);
	memset(b.cold, 0x55, b.cold_text + b.cold_notes);
	block_reading_open(&r, &b, d);
	block_reading_line(&r, 50, &l);
	assert_int_equal(buf_length(&l.text), 6);
	assert_memory_equal(buf_data(&l.text), "(lost)", 6);
	assert_null(block_text(&b, d, &scratch));
	assert_false(block_warm(&b, d));
	block_reading_close(&r);
	block_fini(&b);
	decompressor_free(d);
	buf_fini(&scratch);
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

/* Lines without text, before and after they are compressed, and taken back. */
static void test_empty_lines(void **state)
{
	enum { LINES = 50000 };
	Scrollback *h = scrollback_new(LINES, 1 << 20);
	struct text_line l;

	(void)state;
	text_line_init(&l);
	for (unsigned i = 0; i < LINES; i++)
		scrollback_push(h, &l);
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < LINES; i++) {
			text_line_append(&l, "x", 1, (struct cell_style){ 0 });
			assert_true(scrollback_get(h, i, &l));
			assert_int_equal(buf_length(&l.text), 0);
			assert_int_equal(l.run_count, 0);
		}
		while (scrollback_unsettled(h))
			scrollback_settle(h);
	}
	for (unsigned i = 0; i < LINES; i++) {
		assert_true(scrollback_pop(h, &l));
		assert_int_equal(buf_length(&l.text), 0);
	}
	assert_false(scrollback_pop(h, &l));
	scrollback_free(h);
	text_line_fini(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packing_keeps_everything),
		cmocka_unit_test(test_numbers_and_bounds),
		cmocka_unit_test(test_bytes_are_bounded),
		cmocka_unit_test(test_taking_back),
		cmocka_unit_test(test_like_a_list),
		cmocka_unit_test(test_compression),
		cmocka_unit_test(test_colourful_lines_are_bounded),
		cmocka_unit_test(test_settling),
		cmocka_unit_test(test_a_lost_block),
		cmocka_unit_test(test_the_open_line),
		cmocka_unit_test(test_trimming),
		cmocka_unit_test(test_hanging_indent),
		cmocka_unit_test(test_wrapping),
		cmocka_unit_test(test_empty_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
