/* The line model: what is a line, when it is told of, what gags, prompts and notices do.
 */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

/* Input at 10x4, line or char mode; the events and the document expected. */
static const struct {
	const char *input;
	bool line_mode;
	const char *events, *lines;
} cases[] = {
	{ "one\r\ntwo\r\nopen", true, "line 0: one\nline 1: two\n", "0 one\n1 two\n2 open\n" },
	{ "one\ntwo\n", true, "line 0: one\nline 1: two\n", "0 one\n1 two\n2 \n" },
	{ "one\r\n\r\ntwo\r\n", false, "line 0: one\nline 1: \nline 2: two\n",
	  "0 one\n1 \n2 two\n3 \n" },
	/* Wrapped rows are one line; trailing blanks are cut. */
	{ "0123456789abcdef  \r\n", true, "line 0: 0123456789abcdef\n",
	  "0 0123456789abcdef\n1 \n" },
	{ "0123456789\r\nx", true, "line 0: 0123456789\n", "0 0123456789\n1 x\n" },
	{ "123456789日本\r\n", true, "line 0: 123456789日本\n", "0 123456789日本\n1 \n" },
	{ "a\tb\r\n", true, "line 0: a       b\n", "0 a       b\n1 \n" },
	{ "a\r\n\u0301b\r\n", true, "line 0: a\nline 1:  \u0301b\n", "0 a\n1  \u0301b\n2 \n" },
	/* Through the top into history: numbers don't change. */
	{ "1\n2\n3\n4\n5\n0123456789012345678901234567890123456789x\ny", true,
	  "line 0: 1\nline 1: 2\nline 2: 3\nline 3: 4\nline 4: 5\nline 5: "
	  "0123456789012345678901234567890123456789x\n",
	  "0 1\n1 2\n2 3\n3 4\n4 5\n5 0123456789012345678901234567890123456789x\n6 y\n" },
	/* What is rewritten before the newline counts; IND and NEL close, VT and FF are LF. */
	{ "10%\r20%\x1b[K\r100%\r\n", true, "line 0: 100%\n", "0 100%\n1 \n" },
	{ "a\x1b"
	  "Db\x1b"
	  "Ec\vd\f",
	  true, "line 0: a\nline 1:  b\nline 2: c\nline 3: d\n", "0 a\n1  b\n2 c\n3 d\n4 \n" },
	/* Not the last line, or told already: no event. */
	{ "a\r\nb\r\n\x1b[2A\nx", true, "line 0: a\nline 1: b\n", "0 a\n1 x\n" },
	{ "a\r\n\x1b[A\n\x1b[A\n", true, "line 0: a\n", "0 a\n1 \n" },
	{ "a\r\n\x1b[A\x1b[2Kb\r\n", true, "line 0: a\nline 0: b\n", "0 b\n1 \n" },
	/* Not under addressing, not on the alternate screen. */
	{ "\x1b[2;1Ha\r\nb\r\n", true, "modes addressing\n", "0 \n1 a\n2 b\n3 \n" },
	{ "\x1b[?1049ha\r\n\x1b[?1049lb\r\n", true, "modes alternate\nmodes\nline 0: b\n",
	  "0 b\n1 \n" },
	/* The soft wrap ends when the last cell is written over or erased. */
	{ "0123456789ab\x1b[A\x1b[9Cx", true, "", "0 012345678x\n1 ab\n" },
	{ "0123456789ab\x1b[A\x1b[K", true, "", "0 01\n1 ab\n" },
	{ "0123456789ab\x1b[A\x1b[P", true, "", "0 013456789\n1 ab\n" },
	{ "0123456789ab\x1b[A\r\x1b[X", true, "", "0  123456789ab\n" },
	{ "0123456789ab\r\x1b[L", true, "", "0 0123456789\n1 \n2 ab\n" },
	/* ED 2 and home + ED 0 keep the text; other erasures don't, nor do addressed rows. */
	{ "a\r\nb\x1b[2Jc", true, "line 0: a\n", "0 a\n1 b\n2 \n3  c\n" },
	{ "a\r\nb\x1b[H\x1b[Jc", true, "line 0: a\n", "0 a\n1 b\n2 c\n" },
	{ "a\r\nb\x1b[2A\r\x1b[Jc", true, "line 0: a\n", "0 c\n" },
	{ "a\r\nb\x1b[4;1Hmenu\x1b[2;1Hx\x1b[2J\x1b[Hc", true,
	  "line 0: a\nmodes addressing\nmodes\n", "0 a\n1 c\n" },
	{ "0123456789ab\x1b[H\x1b[Jc", true, "", "0 0123456789ab\n1 c\n" },
	{ "0123456789ab\x1b[H\x1b[2Jc", true, "", "0 0123456789ab\n1 c\n" },
	{ "\x1b[2J\x1b[2J\x1b[2Ja", true, "", "0 a\n" },
	{ "a\x1b"
	  "cb",
	  true, "", "0 a\n1 b\n" },
	/* A line whose beginning is in history. */
	{ "0123456789012345678901234567890123456789\x1b[Hx", true, "",
	  "0 x123456789012345678901234567890123456789\n" },
	{ "0123456789012345678901234567890123456789abc\x1b[H\x1b[Jx", true, "",
	  "0 0123456789012345678901234567890123456789abc\n1 x\n" },
	{ "0123456789012345678901234567890123456789abc\x1b[H\x1b[Mx", true, "",
	  "0 0123456789\n1 x1234567890123456789abc\n" },
	{ "0123456789012345678901234567890123456789abc\x1b[H\x1bMx", true, "",
	  "0 0123456789\n1 x\n2 012345678901234567890123456789\n" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct term_case c;

		term_case_init(&c, 10, 4, cases[i].line_mode, 100);
		term_case_write(&c, cases[i].input);
		term_expect_events(&c, cases[i].events);
		term_expect_lines(&c, cases[i].lines);
		term_case_fini(&c);
	}
}

static void test_gag(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	c.gag = "gag";
	term_case_write(&c, "one\r\ngag this\r\ntwo\r\ngag\r\n");
	term_expect_lines(&c, "0 one\n1 two\n2 \n");
	term_expect_events(&c, "line 0: one\nline 1: gag this\nline 1: two\nline 2: gag\n");
	/* A line with an open part in history goes whole. */
	term_case_write(&c, "012345678901234567890123456789012345678901234567890 gag\r\nnext");
	term_expect_lines(&c, "0 one\n1 two\n2 next\n");
	assert_int_equal(c.t->y, 0);
	/* In char mode the event is for reading. */
	terminal_set_line_mode(c.t, false);
	term_case_write(&c, "\r\ngag\r\n");
	term_expect_lines(&c, "0 one\n1 two\n2 next\n3 gag\n4 \n");
	term_case_fini(&c);
}

static void test_long_lines_are_broken(void **state)
{
	struct term_case c;
	struct str in, expected;

	(void)state;
	str_init(&in);
	str_init(&expected);
	term_case_init(&c, 100, 4, true, 100);
	for (unsigned i = 0; i < 150000; i++)
		str_append_char(&in, (char)('a' + i % 26));
	terminal_write(c.t, in.text, in.length, 1);
	term_case_write(&c, "\r\nx");
	str_append_format(&expected, "line 0 continued: %.*s\n", 65500, in.text);
	str_append_format(&expected, "line 1 continued: %.*s\n", 65500, in.text + 65500);
	str_append_format(&expected, "line 2: %s\n", in.text + 131000);
	term_expect_events(&c, expected.text);
	str_clear(&expected);
	str_append_format(&expected, "0 %.*s\n1 %.*s\n2 %s\n3 x\n", 65500, in.text, 65500,
			  in.text + 65500, in.text + 131000);
	term_expect_lines(&c, expected.text);
	/* Each part can be gagged. */
	c.gag = "abc";
	terminal_write(c.t, in.text, in.length, 1);
	term_case_write(&c, "\r\ny");
	str_append_string(&expected, "");
	assert_int_equal(terminal_end_line(c.t), 4);
	str_fini(&in);
	str_fini(&expected);
	term_case_fini(&c);
}

static void test_an_endless_line_stays_bounded(void **state)
{
	struct term_case c;
	char block[65536];

	(void)state;
	srand(1);
	term_case_init(&c, 80, 24, true, 100000);
	for (unsigned i = 0; i < 400; i++) {
		for (size_t k = 0; k < sizeof(block); k++)
			block[k] = (char)('!' + rand() % 90); /* hardly to be compressed */
		terminal_write(c.t, block, sizeof(block), 1);
		str_clear(&c.events);
	}
	term_check(c.t);
	assert_true(terminal_history_bytes(c.t) < (1 << 20) + (1 << 18));
	assert_true(terminal_first_line(c.t) > 350);
	term_case_fini(&c);
}

static void test_prompt_break(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "Name: ");
	terminal_prompt(c.t, true);
	term_expect_open(&c, "Name: ");
	term_case_write(&c, "\x1b[1mYou hear a noise.\r\n");
	term_expect_lines(&c, "0 Name:\n1 You hear a noise.\n2 \n");
	term_expect_events(&c, "line 0: Name:\nline 1: You hear a noise.\n");
	/* CR, LF or a sent line drops it; nothing breaks at an empty line. */
	terminal_prompt(c.t, true);
	term_case_write(&c, "> ");
	terminal_prompt(c.t, true);
	term_case_write(&c, "\r\na");
	term_expect_lines(&c, "0 Name:\n1 You hear a noise.\n2 >\n3 a\n");
	terminal_prompt(c.t, true);
	terminal_sent(c.t);
	term_case_write(&c, "b");
	terminal_prompt(c.t, true);
	term_case_write(&c, "\rc");
	term_expect_lines(&c, "0 Name:\n1 You hear a noise.\n2 >\n3 cb\n");
	terminal_prompt(c.t, true);
	terminal_echo(c.t, "hi", 2, 5);
	term_case_write(&c, "d");
	term_expect_lines(&c, "0 Name:\n1 You hear a noise.\n2 >\n3 chi\n4 d\n");
	/* After a clear there is nothing to break from, nor on a screen drawn by addresses. */
	terminal_prompt(c.t, true);
	term_case_write(&c, "\x1b[H\x1b[2Je\x1b[4;1Hf");
	terminal_prompt(c.t, true);
	term_case_write(&c, "g");
	term_expect_lines(&c, "0 Name:\n1 You hear a noise.\n2 >\n3 chi\n4 d\n5 e\n6 \n7 \n8 fg\n");
	term_case_fini(&c);
}

static void test_what_breaks_a_prompt(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	term_case_write(&c, "> ");
	terminal_prompt(c.t, true);
	term_case_write(&c, "\xcc\x81\x1b[m\x1b[K日");
	term_expect_lines(&c, "0 > \xcc\x81\n1 日\n");
	terminal_prompt(c.t, true);
	term_case_write(&c, "\x1b[b");
	term_expect_lines(&c, "0 > \xcc\x81\n1 日\n2 日\n");
	terminal_prompt(c.t, true);
	term_case_write(&c, "\x1b[Cx");
	term_expect_lines(&c, "0 > \xcc\x81\n1 日\n2 日 x\n");
	/* The line that it ends is told of, and may be gagged. */
	c.gag = "日 x";
	terminal_prompt(c.t, true);
	term_case_write(&c, "y");
	term_expect_lines(&c, "0 > \xcc\x81\n1 日\n2 y\n");
	term_case_fini(&c);
}

static void test_notices(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	c.gag = "note";
	term_case_write(&c, "one\r\nopen");
	terminal_notice(c.t, "note", 4, 9);
	term_expect_lines(&c, "0 one\n1 note\n2 open\n");
	term_expect_events(&c, "line 0: one\nline 1 notice: note\n");
	assert_int_equal(c.t->y, 2);
	assert_int_equal(c.t->x, 4);
	/* With no room the rows above leave; the open line stays whole and goes on where it was. */
	terminal_notice(c.t, "a long notice\nand\x1b[m more", 25, 9);
	term_case_write(&c, " line\r\n");
	term_expect_lines(&c, "0 one\n1 note\n2 a long notice\n3 and^[[m more\n4 open line\n5 \n");
	term_expect_events(
		&c,
		"line 2 notice: a long notice\nline 3 notice: and^[[m more\nline 4: open line\n");
	terminal_notice(c.t, "", 0, 9);
	terminal_notice(c.t, "\u0301!", 3, 9);
	term_expect_lines(&c, "0 one\n1 note\n2 a long notice\n3 and^[[m more\n4 open line\n5 \n6 "
			      " \u0301!\n7 \n");
	term_case_fini(&c);
}

static void test_notices_and_a_line_that_fills_the_screen(void **state)
{
	struct term_case c;
	static const char text[] = "0123456789012345678901234567890123456789012345";

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	term_case_write(&c, text);
	terminal_notice(c.t, "note", 4, 9);
	term_case_write(&c, "x");
	term_expect_lines(&c, "0 note\n1 0123456789012345678901234567890123456789012345x\n");
	term_expect_events(&c, "line 0 notice: note\n");
	term_case_write(&c, "\x1b[?1049h\x1b[Hvi");
	terminal_notice(c.t, "two", 3, 9);
	term_expect_lines(&c, "0 note\n1 two\n2 0123456789\n"
			      "3 vi\n");
	term_case_write(&c, "\x1b[?1049l\r\nnext");
	term_expect_lines(
		&c, "0 note\n1 two\n2 0123456789012345678901234567890123456789012345x\n3 next\n");
	term_case_fini(&c);
}

static void test_notice_with_the_cursor_above(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	term_case_write(&c, "a\r\nb\r\nc\x1b[2A");
	terminal_notice(c.t, "note", 4, 9);
	term_expect_lines(&c, "0 a\n1 b\n2 c\n3 note\n");
	terminal_notice(c.t, "more", 4, 9);
	term_expect_lines(&c, "0 a\n1 b\n2 c\n3 note\n4 more\n");
	assert_int_equal(c.t->y, 0);
	terminal_notice(c.t, "a notice of four rows is all that fits", 38, 9);
	assert_int_equal(c.t->y, 0);
	term_check(c.t);
	term_case_fini(&c);
}

static void test_finish_shows_a_cut_character(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	term_case_write(&c, "a\xe2");
	terminal_finish(c.t);
	term_case_write(&c, "b\x1b[3");
	terminal_finish(c.t);
	term_case_write(&c, "1m");
	term_expect_lines(&c, "0 aâb1m\n");
	term_case_fini(&c);
}

static void test_history_is_bounded_by_lines(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 2, true, 3);
	term_case_write(&c, "1\n2\n3\n4\n5\n6\n7");
	term_expect_lines(&c, "2 3\n3 4\n4 5\n5 6\n6 7\n");
	struct str out;
	str_init(&out);
	assert_false(terminal_line_text(c.t, 1, &out));
	assert_false(terminal_line_text(c.t, 7, &out));
	str_fini(&out);
	term_case_fini(&c);
}

/* Text, line ends, and what rewrites lines that were told of: pieces of random input. */
static const char *const pieces[] = {
	"word ",
	"\x1b[31mred ",
	"日本",
	"\x1b[44m  ",
	"\x1b[m",
	"\r\n",
	"\r\n",
	"\n",
	"a line that wraps",
	"\x1b[A",
	"\x1b[2A",
	"\x1b[K",
	"\x1b[2K",
	"\x1b[3C",
	"\x1b[P",
	"\x1b[2@",
	"\x1b[L",
	"\x1b[M",
	"\x1b[S",
	"\x1b[T",
	"\x1b[H\x1b[J",
	"\x1b[2;3r",
	"\x1b[r",
	"\x1b"
	"7",
	"\x1b"
	"8",
	"e\xcc\x81",
	"\x1b[X",
};

/* A line that is told of is kept packed for history; the document is the same if it isn't. */
static void test_listening_changes_nothing(void **state)
{
	(void)state;
	for (unsigned round = 1; round <= 300; round++) {
		struct term_case told, silent;
		struct str a, b;
		unsigned seed = round;

		str_init(&a);
		str_init(&b);
		term_case_init(&told, 12, 4, round & 1, 100);
		term_case_init(&silent, 12, 4, round & 1, 100);
		terminal_listen(silent.t, false);
		for (unsigned n = 0; n < 80; n++) {
			seed = seed * 1103515245u + 12345u;
			const char *piece =
				pieces[(seed >> 16) % (sizeof(pieces) / sizeof(pieces[0]))];

			term_case_write(&told, piece);
			term_case_write(&silent, piece);
			term_check(told.t);
		}
		term_dump_all(told.t, &a);
		term_dump_all(silent.t, &b);
		if (strcmp(a.text, b.text) != 0)
			fail_msg("seed %u: told of\n%s\nnot told of\n%s", round, a.text, b.text);
		str_fini(&a);
		str_fini(&b);
		term_case_fini(&told);
		term_case_fini(&silent);
	}
}

/* The time of a line is that of its text, not of the newline behind it. */
static void test_times(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 20, 4, true, 100);
	static const char bites[] = "\r\nA rat bites.\r\n\r\n12";
	terminal_write(c.t, "<98hp> ", 7, 1000);
	terminal_write(c.t, bites, strlen(bites), 6000);
	terminal_write(c.t, "34\r\n", 4, 7000);
	assert_int_equal(terminal_line_time(c.t, 0), 1000);
	assert_int_equal(terminal_line_time(c.t, 1), 6000);
	assert_int_equal(terminal_line_time(c.t, 2), 6000);
	assert_int_equal(terminal_line_time(c.t, 3), 7000);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_gag),
		cmocka_unit_test(test_long_lines_are_broken),
		cmocka_unit_test(test_an_endless_line_stays_bounded),
		cmocka_unit_test(test_prompt_break),
		cmocka_unit_test(test_what_breaks_a_prompt),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_notices_and_a_line_that_fills_the_screen),
		cmocka_unit_test(test_notice_with_the_cursor_above),
		cmocka_unit_test(test_finish_shows_a_cut_character),
		cmocka_unit_test(test_history_is_bounded_by_lines),
		cmocka_unit_test(test_listening_changes_nothing),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
