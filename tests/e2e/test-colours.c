/* Received colours on the terminals that people have. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

/* Text as it is sent, and the number and weight of the colour that it has on the screen. */
static void expect_colour(const char *term, const char *option, const char *sent, int foreground,
			  bool bold)
{
	struct session s;
	struct tty_cell cell;

	fixture_open_with(&s, &(struct tty_setup){ .term = term },
			  (const char *const[]){ "-o", option, NULL });
	peer_send_text(s.peer, sent);
	peer_send_text(s.peer, "painted\x1b[m\r\n");
	tty_wait_text(s.tty, "painted");
	cell = tty_cell(s.tty, tty_find(s.tty, 0, "painted"), 0);
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

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "bold black can be read", test_bold_black, 0 },
		{ "bold-bright", test_bold_bright, 0 },
		{ "256 colours on a terminal of 8", test_eight_colours, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
