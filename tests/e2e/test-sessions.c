/* Several sessions, and what passes from one to the next. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

static void test_log_follows(void)
{
	struct session s;
	char *text;

	home_init(&s.home);
	s.peer = peer_new();
	s.tty = tty_start(&(struct tty_setup){ .home = &s.home },
			  WORDS("hail", "--log", home_path(&s.home, "out.log")));
	tty_wait_input(s.tty, "/connect");
	tty_keys(s.tty, "Ctrl-U");
	fixture_connect(&s, "/connect", s.peer);
	peer_send_text(s.peer, "to be kept\r\n");
	tty_wait_line(s.tty, "to be kept");
	tty_keys(s.tty, "Ctrl-] q y");
	tty_expect_exit(s.tty, 0);
	text = home_read_file(home_path(&s.home, "out.log"), NULL);
	CHECK(text && strstr(text, "to be kept\n"), "expected the line in the log, saw \"%s\"",
	      text ? text : "");
}

static void test_place_in_list(void)
{
	struct session s;
	Peer *second = peer_new();
	Peer *third = peer_new();

	fixture_open(&s);
	fixture_connect(&s, "/open", second);
	tty_wait_status(s.tty, "[2/2]");
	tty_keys(s.tty, "Alt-1");
	tty_wait_status(s.tty, "[1/2]");
	fixture_enter(&s, "/disconnect");
	tty_wait_status(s.tty, "closed");
	tty_type(s.tty, "a draft");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "connect 127.0.0.1 ");
	tty_type(s.tty, peer_port(third));
	tty_keys(s.tty, "Enter");
	peer_wait_connected(third);
	tty_wait_status(s.tty, "[1/2]");
	tty_wait_input(s.tty, "a draft");
}

static void test_save_frame_fails(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/save-frame /nonexistent/folder/frame");
	tty_wait_text(s.tty, "cannot write /nonexistent/folder/frame");
}

static void test_ctrl_d_asks(void)
{
	struct session s;
	Peer *second = peer_new();

	fixture_open(&s);
	fixture_connect(&s, "/open", second);
	peer_close(second);
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Ctrl-D");
	tty_wait_text(s.tty, "close session 2, 127.0.0.1");
	tty_keys(s.tty, "n");
	tty_wait_no_text(s.tty, "close session 2");
	tty_wait_status(s.tty, "[2/2]");
	/* It is about this session: another has no such question. */
	tty_keys(s.tty, "Ctrl-D");
	tty_wait_text(s.tty, "close session 2");
	tty_keys(s.tty, "Ctrl-] 1");
	tty_wait_status(s.tty, "[1/2]");
	tty_wait_no_text(s.tty, "close session 2");
	tty_keys(s.tty, "Ctrl-] 2");
	tty_wait_text(s.tty, "close session 2");
	tty_keys(s.tty, "y");
	tty_wait_no_status(s.tty, "[");
	tty_wait_status(s.tty, "connected");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Ctrl-D");
	tty_expect_exit(s.tty, 0);
}

/* What was shown on purpose is hidden again at the next prompt. */
static void test_reveal_ends(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("password: \377\373\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_type(s.tty, "first");
	tty_keys(s.tty, "Ctrl-] u");
	tty_wait_input(s.tty, "first");
	tty_keys(s.tty, "Enter");
	peer_expect(s.peer, BYTES("first\r\n"));
	peer_send(s.peer, BYTES("\377\374\001\r\nagain\r\n"));
	tty_wait_line(s.tty, "again");
	peer_send(s.peer, BYTES("password: \377\373\001"));
	tty_wait_status(s.tty, "hidden (server ECHO)");
	tty_type(s.tty, "other");
	tty_wait_input(s.tty, "\342\200\242\342\200\242\342\200\242\342\200\242\342\200\242");
	CHECK(!tty_raw_has(s.tty, BYTES("other")), "the second password was shown");
}

/* The menu's command line stands over a text such as /help, and takes the keys. */
static void test_command_line_over_text(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/help");
	tty_wait_text(s.tty, "q closes");
	tty_paste(s.tty, "lost?");
	tty_wait_text(s.tty, "nothing was pasted");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "send quick");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("quick\r\n"));
	tty_keys(s.tty, "q");
	tty_wait_no_text(s.tty, "q closes");
}

/* Ctrl-C in a search that finds nothing ends the search; the peer is not interrupted. */
static void test_ctrl_c_ends_search(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\003"));
	peer_expect_only(s.peer, BYTES("\377\375\003"));
	tty_keys(s.tty, "Ctrl-R z");
	tty_wait_text(s.tty, "no match");
	tty_keys(s.tty, "Ctrl-C");
	tty_wait_no_text(s.tty, "no match");
	fixture_enter(&s, "hello");
	peer_expect_only(s.peer, BYTES("hello\r\n"));
}

/* --raw holds for every session, not only for one named on the command line. */
static void test_raw_for_all(void)
{
	struct session s;

	fixture_start_screen(&s, WORDS("--raw"));
	tty_keys(s.tty, "Ctrl-U");
	fixture_connect(&s, "/connect", s.peer);
	tty_wait_status(s.tty, "line (raw)");
	peer_send(s.peer, BYTES("\377\373\001\r\nseen\r\n"));
	tty_wait_line(s.tty, "seen");
	tty_wait_status(s.tty, "line (raw)");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "--log holds for the session that /connect puts in place", test_log_follows, 0 },
		{ "/connect keeps the place in the list and the draft", test_place_in_list, 0 },
		{ "/save-frame says why it can't write", test_save_frame_fails, 0 },
		{ "Ctrl-D asks while another session is live", test_ctrl_d_asks, 0 },
		{ "hidden input that was shown hides the next", test_reveal_ends, 0 },
		{ "Ctrl-C in a search", test_ctrl_c_ends_search, 0 },
		{ "--raw and /connect", test_raw_for_all, 0 },
		{ "the command line over a text", test_command_line_over_text, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
