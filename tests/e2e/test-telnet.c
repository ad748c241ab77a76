/*
 * Telnet as a person sees it: what was negotiated, the commands that show and send it.
 */
#include "e2e/harness.h"
#include "e2e/fixture.h"

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

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "/opts", test_opts, 0 },
		{ "the environment", test_environment, 0 },
		{ "the character set", test_charset, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
