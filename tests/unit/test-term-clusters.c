/*
 * Grapheme clusters (UAX #29) in the terminal: how many cells they take, with and without mode
 * 2027, and that they stay whole on the screen and in the document.
 */
#include "unit/unit.h"

#include <string.h>

#include "base/mem.h"
#include "term/terminal-private.h"
#include "unit/term-fixture.h"

#define GRAPHEMES "\x1b[?2027h"
#define ZWJ "\xe2\x80\x8d"
#define VS15 "\xef\xb8\x8e"
#define VS16 "\xef\xb8\x8f"
#define WOMAN "\xf0\x9f\x91\xa9"
#define GIRL "\xf0\x9f\x91\xa7"
#define THUMB "\xf0\x9f\x91\x8d"
#define TONE "\xf0\x9f\x8f\xbd"
#define HEART "\xe2\x9d\xa4"
#define FAMILY WOMAN ZWJ WOMAN ZWJ GIRL
#define GERMANY "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"
#define FRANCE "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7"
#define HAN "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" /* decomposed */
#define KA "\xe0\xa4\x95"
#define AA "\xe0\xa4\xbe" /* a spacing mark */
#define VIRAMA "\xe0\xa5\x8d"
#define SSA "\xe0\xa4\xb7"
#define NUMBER_SIGN "\xd8\x80" /* Arabic, goes before digits */
#define ENGLAND                                                                        \
	"\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xa5\xf3\xa0\x81" \
	"\xae\xf3\xa0\x81\xa7\xf3\xa0\x81\xbf"

/* What each takes by the sum of its characters, as wcwidth has it, and as one character. */
static const struct sample {
	const char *name, *text;
	unsigned sum, whole;
} samples[] = {
	{ "a family", FAMILY, 6, 2 },
	{ "a thumb with a skin tone", THUMB TONE, 4, 2 },
	{ "a red heart", HEART VS16, 1, 2 },
	{ "a heart as text", HEART VS15, 1, 1 },
	{ "a heart on fire", HEART VS16 ZWJ "\xf0\x9f\x94\xa5", 3, 2 },
	{ "a keycap", "1" VS16 "\xe2\x83\xa3", 1, 2 },
	{ "a letter with a variation selector", "x" VS16, 1, 1 },
	{ "a flag", GERMANY, 2, 2 },
	{ "the flag of England", ENGLAND, 2, 2 },
	{ "a decomposed syllable", HAN, 2, 2 },
	{ "a precomposed syllable and a final", "\xed\x95\x98\xe1\x86\xab", 2, 2 },
	{ "a letter with a spacing vowel", KA AA, 2, 2 },
	{ "a letter with a virama", KA VIRAMA, 1, 1 },
	{ "a sign before a digit", NUMBER_SIGN "\xd9\xa1", 2, 2 },
	{ "a letter with an accent", "e\xcc\x81", 1, 1 },
};

enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

static void begin(struct term_case *c, unsigned width, unsigned height, bool whole)
{
	term_case_init(c, width, height, false, 100);
	if (whole)
		term_case_write(c, GRAPHEMES);
}

static void expect_column(const struct term_case *c, const char *what, unsigned x)
{
	if (c->t->x != x || c->t->pending)
		fail_msg("%s: expected the cursor in column %u, saw %u%s", what, x, c->t->x,
			 c->t->pending ? " and a wrap pending" : "");
}

static void test_widths(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		for (unsigned whole = 0; whole < 2; whole++) {
			struct term_case c;
			struct str line;

			begin(&c, 20, 3, whole);
			term_case_write(&c, samples[i].text);
			expect_column(&c, samples[i].name,
				      whole ? samples[i].whole : samples[i].sum);
			str_init(&line);
			str_append_format(&line, "%s\n", samples[i].text);
			term_expect_screen(&c, samples[i].name, line.text);
			str_fini(&line);
			term_case_fini(&c);
		}
	}
}

/* All samples between letters: cut anywhere they make the same screen. */
static void test_chunks(void **state)
{
	struct str text;

	(void)state;
	str_init(&text);
	for (size_t i = 0; i < SAMPLES; i++)
		str_append_format(&text, "%sa%s", samples[i].text, samples[i].text);
	for (size_t chunk = 1; chunk < 9; chunk++) {
		for (unsigned whole = 0; whole < 2; whole++) {
			struct term_case a, b;
			struct str x, y;

			begin(&a, 7, 4, whole);
			begin(&b, 7, 4, whole);
			str_init(&x);
			str_init(&y);
			term_case_write(&a, text.text);
			term_case_write_pieces(&b, text.text, text.length, chunk);
			term_dump_all(a.t, &x);
			term_dump_all(b.t, &y);
			assert_string_equal(x.text, y.text);
			term_check(a.t);
			str_fini(&x);
			str_fini(&y);
			term_case_fini(&a);
			term_case_fini(&b);
		}
	}
	str_fini(&text);
}

/* What becomes wide in the last column goes to the next row, as a wide character does. */
static void test_right_edge(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 5, 3, true);
	term_case_write(&c, "abcd" HEART VS16 "e");
	term_expect_screen(&c, "at the edge", "abcd\n" HEART VS16 "e\n");
	expect_column(&c, "at the edge", 3);
	term_case_write(&c, "\x1b[H\x1b[J\x1b[?7labcd" HEART VS16);
	term_expect_screen(&c, "without wrapping", "abcd" HEART "\n");
	term_case_write(&c, "\x1b[H\x1b[J\x1b[?7habc" FAMILY "x");
	term_expect_screen(&c, "a family that just fits", "abc" FAMILY "\nx\n");
	term_case_fini(&c);
}

static void test_after_wrap(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 4, 3, true);
	term_case_write(&c, "abc" FAMILY "\r\n");
	term_case_write(&c, "ab" GERMANY FRANCE "z");
	term_expect_screen(&c, "after a wrap", FAMILY "\nab" GERMANY "\n" FRANCE "z\n");
	term_case_fini(&c);
}

static void test_insert(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 8, 2, true);
	term_case_write(&c, "abcd\r\x1b[4h" HEART VS16 THUMB TONE);
	term_expect_screen(&c, "insert mode", HEART VS16 THUMB TONE "abcd\n");
	term_case_fini(&c);
}

static void test_repeat(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 12, 2, true);
	term_case_write(&c, FAMILY "\x1b[2b|");
	term_expect_screen(&c, "REP", FAMILY FAMILY FAMILY "|\n");
	term_case_write(&c, "\x1b[H\x1b[Je\xcc\x81\x1b[b|");
	term_expect_screen(&c, "REP",
			   "e\xcc\x81"
			   "e\xcc\x81|\n");
	term_case_fini(&c);
}

/* Only what directly follows is part of a cluster; a change of colour divides nothing. */
static void test_what_divides(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 20, 2, true);
	term_case_write(&c, THUMB "\x1b[31m" TONE "|");
	expect_column(&c, "SGR", 3);
	term_case_write(&c, "\r" THUMB "\x1b[C\x1b[D" TONE "|");
	expect_column(&c, "a movement", 5);
	term_case_write(&c, "\r\xf0\x9f\x87\xa9\x1b[5G\xf0\x9f\x87\xaa|");
	expect_column(&c, "another place", 6);
	term_case_fini(&c);
}

/* Over the left half of a wide character a cluster leaves no right half behind. */
static void test_overwrite(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 10, 2, true);
	term_case_write(&c, "a" GIRL GIRL "b\r" HEART VS16 "|");
	term_expect_screen(&c, "over wide characters", HEART VS16 "|" GIRL "b\n");
	term_case_write(&c, "\r" HEART "\r\x1b[2C" VS16);
	term_expect_screen(&c, "a selector that comes late", HEART " " VS16 "|" GIRL "b\n");
	term_case_fini(&c);
}

static void test_limit(void **state)
{
	struct term_case c;
	const char *long_one = WOMAN TONE ZWJ WOMAN TONE ZWJ GIRL TONE ZWJ GIRL TONE "|";

	(void)state;
	begin(&c, 20, 2, true);
	term_case_write(&c, long_one);
	expect_column(&c, "more than 8 code points", 3);
	term_expect_screen(&c, "more than 8 code points",
			   WOMAN TONE ZWJ WOMAN TONE ZWJ GIRL TONE "|\n");
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_SEQUENCES], 3);
	term_case_fini(&c);
}

/* In history and back, at every width. */
static void test_document(void **state)
{
	struct str text, out;

	(void)state;
	str_init(&text);
	str_init(&out);
	for (size_t i = 0; i < SAMPLES; i++)
		str_append_format(&text, "%s%s ", samples[i].text, samples[i].text);
	for (unsigned width = 1; width <= 60; width++) {
		for (unsigned whole = 0; whole < 2; whole++) {
			struct term_case c;

			begin(&c, 30, 3, whole);
			term_case_write(&c, text.text);
			term_case_write(&c, "|");
			terminal_resize(c.t, width, 2);
			term_check(c.t);
			terminal_resize(c.t, 30, 3);
			term_check(c.t);
			terminal_line_text(c.t, 0, &out);
			assert_int_equal(strncmp(out.text, text.text, text.length), 0);
			assert_string_equal(out.text + text.length, "|");
			term_case_fini(&c);
		}
	}
	str_fini(&text);
	str_fini(&out);
}

/* The transcript never puts the parts of a cluster into two rows that could be in one. */
static void test_transcript(void **state)
{
	struct str text, out;

	(void)state;
	str_init(&text);
	str_init(&out);
	for (size_t i = 0; i < SAMPLES; i++)
		str_append_format(&text, "%s%s ", samples[i].text, samples[i].text);
	for (unsigned width = 6; width <= 200; width++) {
		struct term_case c;
		struct view_request q = {
			.presentation = VIEW_TRANSCRIPT, .width = width, .height = 60, .tail = true
		};
		struct view_result r;

		begin(&c, 30, 3, false);
		term_case_write(&c, text.text);
		str_clear(&out);
		term_dump_request(c.t, &q, &r, &out);
		for (size_t i = 0; i < SAMPLES; i++) {
			if (!strstr(out.text, samples[i].text))
				fail_msg("%u columns: %s is divided in\n%s", width, samples[i].name,
					 out.text);
		}
		term_case_fini(&c);
	}
	str_fini(&text);
	str_fini(&out);
}

/* Runs of wide characters at every width and column, with colours among them, whole and in pieces:
 * the text in the document is what came. */
static void test_runs(void **state)
{
	static const char text[] = "\u65e5\u672c\u8a9e"
				   "A"
				   "\u6f22\x1b[31m\u5b57\uac00\u1161"
				   "\x1b[1m\u304b\u3099\u30ad\xe3\x82\x99\u00e9\u0416\u2500\uff21"
				   "b\x1b[m\u4e00\u4e8c\u4e09\u56db|";
	static const char plain[] = "\u65e5\u672c\u8a9e"
				    "A"
				    "\u6f22\u5b57\uac00\u1161"
				    "\u304b\u3099\u30ad\xe3\x82\x99\u00e9\u0416\u2500\uff21"
				    "b\u4e00\u4e8c\u4e09\u56db|";
	struct str whole, pieces;

	(void)state;
	str_init(&whole);
	str_init(&pieces);
	for (unsigned width = 2; width < 50; width++) {
		for (unsigned mode = 0; mode < 4; mode++) {
			struct term_case a, b;

			begin(&a, width, 3, mode & 1);
			begin(&b, width, 3, mode & 1);
			if (mode & 2) {
				term_case_write(&a, "x\x1b[4h");
				term_case_write(&b, "x\x1b[4h");
			}
			term_case_write(&a, text);
			term_case_write_pieces(&b, text, strlen(text), 1);
			str_clear(&whole);
			str_clear(&pieces);
			term_dump_all(a.t, &whole);
			term_dump_all(b.t, &pieces);
			assert_string_equal(whole.text, pieces.text);
			term_check(a.t);
			terminal_line_text(a.t, 0, &whole);
			assert_string_equal(whole.text + (mode & 2 ? 1 : 0), plain);
			term_case_fini(&a);
			term_case_fini(&b);
		}
	}
	str_fini(&whole);
	str_fini(&pieces);
}

/* A cell is no part of a cluster any more whose beginning was written over,
 * erased or deleted. */
static void test_beginning_gone(void **state)
{
	static const char *const changes[] = { "\x1b[Hx",          "\x1b[1;2Hx",
					       "\x1b[1;2H\x1b[X",  "\x1b[1;2H\x1b[P",
					       "\x1b[1;2H\x1b[1K", "\x1b[1;3H\x1b[@" };

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct term_case c;
		struct row *row;
		unsigned joined = 0;

		begin(&c, 20, 2, false);
		term_case_write(&c, "\U0001f468\u200d\U0001f469|");
		row = grid_row(c.t->grid, 0);
		assert_true(row->cell[2].joined);
		term_case_write(&c, changes[i]);
		for (unsigned x = 0; x < 20; x++)
			joined += row->cell[x].joined;
		if (joined)
			fail_msg("case %zu: expected no joined cell, saw %u", i, joined);
		term_case_fini(&c);
	}
}

/* A soft hyphen takes the column that a peer's screen gives it; in line mode it is named. */
static void test_soft_hyphen(void **state)
{
	struct term_case c;

	(void)state;
	begin(&c, 20, 2, false);
	term_case_write(&c, "co\xc2\xadop|");
	expect_column(&c, "a soft hyphen", 6);
	term_expect_screen(&c, "a soft hyphen", "co\xc2\xadop|\n");
	terminal_set_line_mode(c.t, true);
	term_case_write(&c, "\r\x1b[Kco\xc2\xadop|");
	term_expect_screen(&c, "a soft hyphen in line mode", "co<U+00AD>op|\n");
	term_case_fini(&c);
}

/* What is copied into another row is as wide there, also when it comes from history. */
static void test_copied(void **state)
{
	struct term_case c;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT, .width = 3, .height = 8, .tail = true
	};
	struct view_result r;
	struct str out;

	(void)state;
	str_init(&out);
	begin(&c, 20, 3, true);
	term_case_write(&c, FAMILY "|\r\n\n\x1b[1;1;1;3;1;2;1$v\n\n\n");
	term_dump_request(c.t, &q, &r, &out);
	if (!strstr(out.text, "|" FAMILY "||\n|" FAMILY "||\n"))
		fail_msg("expected two rows of a family and a bar, saw\n%s", out.text);
	term_check(c.t);
	str_fini(&out);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),       cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_right_edge),   cmocka_unit_test(test_after_wrap),
		cmocka_unit_test(test_insert),       cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_what_divides), cmocka_unit_test(test_overwrite),
		cmocka_unit_test(test_limit),        cmocka_unit_test(test_document),
		cmocka_unit_test(test_transcript),   cmocka_unit_test(test_runs),
		cmocka_unit_test(test_soft_hyphen),  cmocka_unit_test(test_beginning_gone),
		cmocka_unit_test(test_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
