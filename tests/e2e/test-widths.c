/* Characters that terminals show in different ways: narrow or wide, turned around or not. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include <string.h>

#define ALPHA "\316\261"
/* What asks the terminal. */
#define QUESTION "\033[2;1H\302\241\033[6n\r\033[K"

static void expect_question(const struct session *s, bool asked, const char *when)
{
	CHECK(tty_raw_has(s->tty, QUESTION, strlen(QUESTION)) == asked,
	      "expected the terminal %sto be asked %s", asked ? "" : "not ", when);
}

/* The peer asks where its cursor is behind an alpha. */
static void expect_width(struct session *s, unsigned width)
{
	char answer[16];

	snprintf(answer, sizeof(answer), "\033[1;%uR", 1 + width);
	peer_send_text(s->peer, "\033[H\033[2J" ALPHA "\033[6n");
	peer_expect_only(s->peer, answer, strlen(answer));
}

static void open_with(struct session *s, const char *option, const char *variable)
{
	const char *const extra[] = { variable, NULL };

	fixture_open_with(s, &(struct tty_setup){ .extra = extra },
			  (const char *const[]){ "-o", option, NULL });
	fixture_char_mode(s);
}

/* The terminal of the tests answers, with one cell; the peer sees nothing of it. */
static void test_asks(void)
{
	struct session s;

	open_with(&s, "ambiguous-width=auto", "LC_ALL=C.UTF-8");
	expect_question(&s, true, "at the start");
	expect_width(&s, 1);
	/* Late, or from somebody else, it is no text either. */
	tty_type(s.tty, "\033[2;3R");
	tty_type(s.tty, "x");
	peer_expect_only(s.peer, "x", 1);
	expect_width(&s, 1);
}

static void test_option(void)
{
	struct session s;

	open_with(&s, "ambiguous-width=2", "LC_ALL=C.UTF-8");
	expect_question(&s, false, "if the user says it");
	expect_width(&s, 2);
	open_with(&s, "ambiguous-width=1", "LC_ALL=C.UTF-8");
	expect_question(&s, false, "if the user says it");
	expect_width(&s, 1);
}

static void test_not_utf8(void)
{
	struct session s;

	open_with(&s, "ambiguous-width=auto", "LC_ALL=C");
	expect_question(&s, false, "in a locale without such characters");
}

/* A terminal that turns text around is told not to, unless the user wants it; no control of the
 * peer's does it unseen. */
static void test_order(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "a\xe2\x80\xae"
			       "b\xe2\x81\xa6"
			       "c\xe2\x80\x8f"
			       "d \xd7\xa9\xd7\x9c 12\r\n");
	tty_wait_line(s.tty, "a<U+202E>b<U+2066>c<U+200F>d \xd7\xa9\xd7\x9c 12");
	CHECK(tty_raw_has(s.tty, "\033[8l", 4), "expected the terminal to be told");
	fixture_end(&s);
	tty_check_restored(s.tty);
	fixture_open_with(&s, NULL, (const char *const[]){ "-o", "reorder=on", NULL });
	peer_send_text(s.peer, "ready\r\n");
	tty_wait_text(s.tty, "ready");
	CHECK(!tty_raw_has(s.tty, "\033[8l", 4), "expected nothing to be told");
}

#define ZWJ "\342\200\215"
#define VS16 "\357\270\217"
#define WOMAN "\360\237\221\251"
#define TONE "\360\237\217\275"

/* What the terminal is given for a cluster: no mark of which terminals make different widths. */
static void test_clusters(void)
{
	static const struct {
		const char *sent, *sum, *whole;
	} cases[] = {
		/* decomposed Hangul, Hindi with vowels that take a cell, an accent */
		{ "\341\204\222\341\205\241\341\206\253.", "\355\225\234.", "\355\225\234." },
		{ "\340\244\225\340\244\276\340\244\256.", "\340\244\225\340\244\276\340\244\256.",
		  "\340\244\225\340\244\276\340\244\256." },
		{ "e\314\201.", "e\314\201.", "e\314\201." },
		/* joined, toned and styled emoji */
		{ WOMAN ZWJ WOMAN ".", WOMAN WOMAN ".", WOMAN "." },
		{ WOMAN TONE ".", WOMAN "  .", WOMAN "." },
		{ "\342\235\244" VS16 ".", "\342\235\244.", "\342\235\244 ." },
	};
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[64];

		for (int whole = 0; whole < 2; whole++) {
			snprintf(text, sizeof(text), "\033[?2027%c\033[H\033[2J%s",
				 whole ? 'h' : 'l', cases[i].sent);
			peer_send_text(s.peer, text);
			tty_wait_row(s.tty, 0, whole ? cases[i].whole : cases[i].sum);
		}
	}
	CHECK(!tty_raw_has(s.tty, ZWJ, 3) && !tty_raw_has(s.tty, VS16, 3) &&
		      !tty_raw_has(s.tty, TONE, 4),
	      "expected no joiner, selector or tone on the terminal");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the terminal is asked", test_asks, 0 },
		{ "the user says it", test_option, 0 },
		{ "another character set", test_not_utf8, 0 },
		{ "text from right to left", test_order, 0 },
		{ "grapheme clusters", test_clusters, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
