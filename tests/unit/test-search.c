/* Searching a document: what is found, in which order, within which budget, while output arrives
 * and the screen changes; against a search of every line. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "term/hit-index.h"
#include "term/newlines.h"
#include "term/search.h"
#include "term/terminal.h"

static Terminal *make_terminal(unsigned width, unsigned height, size_t lines)
{
	struct terminal_config config = { width, height, true, lines, 1 << 24 };
	struct terminal_events events = { 0 };

	return terminal_new(&config, &events, NULL);
}

static void put(Terminal *t, const char *text)
{
	terminal_write(t, text, strlen(text), 1);
}

static Pattern *make_pattern(const char *text, bool regex)
{
	struct err err;
	Pattern *p = pattern_new(text, strlen(text), regex ? PATTERN_REGEX : PATTERN_LITERAL,
				 PATTERN_CASE_SMART, &err);

	if (!p)
		fail_msg("%s: %s", text, err.text);
	return p;
}

static void finish(Search *s, const Terminal *t)
{
	for (int i = 0; search_step(s, t, 100000); i++)
		assert_true(i < 100000);
}

/* Hits of `p` in the whole document, one line after the other; those of line `line` alone in
 * *of_line. */
static uint64_t count_all(Pattern *p, const Terminal *t, uint64_t line, uint64_t *of_line)
{
	uint64_t count = 0;
	struct str text;

	str_init(&text);
	*of_line = 0;
	for (uint64_t i = terminal_first_line(t); i < terminal_end_line(t); i++) {
		struct pattern_match m = { 0, 1 };

		assert_true(terminal_line_text(t, i, &text));
		for (size_t from = 0;
		     m.length && pattern_find(p, text.text, text.length, from, &m) == PATTERN_FOUND;
		     from = m.start + m.length) {
			count++;
			*of_line += i == line;
		}
	}
	str_fini(&text);
	return count;
}

static void expect_next(Search *s, const Terminal *t, struct search_hit *at, bool newer,
			const char *want)
{
	static const char *const words[] = { "found", "none", "not yet" };
	struct search_hit hit = { 0 };
	bool wrapped;
	char got[100];
	enum search_found found = search_next(s, t, at->line, at->start, newer, &hit, &wrapped);

	snprintf(got, sizeof(got), "%s %u:%zu+%zu%s", words[found], (unsigned)hit.line, hit.start,
		 hit.length, wrapped ? " wrapped" : "");
	if (strcmp(got, want) != 0)
		fail_msg("expected %s, got %s", want, got);
	if (found == SEARCH_FOUND)
		*at = hit;
}

static void test_next_and_previous(void **state)
{
	Terminal *t = make_terminal(20, 4, 100);
	Search *s = search_new(make_pattern("ab", false), 8);
	struct search_hit at = { .line = 8 };

	(void)state;
	put(t, "ab\r\nno\r\nxabab\r\nAB\r\n1\r\n2\r\n3\r\n4\r\nab end");
	finish(s, t);
	assert_int_equal(search_count(s).hits, 5);
	assert_int_equal(search_count(s).lines, 4);
	assert_true(search_count(s).complete);
	expect_next(s, t, &at, false, "found 3:0+2");
	assert_int_equal(search_position(s, &at), 4);
	expect_next(s, t, &at, false, "found 2:3+2");
	assert_int_equal(search_position(s, &at), 3);
	expect_next(s, t, &at, false, "found 2:1+2");
	expect_next(s, t, &at, false, "found 0:0+2");
	assert_int_equal(search_position(s, &at), 1);
	expect_next(s, t, &at, false, "found 8:0+2 wrapped");
	expect_next(s, t, &at, true, "found 0:0+2 wrapped");
	expect_next(s, t, &at, true, "found 2:1+2");
	expect_next(s, t, &at, true, "found 2:3+2");
	expect_next(s, t, &at, true, "found 3:0+2");
	expect_next(s, t, &at, true, "found 8:0+2");
	search_free(s);
	s = search_new(make_pattern("end", false), 8);
	finish(s, t);
	at = (struct search_hit){ .line = 8, .start = 3 };
	expect_next(s, t, &at, true, "found 8:3+3 wrapped");
	expect_next(s, t, &at, false, "found 8:3+3 wrapped");
	search_free(s);
	s = search_new(make_pattern("nowhere", false), 8);
	finish(s, t);
	expect_next(s, t, &at, true, "none 0:0+0 wrapped");
	search_free(s);
	search_free(NULL);
	terminal_free(t);
}

/* The hits in lines `from` to `to` - 1. */
static size_t hits_between(Search *s, const Terminal *t, uint64_t from, uint64_t to,
			   struct search_hit *hits, size_t room)
{
	return search_hits(s, t, (struct search_place){ from, 0 }, (struct search_place){ to, 0 },
			   UINT32_MAX, hits, room);
}

static void test_hits_of_lines(void **state)
{
	Terminal *t = make_terminal(20, 4, 100);
	Search *s = search_new(make_pattern("b+|^$", true), 0);
	struct search_hit hits[4];

	(void)state;
	put(t, "abbab\r\n\r\nbb\r\nx\r\nb\r\n1\r\n2");
	finish(s, t);
	assert_int_equal(hits_between(s, t, 0, 7, hits, 4), 4);
	assert_int_equal(hits[0].start, 1);
	assert_int_equal(hits[0].length, 2);
	assert_int_equal(hits[1].start, 4);
	assert_int_equal(hits[2].line, 1);
	assert_int_equal(hits[2].length, 0);
	assert_int_equal(hits[3].line, 2);
	assert_int_equal(hits_between(s, t, 3, 7, hits, 4), 1);
	assert_int_equal(search_count_between(s, 0, 2), 3);
	search_free(s);
	terminal_free(t);
}

/* Nearer and older lines first; what is not searched is said so, and then searched first. */
static void test_steps(void **state)
{
	Terminal *t = make_terminal(40, 4, 100000);
	Search *s = search_new(make_pattern("line [0-9]*00 ", true), 10000);
	struct search_hit at = { .line = 10001 };
	char text[64];
	unsigned steps = 0;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(text, sizeof(text), "the line %u of all\r\n", i);
		put(t, text);
	}
	assert_true(search_step(s, t, 5000));
	expect_next(s, t, &at, false, "found 10000:4+11");
	assert_false(search_count(s).complete);
	at.line = 15000;
	expect_next(s, t, &at, true, "not yet 0:0+0");
	for (; search_step(s, t, 5000); steps++) {
		at.line = 15000;
		at.start = 100;
	}
	assert_true(steps > 100);
	expect_next(s, t, &at, true, "found 15100:4+11");
	assert_int_equal(search_count(s).hits, 199);
	/* What comes later is searched by the next step. */
	put(t, "line 100 x\r\n");
	assert_false(search_step(s, t, 5000));
	assert_int_equal(search_count(s).hits, 200);
	search_free(s);
	terminal_free(t);
}

/* A step that meets lines on which a pattern is given up ends soon. */
static void test_costly_lines(void **state)
{
	Terminal *t = make_terminal(80, 4, 1000);
	Search *s = search_new(make_pattern("(a+)+$", true), 1000);
	unsigned steps = 1;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		put(t, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\r\n");
	put(t, "a\r\n");
	while (search_step(s, t, 200000))
		steps++;
	assert_true(steps >= 20);
	assert_int_equal(search_count(s).hits, 1);
	assert_true(search_count(s).given_up >= 97);
	assert_true(search_count(s).complete);
	search_free(s);
	terminal_free(t);
}

enum { LONG = 60000 }; /* bytes of a long line */

static const struct {
	const char *piece; /* of the line, repeated */
	const char *pattern;
	bool regex;
	size_t hits_of_piece;
} long_lines[] = {
	{ "x", "x", false, 1 },
	{ "x", ".", true, 1 },
	{ "x", "[xy]", true, 1 },
	{ "{\"name\":\"abc\",\"id\":17},", "\"", false, 6 },
	{ "{\"name\":\"abc\",\"id\":17},", "\"[a-z]+\"", true, 3 },
	{ "{\"name\":\"abc\",\"id\":17},", "name|id", true, 2 },
	{ "7", "\\d+ms|\\d", true, 1 },
	{ "\xe6\x97\xa5-", "\xe6\x97\xa5", false, 1 },
};

/* The long line number `i` of the table, as line 0, and `below` empty ones. */
static Terminal *make_long(size_t i, unsigned below)
{
	Terminal *t = make_terminal(80, 4, 1000);

	for (size_t n = 0; n < LONG; n += strlen(long_lines[i].piece))
		put(t, long_lines[i].piece);
	for (put(t, "\r\n"); below--;)
		put(t, "\r\n");
	return t;
}

/* Steps end within a line that has many hits, and go on there; the work in all is linear. */
static void test_long_lines(void **state)
{
	enum { WORK = 20000, OVER = 15000 };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(long_lines) / sizeof(*long_lines); i++) {
		size_t which = i / 2, pieces = 0, steps = 1;
		Terminal *t = make_long(which, i % 2 ? 100 : 0);
		Pattern *p = make_pattern(long_lines[which].pattern, long_lines[which].regex);
		Search *s = search_new(p, 1);

		while (pieces * strlen(long_lines[which].piece) < LONG)
			pieces++;
		for (uint64_t before = 0; search_step(s, t, WORK);
		     steps++, before = pattern_work(p)) {
			assert_true(steps < 100000);
			if (pattern_work(p) - before > WORK + OVER)
				fail_msg("%s: expected at most %d of work, saw %u",
					 long_lines[which].pattern, WORK + OVER,
					 (unsigned)(pattern_work(p) - before));
		}
		assert_true(steps > 1);
		assert_int_equal(search_count(s).hits, pieces * long_lines[which].hits_of_piece);
		assert_int_equal(search_count(s).given_up, 0);
		search_free(s);
		terminal_free(t);
	}
}

/* To step from hit to hit of a long line, and to mark a part of it, costs no walk over it each. */
static void test_in_long_lines(void **state)
{
	enum { STEPS = 500, MARKS = 100 };

	(void)state;
	for (size_t i = 0; i < sizeof(long_lines) / sizeof(*long_lines); i++) {
		Terminal *t = make_long(i, 100);
		Pattern *p = make_pattern(long_lines[i].pattern, long_lines[i].regex);
		Search *s = search_new(p, 50);
		struct search_hit at = { .line = 50 }, hits[MARKS];
		struct search_place half = { 0, LONG / 2 }, end = { 0, LONG / 2 + 80 };
		bool wrapped;

		finish(s, t);
		uint64_t cost = pattern_work(p), all = search_count(s).hits;
		for (size_t n = 0; n < STEPS; n++) {
			assert_int_equal(search_next(s, t, at.line, at.start, false, &at, &wrapped),
					 SEARCH_FOUND);
			assert_int_equal(search_position(s, &at), all - n);
			size_t count = search_hits(s, t, half, end, 1, hits, MARKS);
			assert_true(count > 0);
			assert_true(hits[0].start + hits[0].length > half.start);
			assert_true(hits[count - 1].start < end.start);
		}
		if (pattern_work(p) - cost > cost)
			fail_msg("%s: expected at most %u of work, saw %u", long_lines[i].pattern,
				 (unsigned)cost, (unsigned)(pattern_work(p) - cost));
		search_free(s);
		terminal_free(t);
	}
}

static void random_output(Terminal *t)
{
	static const char *const parts[] = { "ab ",
					     "abc ",
					     "\r\n",
					     "\r\n",
					     "foo  ",
					     "Ab",
					     "\x1b[2J",
					     "\x1b[A",
					     "\r",
					     "\xe6\x97\xa5",
					     "x",
					     "a\r\n\r\nb",
					     "a long piece of text that wraps " };

	for (int i = rand() % 40; i--;)
		put(t, parts[(size_t)rand() % (sizeof(parts) / sizeof(*parts))]);
}

static void test_random(void **state)
{
	enum { HITS = 200 };
	struct search_hit hits[HITS];
	static const struct {
		const char *text;
		bool regex;
	} patterns[] = { { "ab", false },
			 { "b ", false },
			 { "a\\w*", true },
			 { "^$", true },
			 { "o  ?", true } };

	(void)state;
	srand(11);
	for (size_t round = 0; round < 40; round++) {
		size_t which = round % (sizeof(patterns) / sizeof(*patterns));
		Terminal *t = make_terminal(20, 5, round % 2 ? 100 : 10000);
		Pattern *p = make_pattern(patterns[which].text, patterns[which].regex);
		Search *s = NULL;

		for (int i = 0; i < 200; i++) {
			random_output(t);
			if (rand() % 5 == 0)
				terminal_resize(t, (unsigned)rand() % 30 + 1,
						(unsigned)rand() % 9 + 1);
			if (rand() % 20 == 0)
				terminal_notice(t, "ab b", 4, 2);
			if (!s || rand() % 30 == 0) {
				search_free(s);
				s = search_new(
					make_pattern(patterns[which].text, patterns[which].regex),
					(uint64_t)rand() % (terminal_end_line(t) + 9));
			}
			if (rand() % 2)
				search_step(s, t, (uint64_t)rand() % 300);
			if (rand() % 5)
				continue;
			uint64_t line = (uint64_t)rand() % terminal_end_line(t), of_line, all;
			finish(s, t);
			all = count_all(p, t, line, &of_line);
			if (search_count(s).hits != all)
				fail_msg("round %zu.%d: expected %u hits, got %u", round, i,
					 (unsigned)all, (unsigned)search_count(s).hits);
			assert_int_equal(search_count_between(s, line, line + 1), of_line);
			assert_int_equal(hits_between(s, t, line, line + 1, hits, HITS), of_line);
		}
		search_free(s);
		pattern_free(p);
		terminal_free(t);
	}
}

static void expect_limited(const Terminal *t, struct search_limit *limit, const char *want)
{
	Lines *lines = lines_new(t, search_limit_filter(limit));
	char got[200] = "";

	for (bool any = lines_seek(lines, 0, true); any; any = lines_step(lines, true))
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%u ",
			 (unsigned)lines_number(lines));
	/* The same, backwards. */
	size_t end = strlen(got);
	for (bool any = lines_seek(lines, UINT64_MAX, false); any; any = lines_step(lines, false)) {
		char number[24];
		size_t n = (size_t)snprintf(number, sizeof(number), "%u ",
					    (unsigned)lines_number(lines));

		assert_true(n <= end && memcmp(got + end - n, number, n) == 0);
		end -= n;
	}
	assert_int_equal(end, 0);
	lines_free(lines);
	if (strcmp(got, want) != 0)
		fail_msg("expected lines %s, got %s", want, got);
}

static void test_limits(void **state)
{
	Terminal *t = make_terminal(20, 4, 100);
	Search *s = search_new(make_pattern("x", false), 12);

	(void)state;
	put(t, "0\r\n1 x\r\n2\r\n3\r\n4\r\n5\r\n6 x\r\n7 x\r\n8\r\n9\r\n10\r\n11 x\r\n12");
	finish(s, t);
	expect_limited(t, &(struct search_limit){ s, 0, 0, false }, "1 6 7 11 ");
	expect_limited(t, &(struct search_limit){ s, 1, 0, false }, "0 1 5 6 7 10 11 ");
	expect_limited(t, &(struct search_limit){ s, 0, 1, false }, "1 2 6 7 8 11 12 ");
	expect_limited(t, &(struct search_limit){ s, 2, 1, false }, "0 1 2 4 5 6 7 8 9 10 11 12 ");
	expect_limited(t, &(struct search_limit){ s, 20, 0, false }, "0 1 2 3 4 5 6 7 8 9 10 11 ");
	expect_limited(t, &(struct search_limit){ s, 0, 20, false }, "1 2 3 4 5 6 7 8 9 10 11 12 ");
	expect_limited(t, &(struct search_limit){ s, UINT64_MAX, UINT64_MAX, false },
		       "0 1 2 3 4 5 6 7 8 9 10 11 12 ");
	expect_limited(t, &(struct search_limit){ s, 0, 0, true }, "0 2 3 4 5 8 9 10 12 ");
	expect_limited(t, &(struct search_limit){ s, UINT64_MAX, UINT64_MAX, true },
		       "0 1 2 3 4 5 6 7 8 9 10 11 12 ");
	search_free(s);
	terminal_free(t);
}

static void test_index(void **state)
{
	enum { LINES = 5000 };
	struct hit_index x;
	unsigned model[LINES] = { 0 };

	(void)state;
	srand(5);
	hit_index_init(&x);
	for (int round = 0; round < 3000; round++) {
		uint64_t line = (uint64_t)rand() % LINES, at = line, hits = 0, lines = 0;
		uint64_t from = (uint64_t)rand() % LINES, to = (uint64_t)rand() % (LINES + 1);
		unsigned count = rand() % 3 ? 0 : (unsigned)rand() % 5;

		hit_index_set(&x, line, count);
		model[line] = count;
		if (rand() % 200 == 0) {
			hit_index_drop_before(&x, from);
			memset(model, 0, from * sizeof(*model));
		}
		if (rand() % 200 == 0) {
			hit_index_drop_from(&x, to);
			memset(model + to, 0, (LINES - to) * sizeof(*model));
		}
		for (uint64_t i = from; i < to; i++) {
			hits += model[i];
			lines += model[i] != 0;
		}
		assert_int_equal(hit_index_hits(&x, from, to), hits);
		assert_int_equal(hit_index_lines(&x, from, to), lines);
		assert_int_equal(hit_index_hits(&x, line, line + 1), model[line]);
		bool newer = rand() % 2;
		while (at < LINES && !model[at])
			at = newer ? at + 1 : at - 1;
		uint64_t got = line;
		assert_int_equal(hit_index_seek(&x, &got, newer), at < LINES);
		if (at < LINES)
			assert_int_equal(got, at);
	}
	hit_index_fini(&x);
}

static void test_newlines(void **state)
{
	enum { SIZE = 20000 };
	char *text = malloc(SIZE);

	(void)state;
	assert_non_null(text);
	srand(9);
	for (int dense = 0; dense < 3; dense++) {
		for (size_t i = 0; i < SIZE; i++)
			text[i] = dense == 2 || rand() % (dense ? 3 : 200) == 0 ? '\n' : 'x';
		for (int round = 0; round < 300; round++) {
			size_t n = (size_t)rand() % SIZE, count = 0, skip, at = 0;

			for (size_t i = 0; i < n; i++)
				count += text[i] == '\n';
			assert_int_equal(newlines_count(text, n), count);
			skip = (size_t)rand() % (count + 2);
			for (size_t left = skip; left && at < n; at++)
				left -= text[at] == '\n';
			assert_int_equal(newlines_skip(text, n, skip), at);
			for (at = n; at && text[at - 1] != '\n';)
				at--;
			assert_int_equal(newlines_line_start(text, n), at);
		}
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_and_previous),
		cmocka_unit_test(test_hits_of_lines),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_costly_lines),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_in_long_lines),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_newlines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
