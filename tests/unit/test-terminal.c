/* What sequences do to the screen, the cursor and the modes. The line model has its own test. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

/* Input, then the screen expected (rows, trailing blanks cut) and the cursor's row and column
 * from 1. */
static const struct term_example cases[] = {
	/* 10x4, char mode. */
	{ "CR LF", "ab\r\ncd", "ab\ncd\n", 2, 3 },
	{ "LF alone keeps the column", "ab\ncd", "ab\n  cd\n", 2, 5 },
	{ "LNM", "\x1b[20hab\ncd\x1b[20l\ne", "ab\ncd\n  e\n", 3, 4 },
	{ "VT and FF are LF", "a\vb\fc", "a\n b\n  c\n", 3, 4 },
	{ "BS stops at the edge", "ab\b\b\bc", "cb\n", 1, 2 },
	{ "tabs", "\ta\tb", "        ab\n", 1, 10 },
	{ "HTS and TBC", "\x1b[3C\x1bH\r\tx\x1b[3g\r\ty", "   x     y\n", 1, 10 },
	{ "CHT and CBT", "\x1b[Ia\x1b[2Zb", "b       a\n", 1, 2 },
	{ "deferred wrap", "0123456789", "0123456789\n", 1, 10 },
	{ "wrap happens with the next character", "0123456789a", "0123456789\na\n", 2, 2 },
	{ "tab after the last column", "0123456789\ta", "0123456789\na\n", 2, 2 },
	{ "CR after the last column", "0123456789\ra", "a123456789\n", 1, 2 },
	{ "LF after the last column", "0123456789\r\na", "0123456789\na\n", 2, 2 },
	{ "BS after the last column", "0123456789\ba", "01234567a9\n", 1, 10 },
	{ "no autowrap", "\x1b[?7l0123456789abc", "012345678c\n", 1, 10 },
	{ "CUP", "\x1b[2;3Hx\x1b[H\x1b[9;99Hy", "\n  x\n\n         y\n", 4, 10 },
	{ "HVP, VPA, CHA, HPA", "\x1b[2;3fa\x1b[3db\x1b[Gc\x1b[5`d", "\n  a\nc  bd\n", 3, 6 },
	{ "CUU CUD CUF CUB", "\x1b[2B\x1b[3Cx\x1b[A\x1b[2Dy", "\n  y\n   x\n", 2, 4 },
	{ "moves stop at the edges", "\x1b[99B\x1b[99Cx\x1b[99A\x1b[99Dy", "y\n\n\n         x\n", 1,
	  2 },
	{ "CNL CPL", "abc\x1b[2Ed\x1b[Fe", "abc\ne\nd\n", 2, 2 },
	{ "HPR VPR", "\x1b[2a\x1b[1ex", "\n  x\n", 2, 4 },
	{ "a zero is a one", "\x1b[0Cx\x1b[0;0Hy", "yx\n", 1, 2 },
	{ "EL", "abcdef\x1b[3D\x1b[Kx\r\nabcdef\x1b[3D\x1b[1Kx\r\nabc\x1b[2K", "abcx\n   xef\n", 3,
	  4 },
	{ "ED 0", "ab\r\ncd\r\nef\x1b[2;2H\x1b[J", "ab\nc\n", 2, 2 },
	{ "ED 1", "ab\r\ncd\r\nef\x1b[2;1H\x1b[1J", "\n d\nef\n", 2, 1 },
	{ "ED 2 keeps the cursor", "ab\r\ncd\x1b[2Jx", "\n  x\n", 2, 4 },
	{ "DECSED and DECSEL", "ab\r\ncd\x1b[?1K\x1b[A\x1b[?2Jx", "  x\n", 1, 4 },
	{ "ECH", "abcdef\r\x1b[2C\x1b[3Xx", "abx  f\n", 1, 4 },
	{ "ICH", "abcdefghij\r\x1b[2@x", "x abcdefgh\n", 1, 2 },
	{ "DCH", "abcdefghij\r\x1b[2Px", "xdefghij\n", 1, 2 },
	{ "huge counts", "abc\r\x1b[C\x1b[2147483648Xd\x1b[99999@\r\n\x1b[9999Pe", "ad\ne\n", 2,
	  2 },
	{ "IRM", "abc\r\x1b[4hxy\x1b[4lz", "xyzbc\n", 1, 4 },
	{ "IL and DL", "a\r\nb\r\nc\x1b[1;2H\x1b[Lx\x1b[3;2H\x1b[My", "x\na\ny\n", 3, 2 },
	{ "SU and SD", "a\r\nb\r\nc\x1b[S\x1b[2Tx", "\n\nbx\nc\n", 3, 3 },
	{ "REP", "ab\x1b[3b", "abbbb\n", 1, 6 },
	{ "REP goes on in the next rows", "a\x1b[25b", "aaaaaaaaaa\naaaaaaaaaa\naaaaaa\n", 3, 7 },
	{ "REP of a wide one", "日\x1b[6b", "日日日日日\n日日\n", 2, 5 },
	{ "REP without wrapping", "\x1b[?7lab\x1b[25b", "abbbbbbbbb\n", 1, 10 },
	{ "a palette", "a\x1b]P1aBcDefb\x1b]Rc\x1b]P12 d", "abc d\n", 1, 6 },
	{ "screen's title", "a\x1bktitle\x1b\\b\x1bkx\r\nc", "ab\nc\n", 2, 2 },
	{ "a mark without wrapping", "\x1b[?7l123456789a\u0301", "123456789a\u0301\n", 1, 10 },
	{ "a mark on a wide one", "\x1b[?7l12345678日\u0301", "12345678日\u0301\n", 1, 10 },
	{ "a mark at the edge", "123456789a\x1b[?7l\u0301\x1b[?7hb", "123456789a\u0301\nb\n", 2,
	  2 },
	{ "a mark after a move", "\x1b[?7l123456789a\x1b[10G\u0301", "123456789\u0301a\n", 1, 10 },
	{ "REP with nothing before", "\x1b[5bX", "X\n", 1, 2 },
	{ "RI at the top", "a\r\nb\x1b[H\x1bMx", "x\na\nb\n", 1, 2 },
	{ "IND and NEL",
	  "a\x1b"
	  "Db\x1b"
	  "Ec",
	  "a\n b\nc\n", 3, 2 },
	{ "scrolling", "1\r\n2\r\n3\r\n4\r\n5", "2\n3\n4\n5\n", 4, 2 },
	{ "margins", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\nx", "1\n3\nx\n4\n", 3, 2 },
	{ "below the margins nothing scrolls", "\x1b[1;2r\x1b[4;1Ha\n\nb", "\n\n\nab\n", 4, 3 },
	{ "RI in margins", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[2;1H\x1bMx", "1\nx\n2\n4\n", 2, 2 },
	{ "IL stays in the margins", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[2H\x1b[L\x1b[4H\x1b[L",
	  "1\n\n2\n4\n", 4, 1 },
	{ "CUU stops at the margin", "\x1b[2;3r\x1b[3H\x1b[9Ax\x1b[9By", "\nx\n y\n", 3, 3 },
	{ "bad margins are ignored", "\x1b[3;2r\x1b[4;1Hx", "\n\n\nx\n", 4, 2 },
	{ "origin mode", "\x1b[2;3r\x1b[?6hx\x1b[9;1Hy\x1b[?6lz", "z\nx\ny\n", 1, 2 },
	{ "DECSC DECRC",
	  "ab\x1b"
	  "7\r\ncd\x1b"
	  "8e",
	  "abe\ncd\n", 1, 4 },
	{ "SCOSC SCORC", "ab\x1b[s\r\ncd\x1b[ue", "abe\ncd\n", 1, 4 },
	{ "saved wrap",
	  "0123456789\x1b"
	  "7\r\x1b"
	  "8a",
	  "0123456789\na\n", 2, 2 },
	{ "DECALN", "\x1b#8", "EEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\n", 1, 1 },
	{ "line drawing",
	  "\x1b(0lqk\x1b(Bq\x1b)0\x0e"
	  "x\x0fx",
	  "┌─┐q│x\n", 1, 7 },
	{ "single shift", "\x1b*0\x1bNqq\x1b+0\x1bOqq", "─q─q\n", 1, 5 },
	{ "British set", "\x1b(A#\x1b(B#", "£#\n", 1, 3 },
	{ "locking shifts", "\x1b*0\x1b+0\x1bnq\x1boq\x0fq", "──q\n", 1, 4 },
	{ "single shift and a wide character", "\x1b*0\x1bN日q", "日q\n", 1, 4 },
	{ "TBC here", "\t\x1b[g\r\tx", "         x\n", 1, 10 },
	{ "margins below the screen", "\x1b[2;99r\x1b[4;1Ha\n\nb", "\na\n\n b\n", 4, 3 },
	{ "SU and SD by more than there is", "a\x1b[99Sb\r\nc\x1b[99Td", "\n d\n", 2, 3 },
	{ "DECRC with nothing saved",
	  "\r\nab\x1b"
	  "8c",
	  "c\nab\n", 1, 2 },
	{ "REP of a wide character", "日\x1b[5b", "日日日日日\n日\n", 2, 3 },
	{ "ST alone", "a\x1b\\b", "ab\n", 1, 3 },
	{ "SCOSC with parameters is DECSLRM", "\r\nab\x1b[1;5s\x1b[uc", "c\nab\n", 1, 2 },
	{ "SD with many parameters is mouse tracking", "a\x1b[1;2;3;4;5Tb", "ab\n", 1, 3 },
	{ "an unknown set of two bytes is swallowed", "\x1b(%Bq\x1b(Kq", "qq\n", 1, 3 },
	{ "wide", "日本x", "日本x\n", 1, 6 },
	{ "wide at the edge", "123456789日", "123456789\n日\n", 2, 3 },
	{ "wide at the edge, no wrap", "\x1b[?7l123456789日", "123456789\n", 1, 10 },
	{ "and what follows", "\x1b[?7l123456789日x", "123456789x\n", 1, 10 },
	{ "wide on a full row, no wrap", "\x1b[?7l1234567890日本", "1234567890\n", 1, 10 },
	{ "left half written over", "日本\rx", "x 本\n", 1, 2 },
	{ "right half written over", "日本\x1b[2Gx", " x本\n", 1, 3 },
	{ "wide over halves", "日本語\x1b[2G字", " 字 語\n", 1, 4 },
	{ "EL in a wide character", "日本\x1b[2G\x1b[K", "", 1, 2 },
	{ "DCH of half a wide character", "日本語\r\x1b[P", " 本語\n", 1, 1 },
	{ "ICH splits a wide character at the edge", "abcdefgh日\r\x1b[@", " abcdefgh\n", 1, 1 },
	{ "ICH inside a wide character", "日本\x1b[2G\x1b[@", "   本\n", 1, 2 },
	{ "combining", "e\xcc\x81x\xcc\x82", "e\xcc\x81x\xcc\x82\n", 1, 3 },
	{ "combining after the last column", "123456789e\xcc\x81x", "123456789e\xcc\x81\nx\n", 2,
	  2 },
	{ "combining on a wide character", "日\xcc\x81x", "日\xcc\x81x\n", 1, 4 },
	{ "combining with nothing before", "\xcc\x81x", " \xcc\x81x\n", 1, 3 },
	{ "marks at the start of a row", "a\r\n\u0301\u0302b\r\ne\b\u0303",
	  "a\n \u0301\u0302b\ne\u0303\n", 3, 1 },
	{ "ten marks: eight code points stay",
	  "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
	  "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\n", 1, 2 },
	{ "C1 is dropped",
	  "a\xc2\x9b"
	  "31mb",
	  "a31mb\n", 1, 6 },
	{ "invalid bytes are CP1252", "caf\xe9 \x80\x81", "café €\xef\xbf\xbd\n", 1, 8 },
	{ "a cut character",
	  "\xe2\x82"
	  "A",
	  "â‚A\n", 1, 4 },
	{ "strings are swallowed",
	  "a\x1b]52;c;eA==\x07\x1bPq#0\x1b\\\x1b_x\x1b\\\x1b^y\x1b\\\x1bXz\x1b\\b", "ab\n", 1, 3 },
	{ "unknown sequences are swallowed", "a\x1b[5z\x1b[?1;2y\x1b[>4;1m\x1b[ q\x1b%Gb\x1b[7t",
	  "ab\n", 1, 3 },
	{ "private m is no SGR", "\x1b[>4;2m\x1b[?4mx", "x\n", 1, 2 },
	{ "RIS",
	  "abc\x1b[2;3r\x1b[4h\x1b"
	  "cx",
	  "x\n", 1, 2 },
	{ "DECSTR", "abc\x1b[2;3r\x1b[4h\x1b[?7l\x1b[!p\x1b[1;1Hx", "xbc\n", 1, 2 },
	{ "1049 and back", "ab\x1b[?1049h\x1b[3;3Hxx\x1b[?1049lc", "abc\n", 1, 4 },
	{ "1049 clears", "\x1b[?1049hxx\x1b[?1049l\x1b[?1049hy", "y\n", 1, 2 },
	{ "47 keeps", "\x1b[?47hxx\x1b[?47l\x1b[?47hy", "xxy\n", 1, 4 },
	{ "1047 clears on leaving", "\x1b[?1047hxx\x1b[?1047l\x1b[?1047hy", "  y\n", 1, 4 },
	{ "1048", "ab\x1b[?1048h\r\nc\x1b[?1048ld", "abd\nc\n", 1, 4 },
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void test_sequences(void **state)
{
	(void)state;
	term_expect_examples(cases, CASES, 10, 4);
}

static void test_nothing_depends_on_how_input_is_cut(void **state)
{
	(void)state;
	term_expect_examples_in_pieces(cases, CASES, 10, 4);
}

static void test_random_pieces(void **state)
{
	struct str input, whole, parts;
	unsigned seed = 1;

	(void)state;
	str_init(&input);
	str_init(&whole);
	str_init(&parts);
	for (size_t i = 0; i < CASES; i++)
		str_append_string(&input, cases[i].input);
	for (unsigned round = 0; round < 50; round++) {
		struct term_case c;
		struct str *out = round ? &parts : &whole;

		term_case_init(&c, 37, 9, true, 20);
		for (size_t at = 0; at < input.length;) {
			seed = seed * 1103515245u + 12345u;
			size_t n = round ? 1 + (seed >> 16) % 40 : input.length;

			n = n < input.length - at ? n : input.length - at;
			terminal_write(c.t, input.text + at, n, 1000);
			at += n;
		}
		str_clear(out);
		term_dump_all(c.t, out);
		str_append(out, c.events.text, c.events.length);
		if (round && strcmp(whole.text, parts.text))
			fail_msg("round %u: expected\n%s\nsaw\n%s", round, whole.text, parts.text);
		term_case_fini(&c);
	}
	str_fini(&input);
	str_fini(&whole);
	str_fini(&parts);
}

static void test_replies_are_whitelisted(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "ab\x1b[c\x1b[0c\x1b[5n\x1b[6n");
	term_expect_events(&c, "reply ^[?64;6;9;15;21;22;28c\nreply ^[?64;6;9;15;21;22;28c\n"
			       "reply ^[0n\nreply ^[1;3R\n");
	term_case_write(&c, "\x1b[2;3r\x1b[?6h\x1b[2;2H\x1b[6n\x1b[?6l");
	term_expect_events(&c, "modes addressing\nreply ^[2;2R\n");
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_REPORTS], 0);
	/* DA3, ENQ, XTGETTCAP, XTVERSION, title reports, colours. */
	term_case_write(&c, "\x1b[=1c\x05\x1bP+q544e\x1b\\\x1b[>q\x1b[21t\x1b[14t\x1b]10;?\x07"
			    "\x1b]4;1;?\x1b\\\x1b[1c\x1b[>1c\x1b[7n\x1b[?7n\x1b[2x");
	term_expect_events(&c, "");
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_REPORTS], 13);
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_SEQUENCES], 0);
	terminal_set_line_mode(c.t, true);
	term_case_write(&c, "\x1b[c\x1b[5n\x1b[6n\x1b[>c\x1b[?1$p\x1bP$qm\x1b\\\x1b[18t"
			    "\x1b[1;1;1;1;1;1*y\x1b[x\x1bZ");
	term_expect_events(&c, "");
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_REPORTS], 23);
	term_case_fini(&c);
}

/* A flood gets a bounded number of answers until what it got has left. */
static void test_replies_are_rationed(void **state)
{
	struct term_case c;
	unsigned replies = 0;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	for (unsigned i = 0; i < 1000; i++)
		term_case_write(&c, "\x1b[5n");
	for (const char *p = c.events.text; (p = strstr(p, "reply")); p++)
		replies++;
	assert_int_equal(replies, 40);
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_REPORTS], 960);
	/* A flood that goes on gets 20 a second. */
	str_clear(&c.events);
	terminal_allow_replies(c.t, 49);
	term_case_write(&c, "\x1b[5n");
	term_expect_events(&c, "");
	terminal_allow_replies(c.t, 100);
	term_case_write(&c, "\x1b[5n\x1b[5n\x1b[5n\x1b[5n\x1b[5n");
	term_expect_events(&c, "reply ^[0n\nreply ^[0n\n");
	/* Who waits for the answers gets them all, whatever a clock says. */
	for (unsigned i = 0; i < 1000; i++) {
		str_clear(&c.events);
		term_case_write(&c, "\x1b[5n");
		terminal_allow_replies(c.t, 110 - (int64_t)i);
		terminal_allow_replies(c.t, 200);
	}
	term_expect_events(&c, "reply ^[0n\n");
	term_case_fini(&c);
}

static void test_titles(void **state)
{
	struct term_case c;
	struct str in;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "\x1b]0;a\xe2\x80\xae"
			    "b\xc2\x9b\n\x01"
			    "c\xff\x07\x1b]2;\x1b\\");
	term_expect_events(&c, "title abc\xef\xbf\xbd\ntitle \n");
	str_init(&in);
	str_append_string(&in, "\x1b]2;");
	for (unsigned i = 0; i < 300; i++)
		str_append_string(&in, "é");
	str_append_string(&in, "\x07");
	term_case_write(&c, in.text);
	assert_int_equal(c.events.length, strlen("title \n") + 2 * 128);
	str_clear(&c.events);
	term_case_write(&c, "\x1b]0;x\x07\x1b]0;y\x07\x1b]1;icon\x07");
	term_expect_events(&c, "title x\n");
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_TITLES], 2);
	terminal_write(c.t, "\x1b]0;z\x07", 6, 2001);
	term_expect_events(&c, "title z\n");
	terminal_write(c.t, "\x1bkscreen's\x1b\\", 12, 9000);
	term_expect_events(&c, "title screen's\n");
	str_fini(&in);
	term_case_fini(&c);
}

static void test_what_is_dropped_is_counted(void **state)
{
	struct term_case c;
	const uint64_t *n;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	n = terminal_blocked(c.t)->count;
	term_case_write(
		&c,
		"\x1b]52;c;eA==\x07\x1b]8;;http://x\x07\x1bPx\x1b\\\x1b_x\x1b\\\x1b]0;broken\x18");
	assert_int_equal(n[BLOCKED_CLIPBOARD], 1);
	assert_int_equal(n[BLOCKED_STRINGS], 3);
	term_case_write(&c, "\x01\x02\x7f");
	assert_int_equal(n[BLOCKED_CONTROLS], 3);
	term_case_write(&c, "\x1b[5z\x1b[?1005h\x1b[?1015h\xc2\x85\x1b[3J\x1b[1\x18\x1b!x\x1b|");
	assert_int_equal(n[BLOCKED_SEQUENCES], 7);
	term_case_write(&c, "\xff\xe2\x82x");
	assert_int_equal(n[BLOCKED_INVALID], 3);
	terminal_finish(c.t);
	assert_int_equal(n[BLOCKED_INVALID], 3);
	term_case_write(&c, "\xe2\x82");
	terminal_finish(c.t);
	assert_int_equal(n[BLOCKED_INVALID], 5);
	term_case_fini(&c);
}

static void test_fallback_table(void **state)
{
	struct term_case c;
	uint32_t high[128] = { 0x41, 0x3b1 };

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	high[127] = 0xa0;
	terminal_set_fallback(c.t, high);
	term_case_write(&c, "\x81\x82\xff.");
	term_expect_screen(&c, "table", "α\xef\xbf\xbd\xc2\xa0.\n");
	terminal_set_fallback(c.t, NULL);
	term_case_write(&c, "\r\xff");
	term_expect_screen(&c, "none", "\xef\xbf\xbd\xef\xbf\xbd\xc2\xa0.\n");
	term_case_fini(&c);
}

static void test_modes_are_told_once(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "\x1b[?1h\x1b[?1h\x1b=\x1b[?25l\x1b[?2004h\x1b[20h\x1b[?7l\a");
	term_expect_events(
		&c, "modes cursor-keys\nmodes cursor-keys keypad\nmodes hidden cursor-keys keypad\n"
		    "modes hidden cursor-keys keypad paste\nmodes hidden cursor-keys keypad paste "
		    "newline\nbell\n");
	term_case_write(&c, "\x1b>\x1b[?66h");
	term_expect_events(
		&c, "modes hidden cursor-keys paste newline\nmodes hidden cursor-keys keypad "
		    "paste newline\n");
	term_case_write(&c, "\x1b[?12h\x1b[?12l");
	term_expect_events(&c, "modes hidden cursor-keys keypad paste newline\n"
			       "modes hidden cursor-keys keypad paste newline\n");
	term_case_write(&c, "\x1b"
			    "c");
	term_expect_events(&c, "modes\n");
	term_case_write(&c, "\x1b[?1049h\x1b[5;5H\x1b[?1049l");
	term_expect_events(&c, "modes alternate\nmodes alternate addressing\nmodes\n");
	term_case_fini(&c);
}

/* Input at 10x4, and whether rows count as addressed then. */
static const struct {
	const char *input;
	bool addressing;
} addressing[] = {
	{ "\x1b[H", false },
	{ "\x1b[1;5H", false },
	{ "\x1b[2;1H", true },
	{ "a\r\n\x1b[2;5H", false },
	{ "a\r\n\x1b[1;1H", false },
	{ "\x1b[3d", true },
	{ "\x1b[1d", false },
	{ "\x1b[2;1f", true },
	{ "\r\n\r\n\r\n\x1b[99;1H", false },
	{ "\x1b[2B\x1b[A\x1b[5C\r\b\x1b[K\x1b[5G\x1b[E\x1b[F", false },
	{ "\x1b[2;3r", true },
	{ "\x1b[1;4r", false },
	{ "\x1b[r", false },
	{ "\x1b[?6h", true },
	{ "\x1b[2H\x1b[2J", false },
	{ "\x1b[2H\x1b[H\x1b[J", false },
	{ "\x1b[2H\x1b[H\x1b[m\x1b[J", false },
	{ "\x1b[2H\x1b[J", true },
	{ "\x1b[2H\x1b[A\r\x1b[J", true },
	{ "\x1b[2H\x1b[Hx\r\x1b[J", true },
	{ "\x1b[2H\x1b"
	  "c",
	  false },
	{ "\x1b[2H\x1b[!p", false },
	{ "\x1b[?6h\x1b"
	  "7\x1b[?6l\x1b[H\x1b[2J\x1b"
	  "8",
	  true },
	{ "\x1b[2H\x1b[?1049h\x1b[?1049l", false },
	{ "\x1b[2H\x1b[K\x1b[1J", true },
};

static void test_addressing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(addressing) / sizeof(addressing[0]); i++) {
		struct term_case c;

		term_case_init(&c, 10, 4, false, 100);
		term_case_write(&c, addressing[i].input);
		if (terminal_modes(c.t)->addressing != addressing[i].addressing)
			fail_msg("case %zu: addressing %d", i, terminal_modes(c.t)->addressing);
		term_case_fini(&c);
	}
}

static void test_erasing_uses_the_background(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "\x1b[1;31;44mab\x1b[K\x1b[m\r\nx");
	const struct cell *cell = &grid_row(c.t->grid, 0)->cell[5];
	assert_int_equal(cell->glyph, 0);
	assert_int_equal(cell->style.bg, CELL_INDEXED | 4);
	assert_int_equal(cell->style.fg, 0);
	assert_int_equal(cell->style.attrs, 0);
	assert_int_equal(grid_row(c.t->grid, 1)->cell[5].style.bg, 0);
	term_case_fini(&c);
}

static void test_new_places_use_the_background(void **state)
{
	static const struct {
		const char *input;
		unsigned y, x;
	} places[] = {
		{ "a\r\x1b[44m\x1b[@", 0, 0 },   { "abcdefghij\r\x1b[44m\x1b[P", 0, 9 },
		{ "\x1b[4;1H\x1b[44m\n", 3, 5 }, { "\x1b[44m\x1bM", 0, 5 },
		{ "\x1b[44m\x1b[L", 0, 5 },      { "\x1b[44m\x1b[M", 3, 5 },
		{ "\x1b[44m\x1b[2J", 2, 2 },     { "\x1b[44m\x1b[?1049h", 2, 2 },
		{ "ab\r\x1b[44m\x1b[X", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct term_case c;

		term_case_init(&c, 10, 4, false, 100);
		term_case_write(&c, places[i].input);
		term_check(c.t);
		const struct cell *cell = &grid_row(c.t->grid, places[i].y)->cell[places[i].x];
		if (cell->style.bg != (CELL_INDEXED | 4) || cell->glyph)
			fail_msg("case %zu: U+%04X on %x", i, cell->glyph, cell->style.bg);
		term_case_fini(&c);
	}
}

static void write_many(struct term_case *c, const char *text, size_t times)
{
	struct str in;

	str_init(&in);
	for (size_t i = 0; i < times; i++)
		str_append_string(&in, text);
	terminal_write(c->t, in.text, in.length, 1);
	str_fini(&in);
}

static void test_hostile_input_stays_bounded(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 80, 24, true, 1000);
	write_many(&c, "\xcc\x81", 1000000);
	write_many(&c, "x\xcc\x81", 100000);
	term_case_write(&c, "\x1b]0;");
	write_many(&c, "endless ", 100000);
	term_case_write(&c, "\x1b\\\x1b[2147483648X\x1b[99999999b\x1b[");
	write_many(&c, "1;", 100000);
	term_case_write(&c, "m");
	write_many(&c, "\x1b]0;flood\x07", 100000);
	term_check(c.t);
	assert_true(terminal_history_bytes(c.t) < 3 << 20);
	assert_int_equal(terminal_blocked(c.t)->count[BLOCKED_TITLES], 100000 - 4);
	term_case_fini(&c);
}

static void test_clusters_are_compacted(void **state)
{
	struct term_case c;
	struct str in;

	(void)state;
	term_case_init(&c, 80, 24, true, 10);
	str_init(&in);
	for (unsigned i = 0; i < 200000; i++) {
		str_append_char(&in, (char)('a' + i % 26));
		str_append_codepoint(&in, 0x300 + i % 0x40);
		str_append_codepoint(&in, 0x300 + i / 0x40 % 0x40);
		str_append_codepoint(&in, 0x300 + i / 0x1000 % 0x40);
	}
	terminal_write(c.t, in.text, in.length, 1);
	term_check(c.t);
	assert_true(cluster_table_count(c.t->clusters) <= 4096 + 2 * 24 * 80 * 3 + 1);
	str_fini(&in);
	term_case_fini(&c);
}

static void test_margins_and_shrinking(void **state)
{
	struct term_case c;

	(void)state;
	terminal_free(NULL);
	term_case_init(&c, 80, 24, false, 100);
	term_case_write(&c, "\x1b[15;20r\x1b[20;1Hx");
	terminal_resize(c.t, 80, 10);
	term_case_write(&c, "\n\n\n\x1b[99;99Hy\x1bM\x1b[5L\x1b[5M");
	term_check(c.t);
	terminal_resize(c.t, 1, 1);
	term_case_write(&c, "日本\xcc\x81語\r\n\x1b[2;1H\x1b[5@\x1b[5P\x1b[5X\x1b[L\x1b[M\x1b["
			    "S\x1b[T\t\x1b[Z\x1b#8字");
	term_check(c.t);
	terminal_resize(c.t, 2, 1);
	term_check(c.t);
	term_expect_screen(&c, "widened", "字\n");
	terminal_resize(c.t, 5000, 0);
	assert_int_equal(terminal_width(c.t), 1000);
	assert_int_equal(terminal_height(c.t), 1);
	term_case_fini(&c);
}

/* The alternate screen has no memory until it shows, and none when nobody can see it again. */
static void test_the_alternate_screen_is_made_when_used(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, false, 100);
	term_case_write(&c, "text\x1b[?1049l\x1b[?47l");
	assert_null(c.t->alternate.cells);
	term_case_write(&c, "\x1b[44m\x1b[?1049h");
	assert_int_equal(grid_row(c.t->grid, 3)->cell[9].style.bg, CELL_INDEXED | 4);
	term_check(c.t);
	term_case_write(&c, "\x1b[?47l\x1b[?47hpic\x1b[?47l");
	assert_non_null(c.t->alternate.cells);
	terminal_resize(c.t, 20, 5);
	term_case_write(&c, "\x1b[?47h");
	term_expect_screen(&c, "still there", "pic\n");
	/* The peer goes: what shows stays, what is hidden is freed. */
	terminal_finish(c.t);
	assert_non_null(c.t->alternate.cells);
	term_case_write(&c, "\x1b[?47l");
	terminal_finish(c.t);
	assert_null(c.t->alternate.cells);
	term_case_write(&c, "\x1b[?47h\x1b"
			    "c");
	assert_null(c.t->alternate.cells);
	assert_false(terminal_modes(c.t)->alternate);
	term_check(c.t);
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_nothing_depends_on_how_input_is_cut),
		cmocka_unit_test(test_random_pieces),
		cmocka_unit_test(test_the_alternate_screen_is_made_when_used),
		cmocka_unit_test(test_replies_are_whitelisted),
		cmocka_unit_test(test_replies_are_rationed),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_what_is_dropped_is_counted),
		cmocka_unit_test(test_fallback_table),
		cmocka_unit_test(test_modes_are_told_once),
		cmocka_unit_test(test_addressing),
		cmocka_unit_test(test_erasing_uses_the_background),
		cmocka_unit_test(test_new_places_use_the_background),
		cmocka_unit_test(test_hostile_input_stays_bounded),
		cmocka_unit_test(test_clusters_are_compacted),
		cmocka_unit_test(test_margins_and_shrinking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
