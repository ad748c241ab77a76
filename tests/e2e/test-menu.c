/* The escape key's menu, scroll mode, and what says in passing what is going on. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

/* Waits until what was said of it is gone by itself: what followed it at once is over. */
static void wait_said(Tty *t, const char *said)
{
	tty_wait_text(t, said);
	tty_wait_no_text(t, said);
}

/* Nothing came to the peer before this. */
static void expect_next(struct session *s, const char *line)
{
	char sent[64];

	tty_type(s->tty, line);
	tty_keys(s->tty, "Enter");
	snprintf(sent, sizeof(sent), "%s\r\n", line);
	peer_expect_text(s->peer, sent);
}

static void test_typed_on_after_menu(void)
{
	static const struct {
		const char *typed, *said;
		bool scrolls; /* the keys are scroll mode's until q */
	} keys[] = {
		{ "\035/quit\r", "no line has \"quit\"", true },
		{ "\035/status once\r/quit!\r", "no line has \"status once\"", true },
		{ "\035xyz\r/quit!\r", "x is no key of the menu", false },
	};

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct session s;

		tap_note("%s", keys[i].said);
		fixture_open(&s);
		tty_type(s.tty, keys[i].typed);
		wait_said(s.tty, keys[i].said);
		if (keys[i].scrolls) {
			tty_wait_status(s.tty, "q returns");
			tty_type(s.tty, "nq");
			tty_wait_no_status(s.tty, "q returns");
		}
		expect_next(&s, "ok");
	}
}

/* A page that the menu opened isn't closed by a q in what is typed on. */
static void test_typed_on_over_page(void)
{
	static const char *const keys[] = { "\035?quit\r", "\035hquit\r" };

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct session s;

		fixture_open(&s);
		tty_type(s.tty, keys[i]);
		tty_wait_text(s.tty, "q closes");
		tty_keys(s.tty, "Esc");
		tty_wait_no_text(s.tty, "q closes");
		fixture_enter(&s, "ok");
		peer_expect_text(s.peer, "ok\r\n");
	}
}

/* In char mode too, where every key would be sent at once. */
static void test_typed_in_scroll_mode(void)
{
	static const struct {
		const char *typed, *said;
	} bursts[] = {
		{ "/quit\r", "no line has \"quit\"" },
		{ "?quit\r", "no line has \"quit\"" },
		{ "show q\rreload\r", "the keys scroll now: q, Esc or End returns" },
	};

	for (size_t i = 0; i < COUNT(bursts) * 2; i++) {
		const char *said = bursts[i / 2].said;
		bool character = i % 2;
		struct session s;

		tap_note("%s, %s", bursts[i / 2].typed, character ? "char mode" : "line mode");
		fixture_open(&s);
		if (character)
			fixture_enter(&s, "/mode char");
		for (int line = 0; line < 60; line++)
			peer_send_text(s.peer, "a line\r\n");
		peer_send_text(s.peer, "the last");
		tty_wait_text(s.tty, "the last");
		tty_keys(s.tty, "Ctrl-] PgUp");
		tty_wait_status(s.tty, "scrolling: q returns");
		tty_type(s.tty, bursts[i / 2].typed);
		wait_said(s.tty, said);
		tty_wait_status(s.tty, "scrolling: q returns");
		tty_type(s.tty, "q");
		tty_wait_no_status(s.tty, "scrolling");
		tty_type(s.tty, "ok");
		if (!character)
			tty_keys(s.tty, "Enter");
		peer_expect_text(s.peer, character ? "ok" : "ok\r\n");
	}
}

/* PgUp alone leaves the keys to the input line, which is told apart from scroll mode. */
static void test_scrolled_in_line_mode(void)
{
	struct session s;

	fixture_open(&s);
	for (int line = 0; line < 60; line++)
		peer_send_text(s.peer, "a line\r\n");
	peer_send_text(s.peer, "the last");
	tty_wait_text(s.tty, "the last");
	tty_keys(s.tty, "PgUp");
	tty_wait_status(s.tty, "End returns");
	tty_type(s.tty, "m");
	tty_wait_input(s.tty, "m");
	tty_wait_status(s.tty, "Ctrl-End returns");
	tty_keys(s.tty, "Backspace End");
	tty_wait_no_status(s.tty, "returns");
	fixture_enter(&s, "/marks");
	tty_wait_text(s.tty, "m in scroll mode (^] PgUp) marks one");
	tty_keys(s.tty, "Ctrl-] PgUp m");
	tty_wait_text(s.tty, "marked, 1 in all");
	tty_type(s.tty, "#");
	tty_wait_text(s.tty, "F1 lists the keys");
	tty_keys(s.tty, "F1");
	tty_wait_text(s.tty, "In scroll mode");
	tty_wait_text(s.tty, "mark the line at the cursor");
}

/* Where a / goes to the peer, sentences name a command by the menu's key. */
static void test_commands_named(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/trace");
	tty_wait_text(s.tty, "no trace: /trace on shows what passes");
	tty_keys(s.tty, "Ctrl-] ?");
	tty_wait_text(s.tty, "/help lists commands");
	tty_keys(s.tty, "q");
	fixture_char_mode(&s);
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "trace\r");
	tty_wait_text(s.tty, "no trace: ^] c trace on shows what passes");
	tty_wait_text(s.tty, "^] c trace FILE");
	tty_keys(s.tty, "Ctrl-] ?");
	tty_wait_text(s.tty, "^] c help lists commands");
}

/* A text is searched, and a key that it hasn't is answered. */
static void test_page_keys(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/help");
	tty_wait_text(s.tty, "(q closes, / finds");
	tty_type(s.tty, "?");
	tty_wait_text(s.tty, "help: no key of this page");
	tty_type(s.tty, "/in scroll mode (\r");
	tty_wait_line(s.tty, "In scroll mode (PgUp or y in the menu):");
	tty_type(s.tty, "/nowhere at all\r");
	tty_wait_text(s.tty, "help: not found");
	tty_type(s.tty, "/q");
	tty_wait_text(s.tty, "find: q");
	tty_keys(s.tty, "Esc");
	tty_wait_text(s.tty, "(q closes, / finds");
	tty_keys(s.tty, "q");
	tty_wait_no_text(s.tty, "q closes");
}

/* It says that it is one in every width, or that there is nothing to scroll. */
static void test_scroll_mode_said(void)
{
	static const struct {
		unsigned width;
		const char *said;
	} sizes[] = { { 80, "scrolling: q returns" },
		      { 40, "scrolling: q returns" },
		      { 30, "q returns" },
		      { 20, "q returns" } };
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 100, .height = 8 }, NULL);
	tty_keys(s.tty, "Ctrl-] PgUp");
	tty_wait_text(s.tty, "there is nothing to scroll back to");
	/* The mode is on all the same, so that what is typed on is searched for, not sent. */
	tty_type(s.tty, "/reload\r");
	tty_wait_text(s.tty, "no line has \"reload\"");
	tty_wait_status(s.tty, "q returns");
	tty_type(s.tty, "q");
	tty_wait_no_status(s.tty, "q returns");
	for (int line = 0; line < 60; line++)
		peer_send_text(s.peer, "a line\r\n");
	peer_send_text(s.peer, "the last");
	tty_wait_text(s.tty, "the last");
	tty_keys(s.tty, "Ctrl-] PgUp");
	for (size_t i = 0; i < COUNT(sizes); i++) {
		tty_resize(s.tty, sizes[i].width, 8);
		tty_wait_status(s.tty, sizes[i].said);
	}
	tty_keys(s.tty, "q");
	tty_wait_no_status(s.tty, "q returns");
}

/* However small, it says whose menu it is, shows how to quit, and Down shows the rest. */
static void test_small(void)
{
	static const unsigned sizes[][2] = { { 80, 24 }, { 40, 10 }, { 30, 8 } };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct session s;

		tap_note("%ux%u", sizes[i][0], sizes[i][1]);
		fixture_open_with(
			&s, &(struct tty_setup){ .width = sizes[i][0], .height = sizes[i][1] },
			NULL);
		tty_keys(s.tty, "Ctrl-]");
		tty_wait_text(s.tty, "menu: 127.0.0");
		tty_wait_text(s.tty, "quit");
		for (int step = 0; step < 20 && tty_find(s.tty, 0, "list of") < 0; step++) {
			tty_keys(s.tty, "Down");
			tty_wait_text(s.tty, "quit");
		}
		tty_keys(s.tty, "Esc");
		tty_wait_no_text(s.tty, "menu: ");
	}
}

static void test_log(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 160 }, NULL);
	tty_keys(s.tty, "Ctrl-] l");
	tty_wait_text(s.tty, "logging to ");
	tty_wait_status(s.tty, ">log");
	tty_keys(s.tty, "Ctrl-] l");
	tty_wait_text(s.tty, "the log is ended");
	tty_wait_no_status(s.tty, ">log");
}

/* The menu opens over it; the question stays, and its answer counts. */
static void test_menu_over_question(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-] q");
	tty_wait_text(s.tty, "(y quits");
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_text(s.tty, "menu: 127.0.0.1");
	tty_keys(s.tty, "v");
	tty_wait_status(s.tty, "+screen");
	tty_wait_text(s.tty, "(y quits");
	tty_keys(s.tty, "y");
	tty_expect_exit(s.tty, 0);
}

/* Down shows what doesn't fit, and then says that it leads to the top. */
static void test_more(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 40, .height = 16 }, NULL);
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_text(s.tty, "(Down: more)");
	tty_keys(s.tty, "Down");
	tty_wait_text(s.tty, "(Down: top)");
	tty_wait_text(s.tty, "the same key sends");
	tty_keys(s.tty, "Down");
	tty_wait_text(s.tty, "(Down: more)");
	tty_wait_text(s.tty, "command line");
}

/* The command line has its / already; another is no part of the command. */
static void test_command_line(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "/links\r");
	tty_wait_text(s.tty, "no link is on the screen");
	tty_keys(s.tty, "Ctrl-] c");
	tty_paste(s.tty, "/wrong");
	tty_wait_input(s.tty, "/wrong");
}

/* Where nothing is hidden by hail, the key says so. */
static void test_reveal(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-] u");
	tty_wait_text(s.tty, "nothing that is typed is hidden");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "Password:");
	tty_keys(s.tty, "Ctrl-] u");
	tty_wait_text(s.tty, "the device hides what is typed, not hail");
}

/* Over a list that takes all rows whatever has the keys is seen. */
static void test_over_full_list(void)
{
	static const unsigned sizes[][2] = { { 80, 24 }, { 40, 10 }, { 20, 5 } };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct session s;

		tap_note("%ux%u", sizes[i][0], sizes[i][1]);
		fixture_open(&s);
		tty_resize(s.tty, sizes[i][0], sizes[i][1]);
		for (int line = 0; line < 30; line++)
			peer_send_text(s.peer, "http://a.example/\r\n");
		tty_wait_text(s.tty, "http://a");
		tty_keys(s.tty, "Ctrl-] e");
		tty_wait_text(s.tty, "character set");
		tty_keys(s.tty, "Ctrl-]");
		tty_wait_text(s.tty, "menu: ");
		tty_keys(s.tty, "q");
		tty_wait_text(s.tty, "quit?");
		tty_keys(s.tty, "n");
		tty_wait_text(s.tty, "character set");
		tty_keys(s.tty, "Ctrl-] c");
		tty_type(s.tty, "about");
		tty_wait_text(s.tty, "/about");
		tty_keys(s.tty, "Esc");
		tty_wait_no_text(s.tty, "/about");
		tty_keys(s.tty, "Esc");
		tty_wait_no_text(s.tty, "character set");
		fixture_enter(&s, "ok");
		peer_expect_text(s.peer, "ok\r\n");
	}
}

/* --- What the status line says. */

static void expect_explained(struct session *s, const char *field, const char *why)
{
	tty_keys(s->tty, "Ctrl-] ?");
	tty_wait_line(s->tty, field);
	tty_wait_text(s->tty, why);
	tty_keys(s->tty, "Esc");
	tty_wait_no_text(s->tty, why);
}

static void test_explained(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 200, .height = 40 }, NULL);
	expect_explained(&s, "-plain", "can be read and changed on the way");
	expect_explained(&s, "line", "ECHO is off");
	expect_explained(&s, "CRLF", "What Enter sends");
	expect_explained(&s, "UTF-8", "character set of the peer");
	peer_send(s.peer, BYTES("\377\373\001"));
	tty_wait_status(s.tty, "*hidden (server ECHO)");
	expect_explained(&s, "*hidden (server ECHO)", "ECHO on without SGA");
	peer_send(s.peer, BYTES("\377\373\003"));
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	expect_explained(&s, "char (server ECHO+SGA)", "it echoes keys");
	tty_keys(s.tty, "Ctrl-] m");
	tty_wait_status(s.tty, "line (you)");
	expect_explained(&s, "line (you)", "You chose it");
	tty_keys(s.tty, "Ctrl-] l");
	tty_wait_status(s.tty, ">log");
	expect_explained(&s, ">log", "The session is logged to ");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	expect_explained(&s, "closed", "ended without a fault");
}

/* A window of any width says which key reconnects. */
static void test_closed_narrow(void)
{
	static const unsigned widths[] = { 80, 40, 30 };

	for (size_t i = 0; i < COUNT(widths); i++) {
		struct session s;

		fixture_open_with(&s, &(struct tty_setup){ .width = widths[i], .height = 8 }, NULL);
		peer_close(s.peer);
		tty_wait_status(s.tty, "closed");
		tty_wait_status(s.tty, "^] r ");
		fixture_enter(&s, "r");
		tty_wait_text(s.tty, "not sent");
		tty_wait_text(s.tty, "r reconnects");
	}
}

/* --- Leaving. */

static void test_start_screen(void)
{
	struct session s;
	char destination[64];

	fixture_start_screen(&s, NULL);
	tty_keys(s.tty, "Ctrl-D");
	tty_expect_exit(s.tty, 0);
	/* A place without the command is a place; something typed is not thrown away. */
	fixture_start_screen(&s, NULL);
	tty_keys(s.tty, "Ctrl-U");
	snprintf(destination, sizeof(destination), "127.0.0.1 %s", peer_port(s.peer));
	tty_type(s.tty, destination);
	tty_keys(s.tty, "Ctrl-D");
	tty_wait_input(s.tty, destination);
	tty_keys(s.tty, "Enter");
	peer_wait_connected(s.peer);
	tty_wait_status(s.tty, "connected");
	tty_wait_no_status(s.tty, "[");
	expect_next(&s, "hello");
}

/* What its text says to type works as typed, behind what stands in the line. */
static void test_start_screen_hints(void)
{
	struct session s;

	fixture_start_screen(&s, NULL);
	tty_type(s.tty, "/help\r");
	tty_wait_text(s.tty, "q closes");
	tty_keys(s.tty, "q");
	tty_wait_no_text(s.tty, "q closes");
	tty_wait_input(s.tty, "");
	tty_type(s.tty, "/connect /bogus\r");
	tty_wait_text(s.tty, "bogus");
	tty_wait_input(s.tty, "/bogus");
	tty_keys(s.tty, "Ctrl-U");
	tty_type(s.tty, "/connect /connect demo\r");
	tty_wait_status(s.tty, "connected");
}

/* What can't be a place is said, and can be mended. */
static void test_start_screen_refuses(void)
{
	struct session s;

	fixture_start_screen(&s, NULL);
	tty_keys(s.tty, "Ctrl-U");
	tty_type(s.tty, "one two three\r");
	tty_wait_text(s.tty, "too many words");
	tty_wait_input(s.tty, "/connect one two three");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "typed on after a key of the menu", test_typed_on_after_menu, 0 },
		{ "typed on over a page", test_typed_on_over_page, 0 },
		{ "typed in scroll mode", test_typed_in_scroll_mode, 120 },
		{ "scrolled in line mode", test_scrolled_in_line_mode, 0 },
		{ "commands as they are named", test_commands_named, 0 },
		{ "a page's keys", test_page_keys, 0 },
		{ "scroll mode says that it is one", test_scroll_mode_said, 0 },
		{ "small screens", test_small, 0 },
		{ "more than fits", test_more, 0 },
		{ "the command line", test_command_line, 0 },
		{ "hidden input", test_reveal, 0 },
		{ "over a list of all rows", test_over_full_list, 0 },
		{ "the log", test_log, 0 },
		{ "the menu over the quit question", test_menu_over_question, 0 },
		{ "the status line explained", test_explained, 0 },
		{ "a closed session in a narrow window", test_closed_narrow, 0 },
		{ "the start screen", test_start_screen, 0 },
		{ "the start screen's hints as typed", test_start_screen_hints, 0 },
		{ "the start screen with what is no place", test_start_screen_refuses, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
