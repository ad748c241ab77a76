/* Received colours on the terminals that people have. */
#include "e2e/harness.h"

#include "base/str.h"
#include "e2e/fixture.h"

#include <stdio.h>
#include <string.h>

/* How text is shown that is sent so on a terminal with an option. */
static struct tty_cell painted(const char *term, const char *option, const char *sent)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .term = term },
			  (const char *const[]){ "-o", option, NULL });
	peer_send_text(s.peer, sent);
	peer_send_text(s.peer, "painted\x1b[m\r\n");
	tty_wait_text(s.tty, "painted");
	return tty_cell(s.tty, tty_find(s.tty, 0, "painted"), 0);
}

/* Text as it is sent, and the number and weight of the colour that it has on the screen. */
static void expect_colour(const char *term, const char *option, const char *sent, int foreground,
			  bool bold)
{
	struct tty_cell cell = painted(term, option, sent);

	CHECK(cell.foreground == foreground && cell.bold == bold,
	      "expected colour %d%s on %s with %s, saw %d%s", foreground, bold ? " bold" : "", term,
	      option, cell.foreground, cell.bold ? " bold" : "");
}

static void test_bold_black(void)
{
	expect_colour("xterm", "bold-bright=auto", "\x1b[1;30m", 7, false);
	expect_colour("xterm-256color", "bold-bright=auto", "\x1b[1;30m", 8, true);
	expect_colour("xterm-256color", "bold-bright=off", "\x1b[1;30m", 0, true);
}

static void test_bold_bright(void)
{
	expect_colour("xterm-256color", "bold-bright=auto", "\x1b[1;31m", 1, true);
	expect_colour("xterm-256color", "bold-bright=on", "\x1b[1;31m", 9, true);
	expect_colour("xterm", "bold-bright=on", "\x1b[1;31m", 1, true);
}

/* Dark and pale colours of the 256 keep their hue. */
static void test_eight_colours(void)
{
	expect_colour("xterm", "bold-bright=auto", "\x1b[38;5;88m", 1, false);
	expect_colour("xterm", "bold-bright=auto", "\x1b[38;5;95m", 1, false);
	expect_colour("xterm", "bold-bright=auto", "\x1b[38;2;95;135;95m", 2, false);
}

/* What is written for a 24-bit colour with these variables and options. */
static void expect_written(const char *term, const char *variable, const char *option,
			   const char *written, const char *unwritten)
{
	struct session s;
	const char *const extra[] = { variable, NULL };

	fixture_open_with(&s, &(struct tty_setup){ .term = term, .extra = extra },
			  (const char *const[]){ "-o", option, NULL });
	peer_send_text(s.peer, "\x1b[38;2;1;200;3mpainted\x1b[m\r\n");
	tty_wait_text(s.tty, "painted");
	CHECK(tty_raw_has(s.tty, written, strlen(written)),
	      "expected \"%s\" to be written on %s with %s and %s", written + 1, term, variable,
	      option);
	CHECK(!tty_raw_has(s.tty, unwritten, strlen(unwritten)),
	      "expected no \"%s\" to be written on %s with %s and %s", unwritten + 1, term,
	      variable, option);
}

static void test_true_colour(void)
{
	static const char all[] = "\x1b[38;2;1;200;3m", some[] = "\x1b[38;5;40m";

	expect_written("xterm-256color", "COLORTERM=truecolor", "colours=auto", all, some);
	expect_written("tmux-256color", "COLORTERM=24bit", "colours=auto", all, some);
	expect_written("screen-256color", "COLORTERM=truecolor", "colours=auto", all, some);
	expect_written("xterm-256color", "COLORTERM", "colours=true", all, some);
}

static void test_fewer_colours(void)
{
	static const char all[] = "\x1b[38;2;1;200;3m", some[] = "\x1b[38;5;40m";
	static const char green[] = "\x1b[32m", text[] = "painted";

	expect_written("xterm-256color", "COLORTERM", "colours=auto", some, all);
	expect_written("xterm-256color", "COLORTERM=yes", "colours=auto", some, all);
	expect_written("xterm-256color", "COLORTERM=truecolor", "colours=256", some, all);
	expect_written("xterm-256color", "COLORTERM=truecolor", "colours=16", green, some);
	expect_written("xterm", "COLORTERM=truecolor", "colours=auto", green, all);
	expect_written("xterm-256color", "COLORTERM=truecolor", "colours=mono", text, all);
	expect_written("xterm-256color", "NO_COLOR=1", "colours=auto", text, some);
	expect_written("xterm-256color", "NO_COLOR=1", "colours=256", some, all);
}

/* What is sent, and whether it is reversed where there are no colours. */
static void expect_reverse(const char *term, const char *option, const char *sent, bool reverse,
			   bool blink)
{
	struct tty_cell cell = painted(term, option, sent);

	CHECK(cell.reverse == reverse && cell.blink == blink,
	      "expected %d, %d (reverse, blink) for %s on %s with %s, saw %d, %d", reverse, blink,
	      sent + 1, term, option, cell.reverse, cell.blink);
}

static void test_no_colours(void)
{
	static const char option[] = "blink=blink", mono[] = "colours=mono";

	expect_reverse("vt100", option, "\x1b[37;44m", true, false);
	expect_reverse("vt100", option, "\x1b[30;47m", true, false);
	expect_reverse("vt100", option, "\x1b[5;41m", true, true);
	expect_reverse("vt100", option, "\x1b[37;40m", false, false);
	expect_reverse("vt100", option, "\x1b[7m", true, false);
	expect_reverse("vt100", option, "\x1b[7;44m", false, false);
	expect_reverse("vt100", option, "\x1b[48;5;24m", true, false);
	expect_reverse("vt100", option, "\x1b[48;2;20;20;20m", false, false);
	expect_reverse("vt100", "blink=ice", "\x1b[5;40m", true, false);
	expect_reverse("vt220", option, "\x1b[104m", true, false);
	expect_reverse("xterm-256color", mono, "\x1b[30;46m", true, false);
	expect_reverse("xterm-256color", "colours=auto", "\x1b[30;46m", false, false);
}

/* Fewer colours are used at once when that is set. */
static void test_set_while_running(void)
{
	static const char some[] = "\x1b[38;5;40m", green[] = "\x1b[32m";
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "\x1b[38;2;1;200;3mpainted\x1b[m\r\n");
	tty_wait_text(s.tty, "painted");
	CHECK(tty_raw_has(s.tty, some, strlen(some)), "expected one of 256 colours");
	fixture_enter(&s, "/set colours 16");
	peer_send_text(s.peer, "\x1b[38;2;1;200;3magain\x1b[m\r\n");
	tty_wait_text(s.tty, "again");
	CHECK(tty_raw_has(s.tty, green, strlen(green)), "expected one of 16 colours");
}

/* Commands that the program starts have the user's own terminal description. */
static void test_children_inherit_nothing(void)
{
	const char *const extra[] = { "COLORTERM=truecolor", NULL };
	Tty *t = tty_start(
		&(struct tty_setup){ .extra = extra },
		(const char *const[]){ "hail", "exec:sh -c 'echo [$TERMINFO]; read x'", NULL });

	tty_wait_text(t, "[]");
	tty_type(t, "\r");
	tty_wait_status(t, "closed");
	tty_keys(t, "F12 q");
	tty_expect_exit(t, 0);
}

enum { PAGES = 40 }; /* with a colour for each cell: more pairs than there are numbers */

static void send_page(Peer *peer, unsigned page)
{
	struct str text;

	str_init(&text);
	str_append_string(&text, "\x1b[H\x1b[2J");
	for (unsigned i = 0; i < 20 * 80; i++) {
		unsigned n = page * 1600 + i;

		str_append_format(&text, "\x1b[38;2;%u;%u;7m+", n >> 8 & 255, n & 255);
	}
	str_append_format(&text, "\x1b[38;2;9;9;%umpage %u.", page, page);
	peer_send(peer, text.text, text.length);
	str_fini(&text);
}

static void test_more_pairs_than_there_are(void)
{
	const char *const extra[] = { "COLORTERM=truecolor", NULL };
	struct session s;
	char text[32];

	fixture_open_with(&s, &(struct tty_setup){ .extra = extra }, NULL);
	for (unsigned page = 0; page < PAGES; page++) {
		send_page(s.peer, page);
		snprintf(text, sizeof(text), "page %u.", page);
		tty_wait_text(s.tty, text);
	}
	peer_send_text(s.peer, "\x1b[m\x1b[2J\x1b[H\x1b[38;5;9mnine\x1b[38;2;5;6;7mrest");
	tty_wait_text(s.tty, "rest");
	struct tty_cell cell = tty_cell(s.tty, tty_find(s.tty, 0, "nine"), 0);
	CHECK(cell.foreground == 9, "expected colour 9, saw %d", cell.foreground);
	CHECK(tty_raw_has(s.tty, "38;2;5;6;7", 10), "expected a 24-bit colour at the end");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "bold black can be read", test_bold_black, 0 },
		{ "bold-bright", test_bold_bright, 0 },
		{ "256 colours on a terminal of 8", test_eight_colours, 0 },
		{ "24-bit colours", test_true_colour, 0 },
		{ "fewer colours", test_fewer_colours, 0 },
		{ "highlights without colours", test_no_colours, 120 },
		{ "fewer colours from now on", test_set_while_running, 0 },
		{ "commands inherit no description", test_children_inherit_nothing, 0 },
		{ "more pairs of colours than there are", test_more_pairs_than_there_are, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
