/*
 * What is recorded of the document: whatever enters history or stands at the end, each line once.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "term/document.h"
#include "term/terminal-private.h"
#include "unit/term-dump.h"

/* On a terminal of 10 x 4; `rest`: what terminal_record_rest adds. */
static const struct {
	const char *input, *records, *rest;
	bool screens;
} cases[] = {
	{ "one\ntwo\nopen ", "one\ntwo\n", "open \n", false },
	{ "one\n\n \ntwo", "one\n\n\n", "two\n", false },
	{ "one\ntwo\x1b[2J", "one\ntwo\n", "", false },
	{ "one\x1b[2J\x1b[2Jtwo", "one\n", "   two\n", false },
	{ "one\ntwo\x1b[H\x1b[J", "one\ntwo\n", "", false },
	{ "one\ntwo\x1b"
	  "c",
	  "one\ntwo\n", "", false },
	{ "one\ntwo\x1b[?1049hfull\x1b"
	  "c",
	  "one\ntwo\n", "", false },
	/* A scroll under addressing, by LF and by SU. */
	{ "\x1b[2;4r\x1b[r\x1b[4;1Hlast\n\n\n\n", "last\n", "", false },
	{ "\x1b[3;1Hthird\x1b[3S", "third\n", "", false },
	{ "\x1b[2;1Hpicture", "", "picture\n", false },
	{ "\x1b[2;1Hpicture\x1b[2J", "", "", false },
	{ "\x1b[2;1Hpicture\x1b[2J", "picture\n", "", true },
	/* Lines left by other ways than a newline, in their order. */
	{ "one\x1b[B\rtwo\nthree\n", "one\ntwo\nthree\n", "", false },
	{ "one\x1b[2Btwo\x1b[B\rthree\n", "one\n   two\nthree\n", "", false },
	/* Told of, then written over. */
	{ "one\ntwo\n\x1b[2A\rONE\x1b[2B\r", "one\ntwo\n", "ONE\n", false },
	{ "one\ntwo\n\x1b[2A\x1b[1;2XX\x1b[2B\rthree\n", "one\ntwo\nthree\n", "Xne\n", false },
	{ "one two\n\x1b[A\x1b[3C\x1b[K\x1b[B\r", "one two\n", "one\n", false },
	{ "one two\n\x1b[A\x1b[2K\x1b[B\r", "one two\n", "", false },
	{ "10%\r50%\r100%\n", "100%\n", "", false },
	/* A line that is longer than the screen is one. */
	{ "0123456789abcde\nx", "0123456789abcde\n", "x\n", false },
	{ "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC", "",
	  "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC\n", false },
	{ "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC\x1b[2J",
	  "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC\n", "", false },
	{ "0123456789abcdefghijklmnopqrstuvwxyz0123456789\x1b[H\x1b[M", "0123456789\n",
	  "klmnopqrstuvwxyz0123456789\n", false },
	/* The alternate screen. */
	{ "one\x1b[?1049hfull\x1b[?1049l", "", "one\n", false },
	{ "one\x1b[?1049hfull\x1b[?1049l", "   full\n", "one\n", true },
	{ "one\x1b[?47hfull\x1b[?47l\x1b[?47h\x1b[?47l", "   full\n", "one\n", true },
	{ "one\x1b[?1047hfull\x1b[?1047l", "   full\n", "one\n", true },
	{ "\x1b[?1049hfull\x1b"
	  "c",
	  "full\n", "", true },
	{ "one\x1b[?1049hfull", "", "one\n   full\n", false },
	{ "\x1b[?1049hpage\x1b[2J\x1b[Hlast\x1b[?1049l", "last\n", "", true },
	{ "\x1b#8\x1b[4S", "EEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\n", "", false },
};

static void check(const struct term_case *c, size_t i, const char *expected, const char *what)
{
	if (strcmp(c->records.text, expected) != 0)
		fail_msg("case %zu, %s: recorded\n%s\nexpected\n%s", i, what, c->records.text,
			 expected);
}

static void test_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct term_case c;

		term_case_init(&c, 10, 4, true, 100);
		terminal_listen(c.t, i & 1);
		terminal_record(c.t, cases[i].screens ? TERMINAL_RECORD_SCREENS :
							TERMINAL_RECORD_DOCUMENT);
		term_case_write(&c, cases[i].input);
		check(&c, i, cases[i].records, "before the end");
		str_clear(&c.records);
		terminal_record_rest(c.t);
		check(&c, i, cases[i].rest, "at the end");
		str_clear(&c.records);
		terminal_record_rest(c.t);
		terminal_begin(c.t, 2000);
		terminal_resize(c.t, 7, 3);
		term_case_write(&c, "\x1b[2J");
		terminal_record_rest(c.t);
		/* Blank lines that end with the connection say nothing. */
		for (const char *at = c.records.text; *at; at++) {
			if (*at != '\n')
				fail_msg("case %zu: recorded twice\n%s", i, c.records.text);
		}
		term_check(c.t);
		term_case_fini(&c);
	}
}

/* What rules leave of a line is recorded; echo and notices say what they are. */
static void test_rules_and_client(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	terminal_record(c.t, TERMINAL_RECORD_DOCUMENT);
	c.gag = "hide";
	c.replace = "old";
	c.with = "a new line of text";
	term_case_write(&c, "hide me\nold\nlogin: ");
	terminal_echo(c.t, "joe", 3, 1000);
	terminal_notice(c.t, "noted", 5, 1000);
	terminal_record_rest(c.t);
	term_case_write(&c, "\x1b[2J");
	assert_string_equal(c.records.text, "a new line of text\nsent login: joe\nnotice noted\n");
	term_case_fini(&c);
}

/* The text of all cells of the screen that are marked as the client's own. */
static void own_text(const struct term_case *c, struct str *out)
{
	for (unsigned y = 0; y < c->t->grid->height; y++) {
		const struct row *row = grid_row(c->t->grid, y);

		for (unsigned x = 0; x < c->t->grid->width; x++) {
			if (row->cell[x].style.attrs & (CELL_SENT | CELL_NOTICE))
				str_append_char(out, (char)row->cell[x].glyph);
		}
	}
}

/* Behind "$ " with the echo "do not delete" and a notice "said", at 20 x 5: what a peer does, what
 * is recorded then, and what is still marked as the client's own. */
static const struct {
	const char *input, *records, *own;
} edits[] = {
	{ "more", "more\n", "do not deletesaid" },
	{ "\x1b[H\x1b[B\x1b[B\x1b[B", "", "do not deletesaid" },
	{ "\x1b[1;3H\x1b[7P\x1b[4;1H", "$ delete\n", "said" },
	{ "\x1b[1;3H\x1b[2@", "$   do not delete\n", "said" },
	{ "\x1b[1;3H\x1b[4hno\x1b[4l", "$ nodo not delete\n", "said" },
	{ "\x1b[1;3H\x1b[7X", "$        delete\n", "said" },
	{ "\x1b[1;9H\x1b[1K", "         delete\n", "said" },
	{ "\x1b[1;6H\x1b[K", "$ do \n", "said" },
	{ "\x1b[1;3HREALLY", "$ REALLY delete\n", "said" },
	{ "\x1b[1;16Hs\x1b[2b", "$ do not deletesss\n", "said" },
	{ "\x1b[1;16H all", "$ do not delete all\n", "said" },
	{ "\x1b[1;16H\xcc\x81", "$ do not delete\xcc\x81\n", "said" },
	{ "\x1b[1;3;1;9$z", "$        delete\n", "said" },
	{ "\x1b[32;1;3;1;9$x", "$        delete\n", "said" },
	{ "\x1b[1;10;1;15;1;4;1$v", "delete\n", "do not deletesaid" },
	{ "\x1b[1;10;1;15;1;1;3$v", "$ delete delete\n", "said" },
	{ "\x1b[2;1;2;4;1;4;1$v", "said\n", "do not deletesaid" },
	{ "\x1b[2;1H\x1b[2P", "id\n", "do not delete" },
	{ "\x1b[1;1H\x1b[L", "", "do not deletesaid" },
	{ "\x1b[?69h\x1b[2;20s\x1b[1;2H\x1b[M", "$aid\ns\n", "" },
};

static void test_edits_of_own_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct term_case c;
		struct str own;

		str_init(&own);
		term_case_init(&c, 20, 5, true, 100);
		c.t->line_mode = false;
		terminal_record(c.t, TERMINAL_RECORD_DOCUMENT);
		term_case_write(&c, "$ ");
		terminal_echo(c.t, "do not delete", 13, 1000);
		terminal_notice(c.t, "said", 4, 1000);
		assert_string_equal(c.records.text, "sent $ do not delete\nnotice said\n");
		str_clear(&c.records);
		term_case_write(&c, edits[i].input);
		terminal_record_rest(c.t);
		own_text(&c, &own);
		if (strcmp(c.records.text, edits[i].records) || strcmp(own.text, edits[i].own))
			fail_msg("case %zu: recorded\n%sown: %s\nexpected\n%sown: %s", i,
				 c.records.text, own.text, edits[i].records, edits[i].own);
		term_check(c.t);
		str_fini(&own);
		term_case_fini(&c);
	}
}

/* What was closed before the record began is older than it; what was open isn't. */
static void test_beginning(void **state)
{
	struct term_case c;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	term_case_write(&c, "before\na long line here\nopen ");
	terminal_record(c.t, TERMINAL_RECORD_DOCUMENT);
	term_case_write(&c, "line\nafter\n\n\n\n\n\n");
	terminal_record_rest(c.t);
	terminal_record(c.t, TERMINAL_RECORD_NOTHING);
	term_case_write(&c, "unseen\n\n\n\n\n");
	assert_string_equal(c.records.text, "open line\nafter\n\n\n\n\n\n");
	term_case_fini(&c);
}

static const char *const pieces[] = {
	"w%u ",
	"\x1b[31mred%u ",
	"\x1b[44m  ",
	"\x1b[m",
	"\r\n",
	"\r\n",
	"\n",
	"a line that wraps %u",
	"\x1b[A",
	"\x1b[2A",
	"\x1b[2B",
	"\x1b[K",
	"\x1b[2K",
	"\x1b[P",
	"\x1b[2@",
	"\x1b[L",
	"\x1b[M",
	"\x1b[S",
	"\x1b[T",
	"\x1b[H\x1b[J",
	"\x1b[2J",
	"\x1b[J",
	"\x1b[3;2Hat%u",
	"\x1b[2;3r",
	"\x1b[r",
	"\x1b[?1049h",
	"\x1b[?1049l",
	"\x1b[!p",
	("\x1b"
	 "c"),
	"e\xcc\x81",
	"\x1b[X",
	"\x1b#8",
	"\x1b[3b",
};

static void do_something(struct term_case *c, unsigned what, unsigned n)
{
	char text[64];
	size_t count = sizeof(pieces) / sizeof(pieces[0]);

	if (what < count) {
		snprintf(text, sizeof(text), pieces[what], n);
		term_case_write(c, text);
		return;
	}
	switch (what - count) {
	case 0: terminal_resize(c->t, 5 + n % 20, 2 + n % 5); break;
	case 1: terminal_notice(c->t, "a notice", 8, 1000); break;
	case 2: terminal_echo(c->t, "echo", 4, 1000); break;
	case 3: terminal_prompt(c->t, true); break;
	case 4: terminal_begin(c->t, 1000); break;
	default: terminal_record_rest(c->t); break;
	}
}

/* Scrolls of a part of the screen cut lines in two, so that a part may be all that is left. */
static void check_document(const struct term_case *c, unsigned seed)
{
	struct str line;

	str_init(&line);
	for (uint64_t n = terminal_first_line(c->t); n < terminal_end_line(c->t); n++) {
		terminal_line_text(c->t, n, &line);
		if (!strstr(c->records.text, line.text))
			fail_msg("seed %u: not recorded:\n%s\nrecorded:\n%s", seed, line.text,
				 c->records.text);
	}
	str_fini(&line);
}

/* Nothing that the document holds at the end is missing, whatever happened. */
static void test_nothing_is_missing(void **state)
{
	(void)state;
	for (unsigned round = 1; round <= 1000; round++) {
		struct term_case c;
		unsigned seed = round;

		term_case_init(&c, 12, 4, round & 1, 1000);
		terminal_listen(c.t, round & 2);
		terminal_record(c.t,
				round & 4 ? TERMINAL_RECORD_SCREENS : TERMINAL_RECORD_DOCUMENT);
		for (unsigned n = 0; n < 80; n++) {
			seed = seed * 1103515245u + 12345u;
			do_something(&c, (seed >> 16) % (sizeof(pieces) / sizeof(pieces[0]) + 6),
				     n);
			term_check(c.t);
		}
		terminal_record_rest(c.t);
		check_document(&c, round);
		term_check(c.t);
		term_case_fini(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_rules_and_client),
		cmocka_unit_test(test_edits_of_own_text),
		cmocka_unit_test(test_beginning),
		cmocka_unit_test(test_nothing_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
