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

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "/opts", test_opts, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
