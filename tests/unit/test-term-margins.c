/* What left and right margins, protection, rectangles and reverse wraparound do to the screen, and
 * what the terminal says of itself. */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

/* Input at 10x5 in char mode, then the screen and the cursor's row and column from 1. */
static const struct term_example cases[] = {
	/* DECLRMM and DECSLRM. */
	{ "text wraps at the margin", "\x1b[?69h\x1b[3;5s\x1b[1;3Habcdefg", "  abc\n  def\n  g\n",
	  3, 4 },
	{ "text from the left enters", "\x1b[?69h\x1b[3;5sabcdefg", "abcde\n  fg\n", 2, 5 },
	{ "text beyond goes to the edge", "\x1b[?69h\x1b[3;5s\x1b[1;6Habcdefg",
	  "     abcde\n  fg\n", 2, 5 },
	{ "without wrapping", "\x1b[?69h\x1b[3;5s\x1b[?7l\x1b[1;3Habcdefg", "  abg\n", 1, 5 },
	{ "a margin needs two columns", "\x1b[?69h\x1b[5;5s\x1b[3;2s\x1b[1;1Hx", "x\n", 1, 2 },
	{ "margins need the mode", "ab\x1b[3;5s\x1b[1;3Habcd", "ababcd\n", 1, 7 },
	{ "the mode's end ends them", "\x1b[?69h\x1b[3;5s\x1b[?69l\x1b[1;3Habcd", "  abcd\n", 1,
	  7 },
	{ "in the mode CSI s is no save", "\x1b[?69hab\x1b[s\r\ncd\x1b[ue", "eb\ncd\n", 1, 2 },
	{ "scrolling stays inside",
	  "0123456789\r\nabcdefghij\r\nABCDEFGHIJ\x1b[?69h\x1b[3;5s\x1b[1;3r\x1b[3;3H\nx",
	  "01cde56789\nabCDEfghij\nABx  FGHIJ\n", 3, 4 },
	{ "outside the columns LF scrolls nothing",
	  "ab\r\ncd\x1b[?69h\x1b[3;5s\x1b[1;2r\x1b[2;1H\n\nx", "ab\nxd\n", 2, 2 },
	{ "RI inside", "0123456789\r\nabcdefghij\x1b[?69h\x1b[3;5s\x1b[1;3H\x1bMx",
	  "01x  56789\nab234fghij\n  cde\n", 1, 4 },
	{ "IL and DL inside",
	  "0123456789\r\nabcdefghij\x1b[?69h\x1b[3;5s\x1b[1;4H\x1b[L\x1b[3;3H\x1b[M",
	  "01   56789\nab234fghij\n", 3, 3 },
	{ "IL and DL outside", "0123456789\x1b[?69h\x1b[3;5s\x1b[1;1H\x1b[L\x1b[6G\x1b[M",
	  "0123456789\n", 1, 6 },
	{ "SU and SD from outside", "0123456789\r\nabcdefghij\x1b[?69h\x1b[3;5s\x1b[S\x1b[2T",
	  "01   56789\nab   fghij\n  cde\n", 1, 1 },
	{ "ICH and DCH end there",
	  "0123456789\r\nabcdefghij\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[2@\x1b[2;4H\x1b[2P",
	  "012  36789\nabcf  ghij\n", 2, 4 },
	{ "ICH outside", "0123456789\x1b[?69h\x1b[3;6s\x1b[1;1H\x1b[2@\x1b[8G\x1b[P",
	  "0123456789\n", 1, 8 },
	{ "IRM ends there", "0123456789\x1b[?69h\x1b[3;6s\x1b[4h\x1b[1;4Hab", "012ab36789\n", 1,
	  6 },
	{ "CR goes to the margin, or to the edge", "\x1b[?69h\x1b[3;6s\x1b[1;5H\ra\x1b[2G\rb",
	  "b a\n", 1, 2 },
	{ "CUF and CUB stop", "\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[9Ca\x1b[2;4H\x1b[9Db",
	  "     a\n  b\n", 2, 4 },
	{ "outside they stop at the edges", "\x1b[?69h\x1b[3;6s\x1b[1;8H\x1b[9Ca\x1b[2;2H\x1b[9Db",
	  "         a\nb\n", 2, 2 },
	{ "tabs stop at the margin", "\x1b[?69h\x1b[3;6s\x1b[1;1H\ta\x1b[1;8H\tb", "     a  b\n", 1,
	  10 },
	{ "the origin", "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[?6h\x1b[Ha\x1b[9;9Hb\x1b[2Gc",
	  "\n  a\n\n   c b\n", 4, 5 },
	{ "CR in origin mode", "\x1b[?69h\x1b[3;6s\x1b[?6h\x1b[1;3H\rx", "  x\n", 1, 4 },
	{ "HPA, VPA, HPR and VPR in origin mode",
	  "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[?6h\x1b[2`\x1b[2dx\x1b[99`y\x1b[2Gz\x1b[9a\x1b[9ev",
	  "\n\n   z y\n     v\n", 4, 6 },
	{ "HPR and VPR pass the margins", "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[2;3H\x1b[9a\x1b[9ex",
	  "\n\n\n\n         x\n", 5, 10 },
	{ "sub-parameters are SGR's", "\x1b[3:4Hx", "x\n", 1, 2 },
	{ "SU and SD leave a pending wrap", "0123456789\x1b[S\x1b[Tx", "\nx\n", 2, 2 },
	{ "CNL goes to the margin", "\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[Ex\x1b[Fy", "  y\n  x\n", 1,
	  4 },
	{ "DECSTR ends all", "\x1b[?69h\x1b[3;5s\x1b[!p\x1b[1;3Habcd\x1b[1;1s", "  abcd\n", 1, 7 },
	{ "DECALN ends the margins", "\x1b[?69h\x1b[3;5s\x1b#8\x1b[1;4Hxyz",
	  "EEExyzEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\n", 1, 7 },
	{ "wide at the margin", "\x1b[?69h\x1b[3;5s\x1b[1;3Hab日c", "  ab\n  日c\n", 2, 5 },
	{ "wide in one column", "\x1b[?69h\x1b[3;4s\x1b[1;3H日本", "  日\n  本\n", 2, 4 },
	{ "a wide one across the margin", "a日日日日\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[@",
	  "a日 日 日\n", 1, 4 },
	{ "a wide one in a scrolled box", "日日日\r\nabcdef\x1b[?69h\x1b[2;5s\x1b[1;3H\x1b[S",
	  " bcde\na    f\n", 1, 3 },
	/* Columns. */
	{ "SL and SR", "0123456789\r\nabcdefghij\x1b[ @\x1b[3 A", "   1234567\n   bcdefgh\n", 2,
	  10 },
	{ "SL in margins", "0123456789\x1b[?69h\x1b[3;6s\x1b[3G\x1b[2 @", "0145  6789\n", 1, 3 },
	{ "SL outside", "0123456789\x1b[?69h\x1b[3;6s\x1b[2 @\x1b[2 A", "0123456789\n", 1, 1 },
	{ "DECIC and DECDC", "0123456789\r\nabcdefghij\x1b[1;3H\x1b[2'}\x1b[5G\x1b['~",
	  "01  34567\nab  defgh\n", 1, 5 },
	{ "DECIC outside", "0123456789\x1b[?69h\x1b[3;6s\x1b[1;8H\x1b['}", "0123456789\n", 1, 8 },
	{ "DECBI and DECFI",
	  "abc\x1b[1;1H\x1b"
	  "6x\x1b[1;10H\x1b"
	  "9\x1b[1;5H\x1b"
	  "9",
	  "abc\n", 1, 6 },
	/* Reverse wraparound. */
	{ "45 wraps back", "\x1b[?45hab\r\n\bx", "ab       x\n", 1, 10 },
	{ "a pending wrap counts", "\x1b[?45h0123456789\bx", "012345678x\n", 1, 10 },
	{ "CUB wraps back", "\x1b[?45h\x1b[2;3H\x1b[5Dx", "       x\n", 1, 9 },
	{ "from the top to the bottom", "\x1b[?45h\x1b[2;4r\x1b[2;1H\bx", "\n\n\n         x\n", 4,
	  10 },
	{ "not without autowrap", "\x1b[?45h\x1b[?7l\r\n\bx", "\nx\n", 2, 2 },
	{ "1045", "\x1b[?1045h\r\n\bx", "         x\n", 1, 10 },
	{ "41 wraps before a tab", "\x1b[?41h0123456789\tx", "0123456789\n        x\n", 2, 10 },
	/* Protection. */
	{ "DECSEL spares", "\x1b[1\"qab\x1b[0\"qcd\x1b[?2K", "ab\n", 1, 5 },
	{ "EL does not", "\x1b[1\"qab\x1b[0\"qcd\x1b[2K", "", 1, 5 },
	{ "DECSED spares", "ab\x1b[1\"qcd\x1b[2\"q\r\nef\x1b[?2J\x1b[1;1H\x1b[?J", "  cd\n", 1, 1 },
	{ "SPA spares from ED, EL and ECH", "a\x1bVb\x1bWc\r\x1b[2K\x1b[9X\x1b[J\x1b[2Jd", "db\n",
	  1, 2 },
	{ "SGR 0 keeps it", "\x1b[1\"q\x1b[ma\x1b[?2K", "a\n", 1, 2 },
	{ "DECSC keeps it",
	  "\x1b[1\"q\x1b"
	  "7\x1b[0\"q\x1b"
	  "8a\x1b[?2K",
	  "a\n", 1, 2 },
	/* Rectangles. */
	{ "DECFRA", "\x1b[35;2;3;3;5$x", "\n  ###\n  ###\n", 1, 1 },
	{ "DECFRA over all", "\x1b[35$x",
	  "##########\n##########\n##########\n##########\n##########\n", 1, 1 },
	{ "DECFRA of a control", "\x1b[7;1;1;2;2$xa", "a\n", 1, 2 },
	{ "DECERA", "abcd\r\nefgh\x1b[1;2;2;3$z", "a  d\ne  h\n", 2, 5 },
	{ "DECERA of nothing", "abcd\x1b[2;2;1;1$z", "abcd\n", 1, 5 },
	{ "DECSERA", "a\x1b[1\"qb\x1b[0\"qc\x1b[1;1;1;3${", " b\n", 1, 4 },
	{ "DECCRA", "abcd\r\nefgh\x1b[1;1;2;2;1;2;3;1$v", "abcd\nefab\n  ef\n", 2, 5 },
	{ "DECCRA upwards", "abcd\r\nefgh\r\nij\x1b[2;1;3;2;1;1;2$v", "aefd\neijh\nij\n", 3, 3 },
	{ "DECCRA to the edge", "ab\r\ncd\x1b[1;1;2;2;1;5;10$v", "ab\ncd\n\n\n         a\n", 2, 3 },
	{ "DECCRA beyond the edge", "ab\x1b[1;1;1;2;1;9;9;1$v\x1b[1;1;1;2;1;2;11;1$v", "ab\n", 1,
	  3 },
	{ "DECERA beyond the margins", "abcd\x1b[1;2r\x1b[?6h\x1b[3;1;4;4$z", "abcd\n", 1, 1 },
	{ "DECCRA cuts wide ones", "日本\x1b[1;2;1;3;1;2;1$v", "日本\n", 1, 5 },
	{ "relative to the origin", "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[?6h\x1b[35;1;1;9;2$x",
	  "\n  ##\n  ##\n  ##\n", 2, 3 },
	/* Modes. */
	{ "DECCOLM without leave", "ab\x1b[?3hc", "abc\n", 1, 4 },
	{ "DECCOLM", "ab\x1b[2;3r\x1b[?40h\x1b[?3hc", "c\n", 1, 2 },
	{ "DECNCSM is of the VT500s", "ab\x1b[?40h\x1b[?95h\x1b[?3hc", "c\n", 1, 2 },
	{ "XTSAVE and XTRESTORE", "\x1b[?7l\x1b[?7s\x1b[?7h\x1b[?7r0123456789ab", "012345678b\n", 1,
	  10 },
	{ "1049 off without on restores",
	  "ab\x1b"
	  "7\r\ncd\x1b[?1049le",
	  "abe\ncd\n", 1, 4 },
	{ "1049 twice clears", "\x1b[?1049hab\x1b[?1049hc", "  c\n", 1, 4 },
	{ "DECSCL is a soft reset", "\x1b[4hab\x1b[62\"p\rc", "cb\n", 1, 2 },
	{ "a VT300 has no such margins", "\x1b[63\"p\x1b[?69h\x1b[3;5s\x1b[1;3Habcd", "  abcd\n", 1,
	  7 },
	/* Character sets. */
	{ "German in national mode", "\x1b[?42h\x1b(K[\\]{|}~@\x1b(B[", "ÄÖÜäöüß§[\n", 1, 10 },
	{ "not without", "\x1b(K[\\]", "[\\]\n", 1, 4 },
	{ "DEC technical", "\x1b)>\x0e\x61\x62\x7b\x0f\x61", "αβ←a\n", 1, 5 },
	{ "DEC supplemental", "\x1b*%5\x1bNd\x1bNW\x1bN]", "äŒŸ\n", 1, 4 },
	{ "Latin-1 of 96", "\x1b-A\x0e\x44\x64\x2d\x0f", "Ää-\n", 1, 4 },
	{ "right halves change nothing", "\x1b~\x1b}\x1b|a", "a\n", 1, 2 },
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void test_sequences(void **state)
{
	(void)state;
	term_expect_examples(cases, CASES, 10, 5);
}

static void test_nothing_depends_on_how_input_is_cut(void **state)
{
	(void)state;
	term_expect_examples_in_pieces(cases, CASES, 10, 5);
}

/* A question at 10x5, and its answer. */
static const struct {
	const char *input, *events;
} questions[] = {
	{ "\x1b[c", "reply ^[?64;6;9;15;21;22;28c\n" },
	{ "\x1bZ", "reply ^[?64;6;9;15;21;22;28c\n" },
	{ "\x1b[>c", "reply ^[>41;300;0c\n" },
	{ "\x1b[=c", "reply ^P!|00000000^\\\n" },
	{ "\x1b G\x1b[6n\x1bP$qr\x1b\\\x1b F\x1b[6n", "reply \x9b"
						      "1;1R\nreply \x90"
						      "1$r1;5r\x9c\nreply ^[1;1R\n" },
	{ "\x1b[2;3H\x1b[6n", "modes addressing\nreply ^[2;3R\n" },
	{ "ab\x1b[?6n", "reply ^[?1;3;1R\n" },
	{ "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[?6h\x1b[2;2H\x1b[6n",
	  "modes addressing\nreply ^[2;2R\n" },
	{ "\x1b[?15n\x1b[?25n\x1b[?26n\x1b[?62n",
	  "reply ^[?13n\nreply ^[?20n\nreply ^[?27;1;0;0n\nreply ^[0000*{\n" },
	{ "\x1b[?63;7n\x1b[?75n\x1b[?85n", "reply ^P7!~0000^\\\nreply ^[?70n\nreply ^[?83n\n" },
	{ "\x1b[x\x1b[1x", "reply ^[2;1;1;128;128;1;0x\nreply ^[3;1;1;128;128;1;0x\n" },
	{ "\x1b[18t\x1b[19t", "reply ^[8;5;10t\nreply ^[9;5;10t\n" },
	/* DECRQM. */
	{ "\x1b[4$p\x1b[4h\x1b[4$p", "reply ^[4;2$y\nreply ^[4;1$y\n" },
	{ "\x1b[1$p\x1b[99$p", "reply ^[1;4$y\nreply ^[99;0$y\n" },
	{ "\x1b[?7$p\x1b[?7l\x1b[?7$p", "reply ^[?7;1$y\nreply ^[?7;2$y\n" },
	{ "\x1b[?1049$p\x1b[?60$p\x1b[?9999$p",
	  "reply ^[?1049;2$y\nreply ^[?60;4$y\nreply ^[?9999;0$y\n" },
	{ "\x1b[62\"p\x1b[4$p", "" },
	/* DECRQSS. */
	{ "\x1bP$qm\x1b\\", "reply ^P1$r0m^\\\n" },
	{ "\x1b[1;4;31;48;5;200m\x1bP$qm\x1b\\", "reply ^P1$r0;1;4;31;48:5:200m^\\\n" },
	{ "\x1b[38;2;1;2;3;4:3;97m\x1b[105m\x1bP$qm\x1b\\", "reply ^P1$r0;4:3;97;105m^\\\n" },
	{ "\x1b[2;4r\x1bP$qr\x1b\\", "modes addressing\nreply ^P1$r2;4r^\\\n" },
	{ "\x1b[?69h\x1b[2;4s\x1bP$qs\x1b\\", "modes addressing\nreply ^P1$r2;4s^\\\n" },
	{ "\x1bP$q\"p\x1b\\\x1b[61\"p\x1bP$q\"p\x1b\\",
	  "reply ^P1$r64;1\"p^\\\nreply ^P1$r61\"p^\\\n" },
	{ "\x1b[1\"q\x1bP$q\"q\x1b\\", "reply ^P1$r1\"q^\\\n" },
	{ "\x1bP$q q\x1b\\\x1b[4 q\x1bP$q q\x1b\\",
	  "reply ^P1$r0 q^\\\nmodes\nreply ^P1$r4 q^\\\n" },
	{ "\x1bP$qt\x1b\\\x1bP$q*x\x1b\\", "reply ^P1$r5t^\\\nreply ^P1$r0*x^\\\n" },
	/* What it asks for never comes back. */
	{ "\x1bP$qx;rm\x1b\\\x1bP$q\x1b\\\x1bP$qmm\x1b\\",
	  "reply ^P0$r^\\\nreply ^P0$r^\\\nreply ^P0$r^\\\n" },
	/* DECRQCRA. */
	{ "A\x1b[1;1;1;1;1;1*y", "reply ^P1!~FFBF^\\\n" },
	{ "A\x1b[7#y\x1b[1;1;1;1;1;1*y", "reply ^P1!~0041^\\\n" },
	{ "\x1b[7;1;1;1;1;1*y", "reply ^P7!~FFE0^\\\n" },
	{ "\x1b[1mA\x1b[1;1;1;1;1;1*y\x1b[2#y\x1b[1;1;1;1;1;1*y",
	  "reply ^P1!~FF3F^\\\nreply ^P1!~FFBF^\\\n" },
	{ "A B\x1b[1;1;1;1;1;9*y", "reply ^P1!~FF5D^\\\n" },
	{ "A\x1b[1;1;2;2;1;1*y", "reply ^P1!~0000^\\\n" },
};

static void test_questions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		struct term_case c;

		term_case_init(&c, 10, 5, false, 100);
		term_case_write(&c, questions[i].input);
		if (strcmp(c.events.text, questions[i].events) != 0)
			fail_msg("question %zu: expected\n%s\nsaw\n%s", i, questions[i].events,
				 c.events.text);
		term_case_fini(&c);
	}
}

/* What the client wrote, and what another peer did, reads as blank. */
static void test_a_checksum_tells_nothing_foreign(void **state)
{
	static const char ask[] = "\x1b[1;1;1;1;1;1*y";
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 5, false, 100);
	terminal_notice(c.t, "notice", 6, 1);
	str_clear(&c.events);
	term_case_write(&c, ask);
	term_expect_events(&c, "reply ^P1!~FFE0^\\\n");
	terminal_echo(c.t, "sent", 4, 1);
	str_clear(&c.events);
	term_case_write(&c, "\x1b[1;1;2;1;2;1*y");
	term_expect_events(&c, "reply ^P1!~FFE0^\\\n");
	term_case_fini(&c);

	term_case_init(&c, 10, 5, false, 100);
	term_case_write(&c, "secret\r\nof another\r\n");
	terminal_begin(c.t, 1);
	str_clear(&c.events);
	term_case_write(&c, ask);
	term_expect_events(&c, "reply ^P1!~FFE0^\\\n");
	terminal_resize(c.t, 10, 2);
	terminal_resize(c.t, 10, 5);
	term_case_write(&c, ask);
	term_expect_events(&c, "reply ^P1!~FFE0^\\\n");
	term_case_write(&c, "\x1b[H\x1b[2JA\x1b[1;1;1;1;1;1*y");
	term_expect_events(&c, "reply ^P1!~FFBF^\\\n");
	term_case_fini(&c);
}

/* How a peer may move what another one has left. */
static const char *const moves[] = {
	"",
	"\x1b[T",
	"\x1b[H\x1b[2L",
	"\x1b[H\x1bM\x1bM",
	"\x1b[2;4r\x1b[2T",
	"\x1b[S\x1b[T",
	"\x1b[H\x1b[M",
	"\x1b[5;1H\x1b[2K\x1b[1;1;1;10;1;5;1$v",
	"\x1b[?69h\x1b[1;9s\x1b[3T",
	"\x1b[?69h\x1b[1;9s\x1b[H\x1b[3L",
	"\x1b[?69h\x1b[1;9s\x1b[S\x1b[3T",
	"\x1b[1;3H\x1b[2'}",
	"\x1b[?47h",
	"\x1b[?1049h\x1b[?1049l",
};

/* What another peer's `lines` lines and alternate screen become after a move, as checksums. */
static void expect_nothing_told(unsigned lines, const char *move, bool grown)
{
	struct term_case c;
	char ask[40];

	term_case_init(&c, 10, 5, false, 100);
	term_case_write(&c, "\x1b[?47h\x1b[Hpicture\x1b[3;1Hpicture\x1b[?47l\x1b[H");
	while (lines--)
		term_case_write(&c, "secret\r\n");
	terminal_begin(c.t, 1);
	if (grown)
		terminal_resize(c.t, 10, 9);
	term_case_write(&c, move);
	for (unsigned y = 1; y <= 9; y++) {
		terminal_allow_replies(c.t, y * INT64_C(10000));
		str_clear(&c.events);
		snprintf(ask, sizeof(ask), "\x1b[1;1;%u;1;%u;7*y", y, y);
		term_case_write(&c, ask);
		if (strcmp(c.events.text, "reply ^P1!~FFE0^\\\n") &&
		    strcmp(c.events.text, "reply ^P1!~0000^\\\n"))
			fail_msg("\"%s\"%s: row %u: expected what blanks have, saw %s",
				 move + !!*move, grown ? ", grown" : "", y, c.events.text);
	}
	term_case_fini(&c);
}

static void test_what_moves_stays_foreign(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		expect_nothing_told(3, moves[i], false);
		expect_nothing_told(3, moves[i], true);
		expect_nothing_told(10, moves[i], false);
		expect_nothing_told(10, moves[i], true);
	}
}

static void test_cursor_shapes(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 5, false, 100);
	term_case_write(&c, "\x1b[5 q");
	assert_int_equal(terminal_modes(c.t)->cursor, TERMINAL_CURSOR_BAR);
	assert_true(terminal_modes(c.t)->cursor_blinks);
	term_case_write(&c, "\x1b[4 q");
	assert_int_equal(terminal_modes(c.t)->cursor, TERMINAL_CURSOR_UNDERLINE);
	assert_false(terminal_modes(c.t)->cursor_blinks);
	term_case_write(&c, "\x1b[9 q\x1b[2 q");
	assert_int_equal(terminal_modes(c.t)->cursor, TERMINAL_CURSOR_BLOCK);
	term_case_write(&c, "\x1b[ q\x1b[?5h\x1b[?2026h");
	assert_int_equal(terminal_modes(c.t)->cursor, TERMINAL_CURSOR_DEFAULT);
	assert_true(terminal_modes(c.t)->reversed && terminal_modes(c.t)->synchronised);
	term_case_fini(&c);
}

/* A picture that is never whole ends with the time that its owner gives it, and
 * with a resize. */
static void test_unended_picture(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 5, false, 100);
	for (int i = 0; i < 2; i++) {
		term_case_write(&c, "\x1b[?2026h");
		terminal_resize(c.t, i ? 12 : 10, 5);
		assert_int_equal(terminal_modes(c.t)->synchronised, !i);
		if (!i)
			terminal_end_synchronised(c.t);
		assert_false(terminal_modes(c.t)->synchronised);
		str_clear(&c.events);
		term_case_write(&c, "\x1b[?2026$p");
		assert_non_null(strstr(c.events.text, "reply ^[?2026;2$y\n"));
	}
	term_case_fini(&c);
}

/* DECCOLM: the width changes at once, and the owner's comes back with its reset, RIS, or a new
 * connection. */
static void test_columns(void **state)
{
	static const char *const ends[] = { "\x1b[?3l", "\x1b"
							"c" };
	struct term_case c;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		term_case_init(&c, 10, 5, false, 100);
		term_case_write(&c, "ab\r\n\x1b[?3h\x1b[18t");
		term_expect_events(&c, "line 0: ab\nreply ^[8;5;10t\n");
		term_case_write(&c, "\x1b[2;3r\x1b[?69h\x1b[2;5s\x1b[?40h\x1b[?3h\x1b[18t");
		assert_int_equal(terminal_width(c.t), TERMINAL_WIDE);
		assert_true(terminal_modes(c.t)->wide);
		assert_non_null(strstr(c.events.text, "reply ^[8;5;132t\n"));
		term_case_write(&c, "\x1b[132Gx");
		term_check(c.t);
		/* The owner's window changes. */
		terminal_resize(c.t, TERMINAL_WIDE, 6);
		if (i < 2)
			term_case_write(&c, ends[i]);
		else
			terminal_begin(c.t, 1);
		assert_int_equal(terminal_width(c.t), 10);
		assert_int_equal(terminal_height(c.t), 6);
		assert_false(terminal_modes(c.t)->wide);
		term_check(c.t);
		term_case_fini(&c);
	}
	/* In line mode it clears, and that is all. */
	term_case_init(&c, 10, 5, true, 100);
	term_case_write(&c, "ab\x1b[?40h\x1b[?3h");
	assert_int_equal(terminal_width(c.t), 10);
	term_expect_screen(&c, "line mode", "");
	term_case_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_nothing_depends_on_how_input_is_cut),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_a_checksum_tells_nothing_foreign),
		cmocka_unit_test(test_what_moves_stays_foreign),
		cmocka_unit_test(test_cursor_shapes),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_unended_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
