/* Sessions side by side, what lies over them, and what the client says. */
#include "e2e/harness.h"

#include "e2e/fixture.h"
#include "e2e/tls-client.h"
#include "servers/relay.h"

#define SIZED(w, h) (&(struct tty_setup){ .width = (w), .height = (h) })

/* Opens another session to a peer of its own. */
static Peer *open_another(struct session *s)
{
	Peer *p = peer_new();

	fixture_connect(s, "/open", p);
	return p;
}

/* Waits until a text is in the line of tabs. */
static void wait_tabs(const struct session *s, const char *text)
{
	tty_wait_row(s->tty, 0, text);
}

static bool tabs_lack(Tty *t, const void *user)
{
	return !strstr(tty_row(t, 0), user);
}

/* --- Tabs. */

static void test_tabs(void)
{
	struct session s;
	Peer *second, *third;

	fixture_open(&s);
	CHECK(!strstr(tty_row(s.tty, 0), "1 127.0.0.1"), "expected no tabs for one session");
	second = open_another(&s);
	wait_tabs(&s, "1 127.0.0.1");
	wait_tabs(&s, "2 127.0.0.1");
	peer_send_text(second, "\033]2;the second\007");
	wait_tabs(&s, "the second");
	third = open_another(&s);
	tty_wait_status(s.tty, "[3/3]");
	/* What happens in those that aren't shown is marked, until they are. */
	peer_send_text(s.peer, "output\r\n");
	wait_tabs(&s, " +  2 ");
	peer_send_text(second, "\a");
	wait_tabs(&s, "!  3 ");
	peer_close(second);
	wait_tabs(&s, "!x  3 ");
	tty_keys(s.tty, "Alt-2");
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Alt-3");
	tty_wait_status(s.tty, "[3/3]");
	wait_tabs(&s, " x  3 ");
	/* One of two is closed: no tabs any more. */
	fixture_enter(&s, "/close!");
	peer_expect_end(third);
	fixture_enter(&s, "/close!");
	tty_wait(s.tty, tabs_lack, "1 127.0.0.1", "no tabs");
	tty_wait_line(s.tty, "output");
}

/* The size told to the peer is without the line of tabs. */
static void test_size_told(void)
{
	struct session s;
	Peer *second;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\037"));
	peer_expect(s.peer, BYTES("\377\373\037\377\372\037\000\120\000\026\377\360"));
	second = open_another(&s);
	peer_expect(s.peer, BYTES("\377\372\037\000\120\000\025\377\360"));
	peer_send(second, BYTES("\377\375\037"));
	peer_expect(second, BYTES("\377\373\037\377\372\037\000\120\000\025\377\360"));
	fixture_enter(&s, "/close!");
	peer_expect(s.peer, BYTES("\377\372\037\000\120\000\026\377\360"));
}

/* Whether the tab that begins so is that of the session shown: the others are drawn reversed. */
static bool is_current_tab(Tty *t, const void *user)
{
	const char *row = tty_row(t, 0);
	const char *at = strstr(row, user);

	return at && !tty_cell(t, 0, (int)(at - row) + 1).reverse;
}

/* The tab of the session shown is in sight, whatever the width. */
static void test_narrow_tabs(void)
{
	struct session s;
	char number[8];

	fixture_open_with(&s, SIZED(44, 12), NULL);
	for (int i = 0; i < 4; i++)
		open_another(&s);
	for (int i = 1; i <= 5; i++) {
		snprintf(number, sizeof(number), "Alt-%d", i);
		tty_keys(s.tty, number);
		snprintf(number, sizeof(number), " %d 127.", i);
		tty_wait(s.tty, is_current_tab, number, "the tab of the session shown");
	}
}

/* --- From one session to the next. */

static void test_keys(void)
{
	struct session s;

	fixture_open(&s);
	open_another(&s);
	open_another(&s);
	tty_wait_status(s.tty, "[3/3]");
	tty_type(s.tty, "\033[6;5~"); /* Ctrl-PgDn */
	tty_wait_status(s.tty, "[1/3]");
	tty_type(s.tty, "\033[5;5~"); /* Ctrl-PgUp */
	tty_wait_status(s.tty, "[3/3]");
	tty_type(s.tty, "\033[5;5~");
	tty_wait_status(s.tty, "[2/3]");
	tty_keys(s.tty, "Alt-0");
	tty_wait_status(s.tty, "[3/3]");
	tty_keys(s.tty, "Alt-0");
	tty_wait_status(s.tty, "[2/3]");
}

/* In char mode the escape key's menu does the same, and the peer sees nothing of it. */
static void test_menu_in_char_mode(void)
{
	struct session s;
	Peer *second;
	size_t before, n;

	fixture_open(&s);
	second = open_another(&s);
	fixture_enter(&s, "/mode char");
	tty_wait_status(s.tty, "char (you)");
	peer_received(second, &before);
	tty_keys(s.tty, "Ctrl-] n");
	tty_wait_status(s.tty, "[1/2]");
	tty_keys(s.tty, "Ctrl-] p");
	tty_wait_status(s.tty, "[2/2]");
	tty_keys(s.tty, "Ctrl-] a");
	tty_wait_status(s.tty, "[1/2]");
	tty_keys(s.tty, "Ctrl-] 2");
	tty_wait_status(s.tty, "[2/2]");
	tty_keys(s.tty, "Ctrl-] s");
	tty_wait_text(s.tty, "Enter shows");
	tty_keys(s.tty, "Up Enter");
	tty_wait_status(s.tty, "[1/2]");
	peer_received(second, &n);
	CHECK_INT(n, before);
}

static void test_session_list(void)
{
	struct session s;
	Peer *second, *third;

	fixture_open(&s);
	second = open_another(&s);
	third = open_another(&s);
	peer_send_text(s.peer, "something\r\n");
	peer_close(second);
	wait_tabs(&s, " x  3 ");
	tty_keys(s.tty, "Ctrl-] s");
	tty_wait_text(s.tty, "connected  new output");
	tty_wait_text(s.tty, "3 *");
	tty_wait_text(s.tty, "closed");
	/* x closes the one selected, and the list stays. */
	tty_keys(s.tty, "Up x");
	tty_wait_no_text(s.tty, "closed");
	tty_wait_text(s.tty, "2 *");
	tty_keys(s.tty, "1");
	tty_wait_status(s.tty, "[1/2]");
	tty_wait_no_text(s.tty, "Enter shows");
	tty_keys(s.tty, "Ctrl-] s Esc");
	tty_wait_no_text(s.tty, "Enter shows");
	tty_type(s.tty, "on");
	tty_wait_input(s.tty, "on");
	CHECK(!peer_has_end(third), "the last session was closed");
}

/* Every way to close a connected session asks first, about that session. */
static void test_closing_asks(void)
{
	static const char *const ways[] = { "Ctrl-] s Down x", "Ctrl-] 2 / c l o s e Enter" };
	struct session s;
	Peer *second;

	fixture_open(&s);
	second = open_another(&s);
	for (size_t i = 0; i < COUNT(ways); i++) {
		tap_note("%s", ways[i]);
		tty_keys(s.tty, "Alt-1");
		tty_wait_status(s.tty, "[1/2]");
		tty_keys(s.tty, ways[i]);
		tty_wait_text(s.tty, "session 2 is connected: close it?");
		tty_wait_status(s.tty, "[2/2]");
		tty_keys(s.tty, "n");
		tty_wait_no_text(s.tty, "close it?");
	}
	CHECK(!peer_has_end(second), "it was closed");
	tty_keys(s.tty, "Ctrl-] s");
	tty_wait_text(s.tty, "Esc leaves");
	tty_keys(s.tty, "x y");
	peer_expect_end(second);
	tty_wait_no_status(s.tty, "[");
	tty_wait_no_text(s.tty, "Esc leaves");
	CHECK(!peer_has_end(s.peer), "the other one was closed");
}

/* --- The menu. */

static bool second_row_differs(Tty *t, const void *user)
{
	return strcmp(tty_row(t, 1), user) != 0;
}

/* Shows what of the menu didn't fit. */
static void turn_menu(Tty *t)
{
	char *before = strdup(tty_row(t, 1));

	tty_keys(t, "Down");
	tty_wait(t, second_row_differs, before, "more of the menu");
	free(before);
	CHECK(tty_find(t, 0, " q  ") >= 0, "expected q in sight");
}

static void test_menu_sizes(void)
{
	static const struct {
		unsigned width, height;
	} sizes[] = { { 80, 24 }, { 40, 10 }, { 20, 5 }, { 200, 50 } };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct session s;

		tap_note("%ux%u", sizes[i].width, sizes[i].height);
		s.peer = peer_new();
		s.tty = tty_start(SIZED(sizes[i].width, sizes[i].height),
				  WORDS("hail", "127.0.0.1", peer_port(s.peer)));
		tty_wait_status(s.tty, "line");
		tty_keys(s.tty, "Ctrl-]");
		tty_wait_text(s.tty, " q ");
		tty_wait_text(s.tty, " c ");
		tty_wait_text(s.tty, "127.0.0.1"); /* the title names the session */
		for (int page = 0; page < 20 && tty_find(s.tty, 0, " u  ") < 0; page++)
			turn_menu(s.tty);
		CHECK(tty_find(s.tty, 0, " u  ") >= 0, "expected u in one of the pages");
		tty_keys(s.tty, "Esc");
		tty_wait_no_text(s.tty, " q ");
	}
}

static void test_unknown_menu_key(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-] z");
	tty_wait_text(s.tty, "z is no key of the menu");
	tty_wait_no_text(s.tty, "command line");
}

/* --- Messages. */

/* A console of a few rows doesn't go blank when something is said, and the message ends. */
static void test_fresh_console(void)
{
	struct session s;

	fixture_open_with(&s, SIZED(60, 12), NULL);
	peer_send(s.peer, BYTES("\377\373\001\377\373\003\377\375\000boot\r\nlogin: "));
	tty_wait_status(s.tty, "char");
	tty_wait_line(s.tty, "login:");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "nosuch 9600\r");
	tty_wait_text(s.tty, "there is no command");
	CHECK_TEXT(tty_row(s.tty, 0), "boot");
	CHECK_TEXT(tty_row(s.tty, 1), "login:");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "there is no command");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "telnet nop\r");
	tty_wait_text(s.tty, "sent IAC NOP");
	CHECK_TEXT(tty_row(s.tty, 0), "boot");
	/* Without a key. */
	tty_wait_no_text(s.tty, "sent IAC NOP");
}

/* On a full console the row of the cursor stays in sight. */
static void test_full_console(void)
{
	struct session s;
	int row;

	fixture_open(&s);
	fixture_char_mode(&s);
	for (int line = 0; line < 60; line++)
		peer_send_text(s.peer, "a line\r\n");
	peer_send_text(s.peer, "ready$ ");
	tty_wait_line(s.tty, "ready$");
	row = tty_find(s.tty, 0, "ready$");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "telnet nop\r");
	tty_wait_row(s.tty, row - 1, "sent IAC NOP");
	CHECK_TEXT(tty_row(s.tty, row), "ready$");
}

/* Several are shown one after the other, none is lost. */
static void test_messages_wait(void)
{
	struct session s;

	fixture_open_with(
		&s, NULL,
		WORDS("-c", "set bell", "-c", "set eol", "-c", "set bell", "-c", "set title"));
	tty_wait_text(s.tty, "bell = on");
	tty_wait_text(s.tty, "(2 times)");
	tty_wait_text(s.tty, "[2 more]");
	tty_wait_text(s.tty, "eol = auto");
	tty_wait_text(s.tty, "[1 more]");
	tty_wait_text(s.tty, "title = off");
	tty_wait_no_text(s.tty, "title = off");
}

/* A message belongs to its session. */
static void test_message_of_a_session(void)
{
	struct session s;

	fixture_open(&s);
	open_another(&s);
	fixture_enter_wrong(&s, "/nonsense", "there is no command");
	tty_wait_no_text(s.tty, "there is no command");
	tty_type(s.tty, "/nonsense\r\0331");
	tty_wait_status(s.tty, "[1/2]");
	tty_wait_no_text(s.tty, "there is no command");
	tty_type(s.tty, "\0332");
	tty_wait_status(s.tty, "[2/2]");
	tty_wait_text(s.tty, "there is no command");
}

/* --- Questions. */

/* The command line opens over a passphrase, which is asked for again after it. */
static void test_command_over_passphrase(void)
{
	struct session s;
	struct tls_server server;

	home_init(&s.home);
	tls_server_start(&server, "good",
			 WORDS("-Verify", "1", "-CAfile", tls_server_file("root.pem")));
	s.tty = tty_start(&(struct tty_setup){ .home = &s.home },
			  WORDS("hail", "--raw", "--tls", "--ca-file", tls_server_file("root.pem"),
				"--cert", tls_server_file("client.pem"), "--key",
				tls_server_file("locked.key"), "localhost", server.port));
	tty_wait_text(s.tty, "Passphrase of the key:");
	tls_client_wait_question(s.tty);
	tty_type(s.tty, "open-");
	tty_keys(s.tty, "Ctrl-] c");
	tty_wait_no_text(s.tty, "Passphrase");
	tty_type(s.tty, "set bell\r");
	tty_wait_text(s.tty, "bell = on");
	tty_wait_text(s.tty, "Passphrase of the key: \342\200\242\342\200\242");
	tty_type(s.tty, "sesame\r");
	tty_wait_status(s.tty, "connected");
	CHECK(!tty_raw_has(s.tty, BYTES("open-")), "the passphrase was on the screen");
}

/* A card opens in its own session and doesn't pull that to the front. */
static void test_card_stays(void)
{
	struct session s;
	struct tls_server server;
	Peer *second;

	tls_server_start(&server, "good", NULL);
	fixture_open(&s);
	second = open_another(&s);
	tty_type(s.tty, "/starttls irc\r\0331");
	tty_wait_status(s.tty, "[1/2]");
	peer_expect_text(second, "STARTTLS\r\n");
	peer_send_text(second, ":irc.example 670 * :STARTTLS successful, go ahead\r\n");
	relay_start(second, server.port);
	wait_tabs(&s, "?");
	tty_wait_text(s.tty, "asks something");
	tty_type(s.tty, "op");
	tty_wait_input(s.tty, "op");
	CHECK(tty_find(s.tty, 0, "not trusted") < 0, "the card is over another session");
	tty_keys(s.tty, "Alt-2");
	tty_wait_text(s.tty, "certificate is not trusted");
	tls_client_wait_question(s.tty);
	tty_keys(s.tty, "Enter");
	tty_wait_status(s.tty, "failed");
	tty_wait_no_text(s.tty, "Esc refuses");
	tty_keys(s.tty, "Alt-1");
	tty_wait_input(s.tty, "op");
}

/* --- What the client says. */

static struct tty_cell cell_of(Tty *t, const char *text)
{
	int row = tty_find(t, 0, text);

	CHECK(row >= 0, "expected \"%s\" on the screen", text);
	return tty_cell(t, row, (int)(strstr(tty_row(t, row), text) - tty_row(t, row)));
}

/* Received text in all combinations of attributes never looks like a notice or local echo. */
static void check_client_text(const char *term)
{
	struct session s;
	struct tty_cell sent, said;
	char text[64];

	tap_note("%s", term);
	fixture_open_with(&s, &(struct tty_setup){ .term = term, .height = 60 },
			  WORDS("--raw", "-o", "reconnect=off"));
	for (int bits = 0; bits < 64; bits++) {
		snprintf(text, sizeof(text), "\033[0%s%s%s%s%s%smseen %02d\033[m%s",
			 bits & 1 ? ";1" : "", bits & 2 ? ";2" : "", bits & 4 ? ";3" : "",
			 bits & 8 ? ";4" : "", bits & 16 ? ";7" : "", bits & 32 ? ";36" : "", bits,
			 bits % 2 ? "\r\n" : "\t");
		peer_send_text(s.peer, text);
	}
	tty_wait_text(s.tty, "seen 63");
	fixture_enter(&s, "hello");
	peer_expect_text(s.peer, "hello\r\n");
	tty_wait_line(s.tty, "hello");
	peer_reset(s.peer);
	tty_wait_line(s.tty, "the peer reset the connection");
	sent = cell_of(s.tty, "hello");
	said = cell_of(s.tty, "the peer reset");
	for (int bits = 0; bits < 64; bits++) {
		struct tty_cell received;

		snprintf(text, sizeof(text), "seen %02d", bits);
		received = cell_of(s.tty, text);
		CHECK(!(received.bold == said.bold && received.italic == said.italic &&
			received.underline == said.underline && received.reverse == said.reverse),
		      "%s looks like a notice", text);
		CHECK(!(received.bold == sent.bold && received.italic == sent.italic &&
			received.underline == sent.underline && received.reverse == sent.reverse),
		      "%s looks like local echo", text);
	}
}

static void test_client_text(void)
{
	static const char *const terms[] = { "xterm-256color", "xterm", "screen-256color",
					     "linux",          "vt100", "vt220" };

	for (size_t i = 0; i < COUNT(terms); i++)
		check_client_text(terms[i]);
}

/* --- The terminal's own title. */

static void test_title(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "title=on"));
	CHECK(tty_raw_has(s.tty, BYTES("\033]2;127.0.0.1")), "expected the session's name");
	peer_send_text(s.peer, "\033]2;a \001title\007shown\r\n");
	tty_wait_line(s.tty, "shown");
	CHECK(tty_raw_has(s.tty, BYTES("\033]2;a title")), "expected the peer's title");
	tty_type(s.tty, "/quit!\r");
	tty_expect_exit(s.tty, 0);
	CHECK(tty_raw_has(s.tty, BYTES("\033[23;2t")), "expected the old title back");
	fixture_open(&s);
	peer_send_text(s.peer, "\033]2;unwanted\007shown\r\n");
	tty_wait_line(s.tty, "shown");
	CHECK(!tty_raw_has(s.tty, BYTES("\033]2;")), "expected no title unless asked for");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "tabs and their marks", test_tabs, 0 },
		{ "the size told to the peer", test_size_told, 0 },
		{ "tabs in 44 columns", test_narrow_tabs, 0 },
		{ "keys for the next, previous and last session", test_keys, 0 },
		{ "the same in char mode", test_menu_in_char_mode, 0 },
		{ "the list of sessions", test_session_list, 0 },
		{ "closing a connected session asks", test_closing_asks, 0 },
		{ "the menu in windows of all sizes", test_menu_sizes, 0 },
		{ "a key that the menu hasn't", test_unknown_menu_key, 0 },
		{ "a message over a fresh console", test_fresh_console, 0 },
		{ "a message on a full console", test_full_console, 0 },
		{ "messages wait their turn", test_messages_wait, 0 },
		{ "a message waits for its session", test_message_of_a_session, 0 },
		{ "the command line over a passphrase", test_command_over_passphrase, 0 },
		{ "a card in a session that isn't shown", test_card_stays, 0 },
		{ "no received text looks like the client's", test_client_text, 0 },
		{ "the terminal's title", test_title, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
