/*
 * What pagers and progress bars write over leaves no trace: neither in the document nor in what is
 * recorded of it, in whichever way it is erased.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "unit/term-dump.h"
#include "unit/term-fixture.h"

static const char *const pagers[] = {
	"--More--",
	" --More-- ",
	"---- More ----",
	"  ---- More ----",
	"<--- More --->",
	"---(more 42%)---",
	"-- MORE --, next page: Space, quit: q",
	"--More-- or (q)uit",
	"Press any key to continue (Q to quit)",
	"-- [Q quit|D dump|down]",
	"\x1b[7m--More--(12%)\x1b[m",
	"\x1b[7m(END)\x1b[27m",
	":",
};

/* The cells that a pager's text takes. */
static size_t width_of(const char *pager)
{
	size_t n = 0;

	for (const char *at = pager; *at; at++) {
		if (*at == '\x1b')
			at = strchr(at, 'm');
		else
			n++;
	}
	return n;
}

static void repeat(struct str *out, const char *piece, size_t n)
{
	while (n--)
		str_append_string(out, piece);
}

/* The ways to take a text of `n` cells away. */
static void erase(struct str *out, int way, size_t n)
{
	switch (way) {
	case 0:
		str_append_char(out, '\r');
		repeat(out, " ", n);
		str_append_char(out, '\r');
		return;
	case 1: repeat(out, "\b \b", n); return;
	case 2:
		repeat(out, "\b", n);
		repeat(out, " ", n);
		repeat(out, "\b", n);
		return;
	case 3:
		str_append_format(out, "\x1b[%zuD", n);
		repeat(out, " ", n);
		str_append_format(out, "\x1b[%zuD", n);
		return;
	case 4: str_append_string(out, "\r\x1b[K"); return;
	case 5: str_append_format(out, "\x1b[%zuD\x1b[K", n); return;
	case 6: str_append_string(out, "\x1b[1K\r"); return;
	default: str_append_string(out, "\x1b[2K\r"); return;
	}
}

enum { WAYS = 8 };

/* Pages of four lines, some longer and some shorter than the pager's text. */
static void build(struct str *sent, struct str *expected, const char *pager, int way)
{
	for (int i = 0; i < 12; i++) {
		str_append_format(sent, "%.*s%d\r\n", i * 5,
				  "a line of text that is long enough for it", i);
		str_append_format(expected, "%.*s%d\n", i * 5,
				  "a line of text that is long enough for it", i);
		if (i % 4 != 3)
			continue;
		str_append_string(sent, pager);
		erase(sent, way, width_of(pager));
	}
}

/* The document's lines are `lines`, each ended by a newline. */
static void expect_lines(const struct term_case *c, const char *lines)
{
	struct str numbered;
	int number = 0;

	str_init(&numbered);
	for (const char *at = lines, *end; *at; at = end + 1) {
		end = strchr(at, '\n');
		str_append_format(&numbered, "%d %.*s\n", number++, (int)(end - at), at);
	}
	term_expect_lines(c, numbered.text);
	str_fini(&numbered);
}

static void expect_clean(const char *pager, int way, size_t chunk, bool line_mode)
{
	struct str sent, expected;
	struct term_case c;

	str_init(&sent);
	str_init(&expected);
	term_case_init(&c, 80, 6, line_mode, 100);
	terminal_record(c.t, TERMINAL_RECORD_DOCUMENT);
	build(&sent, &expected, pager, way);
	term_case_write_pieces(&c, sent.text, sent.length, chunk ? chunk : sent.length);
	terminal_record_rest(c.t);
	if (strcmp(c.records.text, expected.text))
		fail_msg("'%s' taken away in way %d: recorded '%s', expected '%s'", pager, way,
			 c.records.text, expected.text);
	/* The cursor's line is the last one. */
	str_append_char(&expected, '\n');
	expect_lines(&c, expected.text);
	term_case_fini(&c);
	str_fini(&expected);
	str_fini(&sent);
}

static void test_pagers(void **state)
{
	static const size_t chunks[] = { 0, 1, 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(pagers) / sizeof(pagers[0]); i++)
		for (int way = 0; way < WAYS; way++)
			for (size_t k = 0; k < sizeof(chunks) / sizeof(chunks[0]); k++)
				for (int line_mode = 0; line_mode < 2; line_mode++)
					expect_clean(pagers[i], way, chunks[k], line_mode);
}

/* What is sent, and the document's lines. */
static const struct {
	const char *sent, *lines;
} bars[] = {
	{ "10%\r50%\r100%\r\ndone", "100%\ndone\n" },
	{ "[#   ] 1 of 4\r[####] 4 of 4\r\n", "[####] 4 of 4\n\n" },
	{ "working |\b/\b-\b\\\b ok\r\n", "working  ok\n\n" },
	{ "copying file\x1b[1G\x1b[0Kcopied\r\n", "copied\n\n" },
	{ "1\r\n2\x1b[A\r\x1b[K3\x1b[B\r4\r\n", "3\n4\n\n" },
	{ "\x1b[?25l10%\x1b[3D20%\x1b[?25h\r\n", "20%\n\n" },
	/* A screen that is cleared stays readable. */
	{ "one\r\ntwo\r\n\x1b[H\x1b[2Jthree", "one\ntwo\nthree\n" },
	{ "one\r\ntwo\r\n\x1b[H\x1b[Jthree", "one\ntwo\nthree\n" },
	{ "one\r\ntwo\x1b[2J\x1b[Hthree", "one\ntwo\nthree\n" },
	{ "one\r\ntwo\x1b[H\x1b[2J\x1b[3Jthree", "one\ntwo\nthree\n" },
};

static void test_progress(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bars) / sizeof(bars[0]); i++) {
		struct term_case c;

		term_case_init(&c, 40, 6, true, 100);
		term_case_write(&c, bars[i].sent);
		expect_lines(&c, bars[i].lines);
		term_case_fini(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pagers),
		cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
