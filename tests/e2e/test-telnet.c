/*
 * Telnet as a person sees it: what was negotiated, the commands that show and send it.
 */
#include "e2e/harness.h"
#include "e2e/fixture.h"
#include "servers/telnet-bytes.h"

/* What came up, on both sides, with who began and why something was refused. */
static void test_opts(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/opts");
	tty_wait_line(s.tty, "No option has come up.");
	tty_keys(s.tty, "q");
	peer_send(s.peer, BYTES("\377\375\030\377\373\001\377\375\006\377\375\143hello\r\n"));
	tty_wait_line(s.tty, "hello");
	peer_send(s.peer, BYTES("\377\374\001"));
	tty_wait_status(s.tty, "line");
	fixture_enter(&s, "/opts");
	tty_wait_line(s.tty, "The peer speaks telnet.");
	tty_wait_text(s.tty, "TTYPE        ours   on ");
	tty_wait_text(s.tty, "s  they DO, we WILL");
	tty_wait_text(s.tty, "ECHO         theirs off ");
	tty_wait_text(s.tty, "s  they WONT, we DONT, 4 words in all");
	tty_wait_line(s.tty, "             telnetds leave character mode for it");
	tty_wait_text(s.tty, "99           ours   refused ");
	tty_wait_line(s.tty, "             unknown here");
	peer_send(s.peer, BYTES("\377\372\030\001\377\360\377\373\003"));
	tty_wait_line(s.tty, "             told XTERM-256COLOR");
	tty_wait_text(s.tty, "SGA          theirs on ");
	peer_send(s.peer, BYTES("\377\375\040"));
	tty_wait_line(s.tty, "The peer speaks telnet. It is taken for a login.");
	tty_resize(s.tty, 20, 24);
	tty_wait_line(s.tty, "TTYPE ours: on");
	tty_wait_line(s.tty, "  they DO, we WILL");
	tty_resize(s.tty, 80, 24);
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "hello");
}

/* What a peer may know of us: nothing of the environment, whatever it asks for. */
static void test_environment(void)
{
	static const char *const private[] = { "topsecret", "needle", "remote",
					       "en_GB",     "vt52",   "10.9.8.7" };
	const struct tty_setup setup = {
		.extra = WORDS("SECRET=topsecret", "LANG=en_GB.UTF-8", "DISPLAY=remote:0",
			       "SSH_CONNECTION=10.9.8.7 1", "USER=needle", "LOGNAME=needle",
			       "COLORTERM=24bit-needle")
	};
	struct session s;

	fixture_open_with(&s, &setup, WORDS("-l", "alice"));
	peer_send(s.peer, BYTES("\377\375\047\377\372\047\001\377\360"));
	peer_expect(s.peer, BYTES("\377\373\047\377\372\047\000\000USER\001alice\003TERM\001xterm-"
				  "256color\003COLORTERM\001truecolor\377\360"));
	peer_send(s.peer,
		  BYTES("\377\372\047\001\000SECRET\003SECRET\000HOME\000LANG\000DISPLAY\000SSH_"
			"CONNECTION\000LOGNAME\003PATH\000\003\377\360"));
	peer_expect(s.peer, BYTES("\003PATH\000USER\001alice\003TERM\001"));
	peer_expect(s.peer, BYTES("\377\360"));
	/* A game gets names of its own. */
	peer_send(s.peer, BYTES("\377\373\311\377\372\047\001\377\360"));
	peer_expect(s.peer, BYTES("\377\372\047\000\000CLIENT_NAME\001HAIL\000CLIENT_VERSION\001"));
	peer_expect(s.peer, BYTES("\000CHARSET\001UTF-8\377\360"));
	for (size_t i = 0; i < COUNT(private); i++)
		CHECK(!peer_has_received(s.peer, private[i], strlen(private[i])), "%s was told",
		      private[i]);
	CHECK(!peer_has_received(s.peer, s.home.path, strlen(s.home.path)), "the home was told");
	/* Nobody said who logs in: nobody is told. */
	fixture_open_with(&s, &setup, NULL);
	peer_send(s.peer, BYTES("\377\375\047\377\372\047\001\000USER\377\360"));
	peer_expect(s.peer, BYTES("\377\373\047\377\372\047\000\000USER\377\360"));
}

/* The peer's character set is taken, said, and given up for one chosen by hand, which it learns. */
static void test_charset(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer,
		  BYTES("\377\373\311\377\375\047\377\373\052\377\372\047\001\377\360\377\372"
			"\052\001;KOI8-R;UTF-8\377\360\301\302\r\n"));
	peer_expect(s.peer, BYTES("\377\372\052\002KOI8-R\377\360"));
	peer_expect(s.peer, BYTES("CHARSET\001KOI8-R\377\360"));
	tty_wait_text(s.tty, "the peer's text is in KOI8-R from here on");
	tty_wait_line(s.tty, "\u0430\u0431");
	tty_wait_status(s.tty, "KOI8-R");
	fixture_enter(&s, "\u0431");
	peer_expect(s.peer, BYTES("\302\r\n"));
	fixture_enter(&s, "/set charset CP1251");
	peer_expect(s.peer, BYTES("\377\372\047\002\000CHARSET\001CP1251\377\360"));
	tty_wait_status(s.tty, "CP1251");
	peer_send(s.peer, BYTES("\377\372\052\001;UTF-8\377\360"));
	peer_expect(s.peer, BYTES("\377\372\052\003\377\360"));
	fixture_enter(&s, "/opts");
	tty_wait_text(s.tty, "CHARSET      theirs on ");
	tty_wait_text(s.tty, "told CLIENT_NAME, CLIENT_VERSION, TERMINAL_TYPE, MTTS");
}

/* Types a text and presses keys: `bytes` is all that the peer gets. */
static void type_to_peer(struct session *s, const char *text, const char *keys, const char *bytes,
			 size_t n)
{
	tty_type(s->tty, text);
	tty_keys(s->tty, keys);
	peer_expect_only(s->peer, bytes, n);
}

/* What a peer says of lines under LINEMODE: MODE, then keys of its own, then as before. */
static void test_linemode(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "linemode=on"));
	peer_send(s.peer, BYTES("\377\375\042\377\372\042\001\003\377\360ready> "));
	peer_expect(s.peer, BYTES("\377\373\042\377\372\042\003\001\003\000"));
	peer_expect(s.peer, BYTES("\377\372\042\001\007\377\360"));
	tty_wait_status(s.tty, "line (LINEMODE)");
	fixture_enter(&s, "first");
	peer_expect_only(s.peer, BYTES("first\r\n"));
	tty_wait_line(s.tty, "ready> first");
	/* Signals at once, with what was typed gone; the kill ring has it. */
	tty_type(s.tty, "half");
	tty_wait_line(s.tty, "half");
	tty_keys(s.tty, "Ctrl-C");
	peer_expect_only(s.peer, BYTES("\377\364\377\362"));
	tty_wait_no_line(s.tty, "half");
	tty_keys(s.tty, "Ctrl-Z Ctrl-\\ Ctrl-D");
	peer_expect_only(s.peer, BYTES("\377\355\377\362\377\356\377\362\377\354"));
	/* EOF behind text sends that text. */
	type_to_peer(&s, "part", "Ctrl-D", BYTES("part"));
	/* Keys of the peer's: EL is Ctrl-X, AYT Ctrl-T, FORW1 TAB; a control is shown as it is
	 * sent. */
	peer_send(s.peer, BYTES("\377\372\042\003\013\002\030\005\002\024\021\002\011\377\360"));
	peer_expect(s.peer, BYTES("\377\372\042\003\013\202\030\005\202\024\021\202\011\377\360"));
	type_to_peer(&s, "gone", "Ctrl-X Ctrl-T", BYTES("\377\366"));
	type_to_peer(&s, "ls /u", "Tab", BYTES("ls /u\t"));
	type_to_peer(&s, "a", "Ctrl-V Ctrl-C b Enter", BYTES("a\003b\r\n"));
	tty_wait_line(s.tty, "a^Cb");
	/* A password, keys, and as if nothing had been. */
	peer_send(s.peer, BYTES("\377\373\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	peer_send(s.peer, BYTES("\377\372\042\001\002\377\360"));
	tty_wait_status(s.tty, "char (LINEMODE)");
	peer_expect(s.peer, BYTES("\377\372\042\001\006\377\360"));
	tty_keys(s.tty, "x Ctrl-C Ctrl-W");
	peer_expect_only(s.peer, BYTES("x\377\364\377\362\027"));
	fixture_enter(&s, "");
	peer_expect_only(s.peer, BYTES("\r\0"));
	peer_send(s.peer, BYTES("\377\376\042\377\374\001"));
	tty_wait_status(s.tty, "line ");
	tty_wait_no_status(s.tty, "LINEMODE");
}

/* LFLOW: Ctrl-S holds what comes, which the status line says; Ctrl-Q, or any key, goes on. */
static void test_flow_control(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "flow-control=on"));
	fixture_char_mode(&s);
	peer_send(s.peer, BYTES("\377\375\041"));
	peer_expect_only(s.peer, BYTES("\377\373\041"));
	tty_keys(s.tty, "Ctrl-S");
	tty_wait_status(s.tty, "held: Ctrl-Q goes on");
	peer_send_text(s.peer, "unseen\r\n");
	tty_keys(s.tty, "a");
	peer_expect_only(s.peer, BYTES("a"));
	tty_wait_no_line(s.tty, "unseen");
	tty_keys(s.tty, "Ctrl-Q");
	tty_wait_line(s.tty, "unseen");
	tty_wait_status(s.tty, "connected");
	peer_send(s.peer, BYTES("\377\372\041\002\377\360any\r\n"));
	tty_wait_line(s.tty, "any");
	tty_keys(s.tty, "Ctrl-S");
	tty_wait_status(s.tty, "held: any key goes on");
	tty_keys(s.tty, "b");
	tty_wait_status(s.tty, "connected");
	peer_expect_only(s.peer, BYTES("b"));
	/* Off: both keys are the peer's. Held and disconnected: nothing is left of it. */
	peer_send(s.peer, BYTES("\377\372\041\000\377\360off\r\n"));
	tty_wait_line(s.tty, "off");
	tty_keys(s.tty, "Ctrl-S Ctrl-Q");
	peer_expect_only(s.peer, BYTES("\023\021"));
	peer_send(s.peer, BYTES("\377\372\041\001\377\360on\r\n"));
	tty_wait_line(s.tty, "on");
	tty_keys(s.tty, "Ctrl-S");
	tty_wait_status(s.tty, "held: any key goes on");
	tty_keys(s.tty, "Ctrl-] d");
	tty_wait_status(s.tty, "closed");
}

/* As nobody has said that the peer may have them. */
static void test_refused(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\042\377\375\041"));
	peer_expect_only(s.peer, BYTES("\377\374\042\377\374\041"));
	fixture_enter(&s, "/opts");
	tty_wait_text(s.tty, "option linemode is off");
	tty_wait_text(s.tty, "option flow-control is off");
	tty_keys(s.tty, "q");
	/* Allowed now: the peer had asked. And taken back. */
	fixture_enter(&s, "/set linemode on");
	peer_expect_only(s.peer, BYTES("\377\373\042"));
	peer_send(s.peer, BYTES("\377\375\042\377\372\042\001\001\377\360"));
	tty_wait_status(s.tty, "line (LINEMODE)");
	peer_expect(s.peer, BYTES("\377\372\042\001\005\377\360"));
	fixture_enter(&s, "/set linemode off");
	peer_expect_only(s.peer, BYTES("\377\374\042"));
	tty_wait_no_status(s.tty, "LINEMODE");
}

/* The user knows better than the evidence: a game that looks like a terminal hides a line, and a
 * terminal that looks like a game has the keys. */
static void test_peer(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(WILL_ECHO WILL_SGA));
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "set peer mud");
	tty_keys(s.tty, "Enter");
	tty_wait_status(s.tty, "hidden (server ECHO)");
	peer_send(s.peer, BYTES(DO_TTYPE "\377\372\030\001\377\360"));
	peer_expect(s.peer, BYTES("\377\372\030\0HAIL\377\360"));
	tty_type(s.tty, "s3same");
	tty_keys(s.tty, "Enter");
	peer_expect_text(s.peer, "s3same\r\n");
	CHECK(!tty_raw_has(s.tty, BYTES("s3same")), "the password reached the terminal");
}

static void test_peer_terminal(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "peer=terminal"));
	peer_send(s.peer, BYTES("\377\373\311" WILL_ECHO WILL_SGA));
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "/opts", test_opts, 0 },
		{ "the environment", test_environment, 0 },
		{ "the character set", test_charset, 0 },
		{ "LINEMODE", test_linemode, 0 },
		{ "flow control", test_flow_control, 0 },
		{ "LINEMODE and flow control refused", test_refused, 0 },
		{ "a game, as the user says", test_peer, 0 },
		{ "a terminal, as the user says", test_peer_terminal, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
