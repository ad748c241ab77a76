/*
 * What a person sends by hand in a telnet session: commands by their menu, options, Enter.
 */
#include "e2e/harness.h"

#include "e2e/fixture.h"
#include "servers/telnet-bytes.h"

/* The menu of telnet commands, which says what was sent; another key sends nothing. */
static void test_menu(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	tty_keys(s.tty, "Ctrl-] t");
	tty_wait_text(s.tty, "AYT: are you there?");
	tty_keys(s.tty, "a");
	peer_expect_only(s.peer, BYTES("\377\366"));
	tty_wait_text(s.tty, "sent IAC AYT");
	tty_keys(s.tty, "Ctrl-] t");
	tty_wait_text(s.tty, "EOF: end of file");
	tty_keys(s.tty, "d");
	peer_expect_only(s.peer, BYTES("\377\354"));
	tty_keys(s.tty, "Ctrl-] t");
	tty_wait_text(s.tty, "EOF: end of file");
	tty_type(s.tty, "quit");
	tty_wait_no_text(s.tty, "EOF: end of file");
	tty_keys(s.tty, "Ctrl-] t b");
	peer_expect_only(s.peer, BYTES("\377\363"));
	/* The option is asked for. */
	tty_keys(s.tty, "Ctrl-] t");
	tty_wait_text(s.tty, "DO an option");
	tty_keys(s.tty, "t");
	tty_wait_text(s.tty, "/telnet do");
	tty_type(s.tty, "eor");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("\377\375\031"));
}

/* Options by hand: completed, sent, refused. */
static void test_by_hand(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\003"));
	peer_expect_only(s.peer, BYTES("\377\373\003"));
	tty_type(s.tty, "/telnet do s");
	tty_keys(s.tty, "Tab Enter");
	peer_expect_only(s.peer, BYTES("\377\375\003"));
	tty_wait_text(s.tty, "sent IAC DO SGA; /opts shows what becomes of it");
	fixture_enter_wrong(&s, "/telnet will status",
			    "WILL STATUS was not sent: /opts shows it here");
	fixture_enter(&s, "/telnet wont sga");
	peer_expect_only(s.peer, BYTES("\377\374\003"));
	fixture_enter_wrong(&s, "/telnet do 99",
			    "DO 99 was not sent: it is unknown here (/telnet raw ff fd 63");
	fixture_enter(&s, "/telnet raw ff fd 63 fffa63 00fff0");
	peer_expect_only(s.peer, BYTES("\377\375\143\377\372\143\0\377\360"));
	tty_wait_text(s.tty, "sent ff fd 63 fffa63 00fff0");
	fixture_enter(&s, "/help telnet");
	tty_wait_text(s.tty, "/telnet will, wont, do or dont negotiates an option.");
}

static void test_eol(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/eol");
	tty_wait_text(s.tty, "Enter sends CRLF in line mode here (eol = auto)");
	fixture_enter(&s, "/eol lf");
	tty_wait_text(s.tty, "Enter sends LF in line mode here (eol = lf)");
	tty_wait_status(s.tty, "LF UTF-8");
	fixture_enter(&s, "one");
	peer_expect_only(s.peer, BYTES("one\n"));
	fixture_enter_wrong(&s, "/eol cnl", "eol can't be \"cnl\"");
	fixture_enter(&s, "/eol auto");
	fixture_char_mode(&s);
	tty_keys(s.tty, "Enter Ctrl-J");
	peer_expect_only(s.peer, BYTES("\r\0\n"));
}

/* A silent peer is asked, and if it doesn't answer that is said, once. */
static void test_keepalive(void)
{
	struct session s;

	fixture_open_with(&s, NULL,
			  WORDS("-o", "keepalive-telnet=ayt", "-o", "keepalive-idle=1", "-o",
				"silence-notice=1"));
	peer_send(s.peer, BYTES(WILL_SGA));
	peer_expect(s.peer, BYTES(DO_SGA));
	peer_expect(s.peer, BYTES("\377\366"));
	tty_wait_text(s.tty, "the peer has not answered AYT for 1 s");
	peer_send_text(s.peer, "[Yes]\r\n");
	tty_keys(s.tty, "Ctrl-L");
	tty_wait_line(s.tty, "[Yes]");
	tty_wait_text(s.tty, "the peer answers again");
	fixture_enter(&s, "/set keepalive-telnet nop");
	peer_expect(s.peer, BYTES("\377\361"));
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the menu of telnet commands", test_menu, 0 },
		{ "options by hand", test_by_hand, 0 },
		{ "/eol", test_eol, 0 },
		{ "keepalive", test_keepalive, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
