/* What a selection takes, where motions lead, and how lines are marked up. */
#include "unit/unit.h"

#include <string.h>

#include "base/base64.h"
#include "term/select.h"
#include "ui/markup.h"
#include "unit/term-dump.h"

static bool add_line(void *user, const struct text_line *line)
{
	struct str *out = user;

	assert_int_equal(buf_data(&line->text)[buf_length(&line->text)], '\0');
	str_append(out, buf_data(&line->text), buf_length(&line->text));
	str_append_char(out, '|');
	return true;
}

static const struct {
	const char *text;
	struct selection selection;
	enum view_presentation presentation;
	const char *expected;
} cases[] = {
	/* At 8x4. A blank within the line stays, those at its end don't. */
	{ "one two", { SELECT_CHARACTERS, { 0, 1 }, { 0, 4 } }, VIEW_TRANSCRIPT, "ne t|" },
	{ "one two", { SELECT_CHARACTERS, { 0, 4 }, { 0, 1 } }, VIEW_TRANSCRIPT, "ne t|" },
	{ "one two", { SELECT_CHARACTERS, { 0, 0 }, { 0, 3 } }, VIEW_SCREEN, "one |" },
	{ "a  \r\nb  ", { SELECT_CHARACTERS, { 0, 0 }, { 1, 2 } }, VIEW_SCREEN, "a|b|" },
	{ "a\r\n\r\nb", { SELECT_CHARACTERS, { 0, 0 }, { 2, 0 } }, VIEW_TRANSCRIPT, "a||b|" },
	/* What was wrapped is one line again. */
	{ "one two three\r\nx",
	  { SELECT_CHARACTERS, { 0, 4 }, { 1, 0 } },
	  VIEW_SCREEN,
	  "two three|x|" },
	{ "one two three\r\nx",
	  { SELECT_LINES, { 0, 9 }, { 0, 2 } },
	  VIEW_SCREEN,
	  "one two three|" },
	{ "one two three\r\nx",
	  { SELECT_LINES, { 1, 0 }, { 0, 2 } },
	  VIEW_TRANSCRIPT,
	  "one two three|x|" },
	/* Beyond the ends of lines and of the document there is nothing. */
	{ "one", { SELECT_CHARACTERS, { 0, 5 }, { 0, 9 } }, VIEW_SCREEN, "|" },
	{ "one", { SELECT_CHARACTERS, { 0, 2 }, { 7, 9 } }, VIEW_SCREEN, "e|" },
	/* Characters are whole: two columns, a base and what is on it. */
	{ "a\344\270\255b",
	  { SELECT_CHARACTERS, { 0, 2 }, { 0, 2 } },
	  VIEW_SCREEN,
	  "\344\270\255|" },
	{ "a\344\270\255b",
	  { SELECT_CHARACTERS, { 0, 1 }, { 0, 1 } },
	  VIEW_SCREEN,
	  "\344\270\255|" },
	{ "ae\314\201b", { SELECT_CHARACTERS, { 0, 1 }, { 0, 1 } }, VIEW_SCREEN, "e\314\201|" },
	/* Columns of the rows that show. */
	{ "abcd\r\ne\r\nfghi", { SELECT_BLOCK, { 0, 1 }, { 2, 2 } }, VIEW_TRANSCRIPT, "bc||gh|" },
	{ "abcd\r\ne\r\nfghi", { SELECT_BLOCK, { 2, 1 }, { 0, 2 } }, VIEW_SCREEN, "bc||gh|" },
	{ "0123456789abcdefgh", { SELECT_BLOCK, { 0, 1 }, { 0, 10 } }, VIEW_SCREEN, "12|9a|" },
	{ "one two three", { SELECT_BLOCK, { 0, 1 }, { 0, 10 } }, VIEW_TRANSCRIPT, "ne|hr|" },
	{ "- a bc\r\n- d ef gh i",
	  { SELECT_BLOCK, { 0, 0 }, { 1, 8 } },
	  VIEW_TRANSCRIPT,
	  "- a|- d|gh|" },
};

static void test_read(void **state)
{
	struct view_request q = { .width = 8, .height = 3, .tail = true };
	struct term_case c;
	struct str out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str_init(&out);
		term_case_init(&c, 8, 4, true, 100);
		term_case_write(&c, cases[i].text);
		q.presentation = cases[i].presentation;
		q.wrap = strchr(cases[i].text, '-') ? CELL_LINE_HANGING : CELL_LINE_WORDS;
		select_read(c.t, &q, &cases[i].selection, false, add_line, &out);
		if (strcmp(out.text, cases[i].expected) != 0)
			fail_msg("case %zu \"%s\": expected %s saw %s", i, cases[i].text,
				 cases[i].expected, out.text);
		term_case_fini(&c);
		str_fini(&out);
	}
}

/* New output and another width move neither end. */
static void test_stays(void **state)
{
	struct selection s = { SELECT_CHARACTERS, { 0, 4 }, { 1, 2 } };
	struct view_request q = { .width = 30, .height = 3, .tail = true };
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 8, 4, true, 100);
	term_case_write(&c, "one two three\r\nfour five\r\n");
	for (int i = 0; i < 20; i++)
		term_case_write(&c, "more and more\r\n");
	terminal_resize(c.t, 30, 6);
	select_read(c.t, &q, &s, false, add_line, &out);
	assert_string_equal(out.text, "two three|fou|");
	term_case_fini(&c);
	str_fini(&out);
}

static bool is_x(void *user, Lines *at)
{
	size_t n;

	(void)user;
	return strchr(lines_text(at, &n), 'x') != NULL;
}

/* Lines that a filter leaves out are not selected. */
static void test_filtered(void **state)
{
	struct selection s = { SELECT_LINES, { 0, 0 }, { 3, 0 } };
	struct view_request q = { .width = 8, .height = 3, .tail = true, .filter.passes = is_x };
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 8, 4, true, 100);
	term_case_write(&c, "ax\r\nb\r\ncx\r\nd");
	select_read(c.t, &q, &s, false, add_line, &out);
	assert_string_equal(out.text, "ax|cx|");
	term_case_fini(&c);
	str_fini(&out);
}

/* --- Motions. */

static void test_motions(void **state)
{
	static const struct {
		enum select_motion motion;
		struct view_anchor from, to;
	} moves[] = {
		/* "  one.two \344\270\255x", "", "last" */
		{ SELECT_RIGHT, { 0, 2 }, { 0, 3 } },
		{ SELECT_RIGHT, { 0, 10 }, { 0, 12 } },
		{ SELECT_RIGHT, { 0, 12 }, { 0, 12 } },
		{ SELECT_RIGHT, { 0, 99 }, { 0, 12 } },
		{ SELECT_LEFT, { 0, 12 }, { 0, 10 } },
		{ SELECT_LEFT, { 0, 0 }, { 0, 0 } },
		{ SELECT_LINE_START, { 0, 7 }, { 0, 0 } },
		{ SELECT_LINE_TEXT, { 0, 7 }, { 0, 2 } },
		{ SELECT_LINE_END, { 0, 0 }, { 0, 12 } },
		{ SELECT_LINE_END, { 1, 0 }, { 1, 0 } },
		{ SELECT_WORD, { 0, 0 }, { 0, 2 } },
		{ SELECT_WORD, { 0, 2 }, { 0, 5 } },
		{ SELECT_WORD, { 0, 5 }, { 0, 6 } },
		{ SELECT_WORD, { 0, 6 }, { 0, 10 } },
		{ SELECT_WORD, { 0, 10 }, { 1, 0 } },
		{ SELECT_WORD, { 1, 0 }, { 2, 0 } },
		{ SELECT_WORD, { 2, 0 }, { 2, 3 } },
		{ SELECT_WORD_END, { 0, 0 }, { 0, 4 } },
		{ SELECT_WORD_END, { 0, 4 }, { 0, 5 } },
		{ SELECT_WORD_END, { 0, 12 }, { 1, 0 } },
		{ SELECT_WORD_END, { 1, 0 }, { 2, 3 } },
		{ SELECT_WORD_BACK, { 2, 3 }, { 2, 0 } },
		{ SELECT_WORD_BACK, { 2, 0 }, { 1, 0 } },
		{ SELECT_WORD_BACK, { 0, 10 }, { 0, 6 } },
		{ SELECT_WORD_BACK, { 0, 2 }, { 0, 0 } },
	};
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "  one.two \344\270\255x\r\n\r\nlast");
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		struct view_anchor to = select_move(c.t, (struct lines_filter){ 0 }, moves[i].from,
						    moves[i].motion);

		if (to.line != moves[i].to.line || to.offset != moves[i].to.offset)
			fail_msg("motion %zu: expected %u+%zu, saw %u+%zu", i,
				 (unsigned)moves[i].to.line, moves[i].to.offset, (unsigned)to.line,
				 to.offset);
	}
	term_case_fini(&c);
}

static void test_word(void **state)
{
	static const struct {
		size_t at, from, to;
	} words[] = {
		/* "see http://a.example/b?c=d, (it)" */
		{ 0, 0, 2 },    { 3, 3, 3 },    { 8, 4, 26 },
		{ 28, 28, 28 }, { 29, 29, 30 }, { 99, 31, 31 },
	};
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "see http://a.example/b?c=d, (it)");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) - 1; i++) {
		struct selection s = select_word(c.t, (struct view_anchor){ 0, words[i].at });

		if (s.begin.offset != words[i].from || s.end.offset != words[i].to)
			fail_msg("word at %zu: expected %zu-%zu, saw %zu-%zu", words[i].at,
				 words[i].from, words[i].to, s.begin.offset, s.end.offset);
	}
	term_case_fini(&c);
}

/* --- Markup. */

static bool mark_up(void *user, const struct text_line *line)
{
	markup_line(MARKUP_HTML, line, user);
	return true;
}

static bool mark_up_ansi(void *user, const struct text_line *line)
{
	markup_line(MARKUP_ANSI, line, user);
	return true;
}

static void test_markup(void **state)
{
	struct selection s = { SELECT_LINES, { 0, 0 }, { 0, 0 } };
	struct view_request q = { .width = 40, .height = 3, .tail = true };
	struct term_case c;
	struct str out;

	(void)state;
	str_init(&out);
	term_case_init(&c, 40, 4, true, 100);
	term_case_write(&c, "a<\x1b[1;31mb&\x1b[0;4;38;5;200mc\x1b[0;7;48;2;1;2;3md \x1b[0m  ");
	select_read(c.t, &q, &s, true, mark_up, &out);
	assert_string_equal(out.text,
			    "a&lt;<span style=\"color:#cd0000;font-weight:bold;\">b&amp;</span>"
			    "<span style=\"color:#ff00d7;text-decoration: underline;\">c</span>"
			    "<span style=\"color:#010203;background:CanvasText;\">d </span>\n");
	str_clear(&out);
	select_read(c.t, &q, &s, true, mark_up_ansi, &out);
	assert_string_equal(out.text, "a<\x1b[0;1;31mb&\x1b[0;4;38;5;200mc"
				      "\x1b[0;7;48;2;1;2;3md \x1b[0m\n");
	term_case_fini(&c);
	str_fini(&out);
}

/* RFC 4648, section 10. */
static void test_base64(void **state)
{
	static const char *const vectors[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
	};
	char out[16];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		size_t n = strlen(vectors[i][0]);

		base64_encode(vectors[i][0], n, out);
		assert_int_equal(BASE64_LENGTH(n), strlen(vectors[i][1]));
		assert_memory_equal(out, vectors[i][1], BASE64_LENGTH(n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),     cmocka_unit_test(test_stays),
		cmocka_unit_test(test_filtered), cmocka_unit_test(test_motions),
		cmocka_unit_test(test_word),     cmocka_unit_test(test_markup),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
