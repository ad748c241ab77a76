/* Walks over the document's lines, and views of those that pass a filter. */
#include "unit/unit.h"

#include <inttypes.h>
#include <string.h>

#include "unit/term-dump.h"

static bool has_word(void *user, Lines *at)
{
	size_t n;
	const char *text = lines_text(at, &n);

	assert_int_equal(n, strlen(text));
	return strstr(text, user) != NULL;
}

static struct lines_filter with(const char *word)
{
	return (struct lines_filter){ word ? has_word : NULL, (void *)(uintptr_t)word, NULL };
}

/* Appends the walk's lines from `number` on. */
static void walk(const Terminal *t, const char *word, uint64_t number, bool newer, struct str *out)
{
	Lines *l = lines_new(t, with(word));

	str_clear(out);
	for (bool more = lines_seek(l, number, newer); more; more = lines_step(l, newer)) {
		size_t n;
		const char *text = lines_text(l, &n);

		str_append_format(out, "%" PRIu64 " %s|", lines_number(l), text);
	}
	lines_free(l);
}

static void test_walk(void **state)
{
	static const struct {
		const char *word;
		uint64_t from;
		bool newer;
		const char *lines;
	} cases[] = {
		{ NULL, 0, true, "1 b|2 c x|3 d|4 e long line x|5 f|6 g x|7 |" },
		{ NULL, 99, false, "7 |6 g x|5 f|4 e long line x|3 d|2 c x|1 b|" },
		{ "x", 0, true, "2 c x|4 e long line x|6 g x|" },
		{ "x", 5, true, "6 g x|" },
		{ "x", 5, false, "4 e long line x|2 c x|" },
		{ "x", 7, true, "" },
		{ "x", 99, true, "" },
		{ "x", 1, false, "" },
		{ "nowhere", 0, true, "" },
	};
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 8, 3, true, 4);
	term_case_write(&c, "a x\nb\nc x\nd\ne long line x\nf\ng x\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		walk(c.t, cases[i].word, cases[i].from, cases[i].newer, &out);
		if (strcmp(out.text, cases[i].lines) != 0)
			fail_msg("case %zu: expected\n%s\nsaw\n%s", i, cases[i].lines, out.text);
	}
	str_fini(&out);
	term_case_fini(&c);
}

/* A walk that finds nothing stays where it was. */
static void test_a_walk_stays(void **state)
{
	struct term_case c;
	size_t n;

	(void)state;
	term_case_init(&c, 8, 3, true, 4);
	term_case_write(&c, "a x\nb\nc");
	Lines *l = lines_new(c.t, with("x"));
	assert_true(lines_seek(l, 0, true));
	assert_false(lines_step(l, true));
	assert_false(lines_step(l, false));
	assert_int_equal(lines_number(l), 0);
	assert_string_equal(lines_text(l, &n), "a x");
	lines_free(l);
	term_case_fini(&c);
}

/* A long text whose lines hold x or not, and one with only those that do. */
static void fill(struct term_case *all, struct term_case *some, unsigned rounds)
{
	static const char *const lines[] = {
		"first x\r\n", "plain\r\n",    "a line that is wrapped x and goes on\r\n",
		"\r\n",        "日本語 x\r\n",
	};
	unsigned seed = rounds;

	term_case_init(all, 11, 5, true, 1000);
	term_case_init(some, 11, 5, true, 1000);
	for (unsigned i = 0; i < rounds; i++) {
		seed = seed * 1103515245u + 12345u;
		const char *line = lines[(seed >> 16) % (sizeof(lines) / sizeof(lines[0]))];

		term_case_write(all, line);
		if (strchr(line, 'x'))
			term_case_write(some, line);
	}
	term_case_write(all, "end x");
	term_case_write(some, "end x");
}

static void expect_same(const struct term_case *all, const struct term_case *some,
			const struct view_request *a, const struct view_request *b)
{
	struct view_result ra, rb;
	struct str saw, expected;

	str_init(&saw);
	str_init(&expected);
	term_dump_request(all->t, a, &ra, &saw);
	term_dump_request(some->t, b, &rb, &expected);
	if (strcmp(saw.text, expected.text) != 0)
		fail_msg("%ux%u: expected\n%s\nsaw\n%s", a->width, a->height, expected.text,
			 saw.text);
	assert_int_equal(ra.reaches_tail, rb.reaches_tail);
	assert_int_equal(ra.cursor_shown, rb.cursor_shown);
	assert_int_equal(ra.cursor_row, rb.cursor_row);
	assert_int_equal(ra.top.offset, rb.top.offset);
	str_fini(&saw);
	str_fini(&expected);
}

/* Lines that don't pass might as well not be there, wherever the view stands. */
static void test_a_filtered_view(void **state)
{
	(void)state;
	for (unsigned rounds = 1; rounds < 40; rounds++) {
		struct term_case all, some;
		unsigned width = 1 + rounds % 13, height = 1 + rounds % 7;
		struct view_request a = { .presentation = rounds & 1 ? VIEW_SCREEN :
								       VIEW_TRANSCRIPT,
					  .width = rounds & 1 ? 11 : width,
					  .height = height,
					  .tail = true,
					  .filter = with("x") };
		struct view_request b = a;

		fill(&all, &some, rounds);
		/* A filter that all lines pass: the screen at the tail isn't the bare grid then. */
		b.filter = with("");
		expect_same(&all, &some, &a, &b);
		for (int i = 0; i < 12; i++) {
			long rows = i < 8 ? -3 : 2;

			a.tail = !view_scroll(all.t, &a, rows, &a.anchor);
			b.tail = !view_scroll(some.t, &b, rows, &b.anchor);
			assert_int_equal(a.tail, b.tail);
			expect_same(&all, &some, &a, &b);
		}
		term_case_fini(&all);
		term_case_fini(&some);
	}
}

static void test_no_line_passes(void **state)
{
	struct term_case c;
	struct view_request q = { .width = 5, .height = 2, .tail = true, .filter = with("none") };
	struct view_result r;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 8, 3, true, 100);
	term_case_write(&c, "a\nb\nc\nd\ne");
	for (int tail = 0; tail < 2; tail++) {
		q.tail = tail;
		str_clear(&out);
		term_dump_request(c.t, &q, &r, &out);
		assert_string_equal(out.text, "|     |\n|     |\n");
		assert_true(r.reaches_tail);
		assert_false(r.cursor_shown);
		assert_false(view_scroll(c.t, &q, -3, &q.anchor));
	}
	str_fini(&out);
	term_case_fini(&c);
}

/* An anchor in a line that doesn't pass shows the next one that does. */
static void test_an_anchor_that_does_not_pass(void **state)
{
	struct term_case c;
	struct view_request q = {
		.width = 5, .height = 2, .anchor = { 1, 0 }, .filter = with("x")
	};
	struct view_result r;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 8, 3, true, 100);
	term_case_write(&c, "0 x\n1\n2 x\n3\n4 x\n5 x\n6 x\n7");
	term_dump_request(c.t, &q, &r, &out);
	assert_string_equal(out.text, "|2 x  |\n|4 x  |\n");
	assert_int_equal(r.top.line, 2);
	str_fini(&out);
	term_case_fini(&c);
}

/* A screen wider than the view follows the cursor; lines that a filter has chosen don't. */
static void test_columns(void **state)
{
	struct view_request q = {
		.presentation = VIEW_SCREEN, .width = 4, .height = 2, .tail = true
	};
	struct term_case c;

	(void)state;
	term_case_init(&c, 12, 2, true, 10);
	term_case_write(&c, "0123456789x");
	assert_int_equal(view_left_at_cursor(c.t, &q), 8);
	q.filter = with("x");
	assert_int_equal(view_left_at_cursor(c.t, &q), 0);
	q.filter = (struct lines_filter){ 0 };
	q.presentation = VIEW_TRANSCRIPT;
	assert_int_equal(view_left_at_cursor(c.t, &q), 0);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_a_walk_stays),
		cmocka_unit_test(test_a_filtered_view),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_no_line_passes),
		cmocka_unit_test(test_an_anchor_that_does_not_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
