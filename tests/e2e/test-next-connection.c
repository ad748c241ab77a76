/* What one connection leaves to the next, and what a setting leaves to the bytes after it: nothing.
 */
#include "e2e/harness.h"

#include "e2e/fixture.h"

/* Ends the connection and makes the next one, to the same peer. */
static void connect_again(struct session *s)
{
	peer_close(s->peer);
	tty_wait_status(s->tty, "closed");
	tty_keys(s->tty, "Ctrl-] r");
	peer_wait_connections(s->peer, 2);
	tty_wait_status(s->tty, "connected");
}

static void test_bracketed_paste(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[?2004hready");
	tty_wait_text(s.tty, "ready");
	tty_paste(s.tty, "one");
	peer_expect_only(s.peer, BYTES("\033[200~one\033[201~"));
	connect_again(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "login: ");
	tty_wait_text(s.tty, "login:");
	tty_paste(s.tty, "bob");
	peer_expect_only(s.peer, BYTES("bob"));
}

/* New-line mode, tab stops, the line-drawing set, margins, a colour, application keys. */
static void test_terminal_state(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer,
		       "\033[20h\033[3g\033(0\033[5;9r\033[?6h\033[7m\033[?1h\033[?7lready");
	tty_wait_status(s.tty, "char");
	connect_again(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\r\n1\t9\r\nab\ncd\r\nlqk\r\n");
	tty_wait_line(s.tty, "1       9");
	tty_wait_line(s.tty, "  cd");
	tty_wait_line(s.tty, "lqk");
	CHECK(!tty_cell(s.tty, tty_find(s.tty, 0, "lqk"), 0).reverse, "expected plain text");
	tty_keys(s.tty, "Up");
	peer_expect_only(s.peer, BYTES("\033[A"));
}

/* Figures go on, and say how often it was connected; answers are counted anew. */
static void test_figures(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "look");
	peer_expect_only(s.peer, BYTES("look\r\n"));
	peer_send_text(s.peer, "a room\r\n");
	tty_wait_line(s.tty, "a room");
	fixture_enter(&s, "/stats");
	tty_wait_text(s.tty, "Answers to keys and lines: 1");
	tty_keys(s.tty, "q");
	connect_again(&s);
	fixture_enter(&s, "/stats");
	tty_wait_text(s.tty, "; 1 reconnect, ");
	tty_wait_text(s.tty, "sent      6 B, 1 line");
	tty_wait_text(s.tty, "Answers to keys and lines: none so far");
}

/* A character set with states begins in its first. */
static void test_charset_state(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("--charset", "ISO-2022-JP"));
	peer_send_text(s.peer, "\033$B$\"");
	tty_wait_text(s.tty, "\343\201\202");
	connect_again(&s);
	peer_send_text(s.peer, "plain\r\n");
	tty_wait_line(s.tty, "plain");
}

/* A setting that isn't the character set's leaves a half-read character alone. */
static void test_half_character(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("--charset", "Big5"));
	peer_send(s.peer, BYTES("half: \244"));
	tty_wait_text(s.tty, "half:");
	fixture_enter(&s, "/set reconnect on");
	tty_wait_input(s.tty, "");
	peer_send(s.peer, BYTES("\244 whole\r\n"));
	tty_wait_line(s.tty, "half: \344\270\255 whole");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "bracketed paste", test_bracketed_paste, 0 },
		{ "the terminal's modes", test_terminal_state, 0 },
		{ "figures", test_figures, 0 },
		{ "the state of a character set", test_charset_state, 0 },
		{ "/set in the middle of a character", test_half_character, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
