/* Commands and the escape key's popup, as a user meets them. */
#include "e2e/harness.h"

#include <sys/stat.h>

#include "e2e/fixture.h"

static void make_telnet(struct session *s)
{
	peer_send(s->peer, BYTES("\377\373\003"));
	peer_expect_only(s->peer, BYTES("\377\375\003"));
}

static void test_unknown(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/nosuchthing at all");
	tty_wait_text(s.tty, "there is no command \"nosuchthing\"");
	/* It stays to be mended, and nothing is sent. */
	tty_wait_input(s.tty, "/nosuchthing at all");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "hello");
	peer_expect_only(s.peer, BYTES("hello\r\n"));
}

static void test_two_slashes(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "//who is here");
	peer_expect_only(s.peer, BYTES("/who is here\r\n"));
	fixture_enter(&s, "a /quit! inside");
	peer_expect_only(s.peer, BYTES("a /quit! inside\r\n"));
}

static void test_send(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/send look at me");
	peer_expect_only(s.peer, BYTES("look at me\r\n"));
	fixture_enter(&s, "/send /quit!");
	peer_expect_only(s.peer, BYTES("/quit!\r\n"));
}

static void test_telnet_commands(void)
{
	static const struct {
		const char *name;
		unsigned char code;
	} commands[] = { { "brk", 243 }, { "ip", 244 }, { "ao", 245 },
			 { "ayt", 246 }, { "ec", 247 }, { "el", 248 },
			 { "nop", 241 }, { "ga", 249 }, { "eor", 239 } };
	struct session s;
	char text[32];

	fixture_open(&s);
	make_telnet(&s);
	fixture_enter_wrong(&s, "/telnet nosuch", "unknown telnet command \"nosuch\"");
	for (size_t i = 0; i < COUNT(commands); i++) {
		const unsigned char bytes[] = { 255, commands[i].code };

		snprintf(text, sizeof(text), "/telnet %s", commands[i].name);
		fixture_enter(&s, text);
		peer_expect_only(s.peer, bytes, sizeof(bytes));
	}
	fixture_enter(&s, "/telnet synch");
	peer_expect_only(s.peer, BYTES("\377\362"));
	CHECK_INT(peer_marks(s.peer), 1);
}

static bool second_row_is(Tty *t, const void *user)
{
	return strcmp(tty_row(t, 1), user) == 0;
}

static bool second_row_differs(Tty *t, const void *user)
{
	return !second_row_is(t, user);
}

/* Turns the pages until a command is in sight, and back to the first. */
static void find_in_help(Tty *t, const char *command)
{
	char *first = strdup(tty_row(t, 1));

	while (tty_find(t, 0, command) < 0) {
		char *before = strdup(tty_row(t, 1));

		tty_keys(t, "PgDn");
		tty_wait(t, second_row_differs, before, command);
		free(before);
	}
	tty_keys(t, "Home");
	tty_wait(t, second_row_is, first, "the first page of the help");
	free(first);
}

static void test_help(void)
{
	static const char *const named[] = { "/connect", "/open",      "/disconnect", "/reconnect",
					     "/close",   "/quit",      "/help",       "/set",
					     "/mode",    "/view",      "/send",       "/telnet",
					     "/log",     "/save-frame" };
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "behind the view\r\n");
	tty_wait_line(s.tty, "behind the view");
	fixture_enter(&s, "/help");
	tty_wait_no_text(s.tty, "behind the view");
	for (size_t i = 0; i < COUNT(named); i++)
		find_in_help(s.tty, named[i]);
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "behind the view");
	fixture_enter(&s, "/help keys");
	tty_wait_no_text(s.tty, "behind the view");
	find_in_help(s.tty, "Ctrl-] or F12");
	find_in_help(s.tty, "a regular expression, or plain text again");
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "behind the view");
	fixture_enter(&s, "/help mode");
	tty_wait_text(s.tty, "/mode");
	tty_keys(s.tty, "Esc");
	tty_wait_line(s.tty, "behind the view");
	fixture_enter(&s, "x");
	peer_expect_only(s.peer, BYTES("x\r\n"));
}

static void test_popup(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "draft");
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_text(s.tty, "disconnect");
	tty_wait_text(s.tty, "reconnect");
	tty_wait_text(s.tty, "quit");
	tty_wait_text(s.tty, "mode");
	tty_wait_text(s.tty, "view");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "disconnect");
	tty_wait_input(s.tty, "draft");
	tty_keys(s.tty, "F12");
	tty_wait_text(s.tty, "disconnect");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "disconnect");
	tty_wait_input(s.tty, "draft");
}

static void test_popup_command_line(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "telnet ayt");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("\377\366"));
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "/telnet nop");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("\377\361"));
	/* Given up: back to the peer. */
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "telnet brk");
	tty_wait_text(s.tty, "telnet brk");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "telnet brk");
	tty_keys(s.tty, "x");
	peer_expect_only(s.peer, BYTES("x"));
}

static void test_disconnect_and_reconnect(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "the first time\r\n");
	tty_wait_line(s.tty, "the first time");
	fixture_enter(&s, "/disconnect");
	peer_expect_end(s.peer);
	tty_wait_status(s.tty, "closed");
	CHECK(tty_find(s.tty, 0, "the first time") >= 0, "expected that the screen stays");
	/* A line can't be sent now: it stays. */
	fixture_enter_wrong(&s, "too late", "not connected: it is not sent");
	fixture_enter(&s, "/reconnect");
	tty_wait_status(s.tty, "connected");
	CHECK_INT(peer_connections(s.peer), 2);
	peer_send_text(s.peer, "the second time\r\n");
	tty_wait_line(s.tty, "the second time");
	CHECK(tty_find(s.tty, 0, "the first time") >= 0, "expected that the history stays");
	tty_keys(s.tty, "Ctrl-] d");
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Ctrl-] r");
	tty_wait_status(s.tty, "connected");
	CHECK_INT(peer_connections(s.peer), 3);
}

static void test_draft_survives_disconnect(void)
{
	struct session s;

	fixture_open(&s);
	tty_type(s.tty, "unsent words");
	tty_wait_input(s.tty, "unsent words");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_wait_input(s.tty, "unsent words");
	tty_keys(s.tty, "Ctrl-] r");
	tty_wait_status(s.tty, "connected");
	tty_wait_input(s.tty, "unsent words");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("unsent words\r\n"));
}

static void test_connect(void)
{
	struct session s;
	Peer *other = peer_new();

	fixture_open(&s);
	fixture_enter(&s, "/disconnect");
	tty_wait_status(s.tty, "closed");
	fixture_connect(&s, "/connect", other);
	peer_send_text(other, "another place\r\n");
	tty_wait_line(s.tty, "another place");
	fixture_enter(&s, "hi");
	peer_expect_only(other, BYTES("hi\r\n"));
}

static void test_connect_refused(void)
{
	struct session s;
	char text[64];

	fixture_open(&s);
	fixture_enter(&s, "/disconnect");
	tty_wait_status(s.tty, "closed");
	snprintf(text, sizeof(text), "/connect 127.0.0.1 %s", peer_refusing_port());
	fixture_enter(&s, text);
	tty_wait_status(s.tty, "failed");
	fixture_enter(&s, "/connect 127.0.0.1 70000");
	tty_wait_text(s.tty, "\"70000\" is not a port");
	tty_wait_input(s.tty, "/connect 127.0.0.1 70000");
}

static void test_open_and_close(void)
{
	struct session s;
	Peer *other = peer_new();
	char text[64];

	fixture_open(&s);
	peer_send_text(s.peer, "in the first\r\n");
	tty_wait_line(s.tty, "in the first");
	snprintf(text, sizeof(text), "/open 127.0.0.1:%s", peer_port(other));
	fixture_enter(&s, text);
	peer_wait_connected(other);
	peer_send_text(other, "in the second\r\n");
	tty_wait_line(s.tty, "in the second");
	CHECK(!peer_has_end(s.peer), "the first session must go on");
	tty_keys(s.tty, "Alt-1");
	tty_wait_line(s.tty, "in the first");
	tty_wait_no_text(s.tty, "in the second");
	fixture_enter(&s, "one");
	peer_expect_only(s.peer, BYTES("one\r\n"));
	tty_keys(s.tty, "Ctrl-] 2");
	tty_wait_line(s.tty, "in the second");
	fixture_enter(&s, "/close");
	tty_wait_text(s.tty, "session 2 is connected: close it?");
	tty_keys(s.tty, "y");
	peer_expect_end(other);
	tty_wait_line(s.tty, "in the first");
}

static void test_quit_asks(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/quit");
	tty_wait_text(s.tty, "(y quits");
	tty_keys(s.tty, "n");
	tty_wait_no_text(s.tty, "(y quits");
	tty_wait_status(s.tty, "connected");
	tty_wait_input(s.tty, "");
	tty_keys(s.tty, "Ctrl-] q y");
	tty_expect_exit(s.tty, 0);
}

static void test_quit_at_once(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
	peer_expect_end(s.peer);
}

static void test_quit_after_end(void)
{
	struct session s;

	fixture_open(&s);
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	fixture_enter(&s, "/quit");
	tty_expect_exit(s.tty, 0);
}

static void test_ctrl_d(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-D");
	fixture_enter(&s, "still here");
	peer_expect_only(s.peer, BYTES("still here\r\n"));
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_type(s.tty, "x");
	tty_wait_input(s.tty, "x");
	tty_keys(s.tty, "Ctrl-D");
	tty_keys(s.tty, "Backspace");
	tty_wait_input(s.tty, "");
	tty_keys(s.tty, "Ctrl-D");
	tty_expect_exit(s.tty, 0);
}

static bool is_saved(const void *path)
{
	char *text = home_read_file(path, NULL);
	bool saved = text && !strstr(text, "what was there before");

	free(text);
	return saved;
}

/* What is being typed is the user's alone, whoever runs the command. */
/* A log that is written doesn't become a picture. */
static void test_save_frame_over_log(void)
{
	struct session s;
	char text[300];

	fixture_open_logged(&s, NULL, NULL);
	peer_send(s.peer, BYTES("kept\r\n"));
	tty_wait_line(s.tty, "kept");
	snprintf(text, sizeof(text), "/save-frame %s", home_path(&s.home, "log"));
	fixture_enter_wrong(&s, text, "is the log of a session");
	snprintf(text, sizeof(text), "/record %s", home_path(&s.home, "a.hail"));
	fixture_enter(&s, text);
	tty_wait_text(s.tty, "recording to");
	snprintf(text, sizeof(text), "/log %s", home_path(&s.home, "a.hail"));
	fixture_enter_wrong(&s, text, "is the recording of a session");
	snprintf(text, sizeof(text), "/save-frame %s", home_path(&s.home, "frame"));
	fixture_enter(&s, text);
	tty_wait_text(s.tty, "the screen is written to");
}

static void test_save_frame_with_draft(void)
{
	struct session s;
	char text[640], *frame;

	fixture_open(&s);
	tty_type(s.tty, "half a draft");
	tty_wait_input(s.tty, "half a draft");
	tty_keys(s.tty, "Ctrl-] c");
	snprintf(text, sizeof(text), "save-frame %s", home_path(&s.home, "frame.txt"));
	tty_type(s.tty, text);
	tty_keys(s.tty, "Enter");
	CHECK(pump_until(is_saved, home_path(&s.home, "frame.txt"), PUMP_DEADLINE),
	      "expected the frame to be saved");
	frame = home_read_file(home_path(&s.home, "frame.txt"), NULL);
	CHECK(frame && strstr(frame, "^] menu\n"), "expected the status line");
	CHECK(!strstr(frame, "draft"), "the draft was saved: %s", frame);
	tty_wait_input(s.tty, "half a draft");
	free(frame);
}

static void test_save_frame(void)
{
	struct session s;
	struct stat st;
	char text[640], *frame, *line, *rest;

	fixture_open(&s);
	peer_send_text(s.peer, "caf\303\251 \346\227\245\346\234\254 and blanks    \r\n");
	tty_wait_line(s.tty, "caf\303\251 \346\227\245\346\234\254 and blanks");
	peer_send_text(s.peer,
		       "turn\342\200\256ed \342\201\246i\330\234s\342\200\217o\r\nlast\r\n");
	tty_wait_line(s.tty, "last");
	home_write(&s.home, "frame.txt", "what was there before\n");
	snprintf(text, sizeof(text), "/save-frame %s", home_path(&s.home, "frame.txt"));
	tty_type(s.tty, text);
	tty_keys(s.tty, "Enter");
	tty_wait_input(s.tty, "");
	CHECK(pump_until(is_saved, home_path(&s.home, "frame.txt"), PUMP_DEADLINE),
	      "expected the frame to be saved");
	frame = home_read_file(home_path(&s.home, "frame.txt"), NULL);
	CHECK(frame, "no frame");
	CHECK(strstr(frame, "caf\303\251 \346\227\245\346\234\254 and blanks\n"),
	      "expected the line, blanks cut");
	CHECK(strstr(frame, "turn<U+202E>ed <U+2066>i<U+061C>s<U+200F>o\n"),
	      "expected marks of direction by name, saw %s", frame);
	CHECK(strstr(frame, "^] menu\n"), "expected the status line");
	CHECK(!strstr(frame, "what was there before"), "expected the file replaced");
	int rows = 0;
	for (line = frame; (rest = strchr(line, '\n')); line = rest + 1) {
		CHECK(rest == line || rest[-1] != ' ', "a trailing blank in row %d", rows);
		rows++;
	}
	CHECK_INT(rows, 24);
	CHECK(*line == '\0', "expected a newline at the end");
	CHECK(stat(home_path(&s.home, "frame.txt"), &st) == 0, "no frame");
	free(frame);
}

/* The ending says the format; another one than the four is refused, and nothing written. */
static void test_save_frame_formats(void)
{
	struct session s;
	char text[640], *frame;

	fixture_open(&s);
	peer_send_text(s.peer, "a \033[31mred\033[0m <word>\r\n");
	tty_wait_line(s.tty, "a red <word>");
	snprintf(text, sizeof(text), "/save-frame %s", home_path(&s.home, "frame.png"));
	fixture_enter(&s, text);
	tty_wait_text(s.tty, ".png is no ending of a picture: .txt, .ansi, .html or .svg");
	snprintf(text, sizeof(text), "/save-frame %s", home_path(&s.home, "frame.html"));
	fixture_enter(&s, text);
	CHECK(pump_until(is_saved, home_path(&s.home, "frame.html"), PUMP_DEADLINE),
	      "expected the frame to be saved");
	frame = home_read_file(home_path(&s.home, "frame.html"), NULL);
	CHECK(frame && strstr(frame, "a <span style=\"color:#cd0000;\">red</span> &lt;word&gt;\n"),
	      "expected the line in HTML, saw %s", frame);
	free(frame);
	frame = home_read_file(home_path(&s.home, "frame.png"), NULL);
	CHECK(!frame, "expected no frame.png");
	free(frame);
}

static void test_log_mode(void)
{
	struct session s;
	struct stat st;
	char text[640], *log;

	fixture_open(&s);
	snprintf(text, sizeof(text), "/log %s", home_path(&s.home, "session.log"));
	tty_type(s.tty, text);
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "logging to");
	peer_send_text(s.peer, "to be logged\r\n");
	tty_wait_line(s.tty, "to be logged");
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
	log = home_read_file(home_path(&s.home, "session.log"), NULL);
	CHECK(log && strstr(log, "to be logged\n"), "expected the line in the log");
	CHECK(stat(home_path(&s.home, "session.log"), &st) == 0 && (st.st_mode & 0777) == 0600,
	      "expected mode 0600");
}

static void test_history_over_runs(void)
{
	struct session s;
	Tty *again;

	fixture_open(&s);
	fixture_enter(&s, "remember me");
	fixture_enter(&s, "and me");
	fixture_enter(&s, "and me");
	peer_expect_only(s.peer, BYTES("remember me\r\nand me\r\nand me\r\n"));
	tty_type(s.tty, "unsent");
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "and me");
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "remember me");
	tty_keys(s.tty, "Down Down");
	tty_wait_input(s.tty, "unsent");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
	again = tty_start(&(struct tty_setup){ .home = &s.home },
			  WORDS("hail", "127.0.0.1", peer_port(s.peer)));
	tty_wait_status(again, "connected");
	tty_keys(again, "Ctrl-R");
	tty_type(again, "remem");
	tty_wait_text(again, "remember me");
	tty_keys(again, "Enter");
	peer_expect(s.peer, BYTES("remember me\r\n"));
}

static void test_completion(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "A Balrogosaurus stands here.\r\n");
	tty_wait_text(s.tty, "Balrogosaurus");
	tty_type(s.tty, "kill Balr");
	tty_keys(s.tty, "Tab");
	tty_wait_input(s.tty, "kill Balrogosaurus");
	tty_keys(s.tty, "Ctrl-U");
	tty_type(s.tty, "/disco");
	tty_keys(s.tty, "Tab");
	tty_wait_text(s.tty, "/disconnect");
}

static void test_set(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/set local-echo off");
	fixture_enter(&s, "not echoed");
	peer_expect_only(s.peer, BYTES("not echoed\r\n"));
	peer_send_text(s.peer, "answer\r\n");
	tty_wait_line(s.tty, "answer");
	tty_wait_input(s.tty, "");
	CHECK(tty_find(s.tty, 0, "not echoed") < 0, "expected no local echo");
	fixture_enter(&s, "/set local-echo on");
	fixture_enter(&s, "echoed now");
	tty_wait_line(s.tty, "echoed now");
	fixture_enter_wrong(&s, "/set nosuchoption 1", "there is no option \"nosuchoption\"");
	fixture_enter(&s, "/set local-echo sometimes");
	tty_wait_text(s.tty, "local-echo can't be \"sometimes\"");
	tty_wait_input(s.tty, "/set local-echo sometimes");
}

static void test_other_escape_key(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "-e", "^A", "127.0.0.1", peer_port(p)));

	tty_wait_text(t, "^A menu");
	tty_keys(t, "Ctrl-A");
	tty_wait_text(t, "disconnect");
	tty_keys(t, "Esc");
	tty_wait_no_text(t, "disconnect");
	tty_type(t, "/mode char\r");
	tty_wait_text(t, "char (you)");
	/* What is an escape key no longer goes to the peer; the new one twice does. */
	tty_keys(t, "Ctrl-] Ctrl-A Ctrl-A x");
	peer_expect_only(p, BYTES("\035\001x"));
}

static void test_start_alone(void)
{
	struct session s;

	fixture_start_screen(&s, NULL);
	CHECK(tty_find(s.tty, 0, "/connect demo") >= 0, "expected the help to name the demo");
	tty_type(s.tty, "127.0.0.1 ");
	tty_type(s.tty, peer_port(s.peer));
	tty_keys(s.tty, "Enter");
	peer_wait_connected(s.peer);
	peer_send_text(s.peer, "hello\r\n");
	tty_wait_line(s.tty, "hello");
	tty_wait_status(s.tty, "connected");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "an unknown command stays in the line and sends nothing", test_unknown, 0 },
		{ "two slashes send one", test_two_slashes, 0 },
		{ "/send", test_send, 0 },
		{ "/telnet", test_telnet_commands, 0 },
		{ "/help lists the commands and closes", test_help, 0 },
		{ "the escape keys' popup", test_popup, 0 },
		{ "the popup's command line in char mode", test_popup_command_line, 0 },
		{ "/disconnect, /reconnect and their keys", test_disconnect_and_reconnect, 0 },
		{ "a draft survives a disconnect", test_draft_survives_disconnect, 0 },
		{ "/connect replaces an ended session", test_connect, 0 },
		{ "/connect that fails says so", test_connect_refused, 0 },
		{ "/open, Alt-1, /close", test_open_and_close, 0 },
		{ "/quit asks while a session is live", test_quit_asks, 0 },
		{ "/quit! doesn't ask", test_quit_at_once, 0 },
		{ "/quit after the end doesn't ask", test_quit_after_end, 0 },
		{ "Ctrl-D ends only an ended session", test_ctrl_d, 0 },
		{ "/save-frame", test_save_frame, 0 },
		{ "/save-frame by ending", test_save_frame_formats, 0 },
		{ "/save-frame over a log", test_save_frame_over_log, 0 },
		{ "/save-frame beside a draft", test_save_frame_with_draft, 0 },
		{ "/log writes a private file", test_log_mode, 0 },
		{ "history over runs, the draft kept", test_history_over_runs, 0 },
		{ "completion of words on screen and of commands", test_completion, 0 },
		{ "/set", test_set, 0 },
		{ "-e: another escape key", test_other_escape_key, 0 },
		{ "hail alone begins at /connect", test_start_alone, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
