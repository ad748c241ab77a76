/*
 * The mouse and the focus of the window: only when switched on, to the program's own rows, to the
 * peer that asks.
 */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define ARROW "\342\206\221" /* of the status line while scrolled */
#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l"

static void open_char_mode(struct session *s, const char *const *options)
{
	fixture_open_with(s, NULL, options);
	fixture_char_mode(s);
}

static const char *const mouse_on[] = { "-o", "mouse=on", NULL };

/* A state that the program reaches by what it read before. */
static void wait_raw(Tty *t, const char *bytes)
{
	while (!tty_raw_has(t, bytes, strlen(bytes)))
		pump_for(10);
}

static void fill(Peer *p)
{
	for (int i = 0; i < 100; i++) {
		char line[32];

		snprintf(line, sizeof(line), "line %d\r\n", i);
		peer_send_text(p, line);
	}
}

/* Nothing is asked for, and what comes all the same is nothing. */
static void test_off(void)
{
	struct session s;

	open_char_mode(&s, NULL);
	peer_send_text(s.peer, "\033[?1000h\033[?1006h\033[?1004hready");
	tty_wait_text(s.tty, "ready");
	tty_type(s.tty, "a\033[<0;3;4M\033[<0;3;4m\033[Ib");
	peer_expect_only(s.peer, BYTES("ab"));
	for (int mode = 0; mode <= 6; mode++) {
		char on[16];

		snprintf(on, sizeof(on), "\033[?100%dh", mode);
		CHECK(!tty_raw_has(s.tty, on, strlen(on)), "expected mode 100%d to stay off", mode);
	}
	fixture_end(&s);
}

/* Each of the peer's modes has its events, in either form. */
static void test_forwarded(void)
{
	static const struct {
		const char *modes, *typed, *sent;
	} rows[] = {
		{ "\033[?9h", "\033[<0;3;4M\033[<0;3;4m\033[<64;1;1M", "\033[M #$" },
		{ "\033[?1000h", "\033[<0;3;4M\033[<32;4;4M\033[<0;4;4m", "\033[M #$\033[M#$$" },
		{ "\033[?1000h", "\033[<64;1;1M\033[<24;1;1M", "\033[M`!!\033[M8!!" },
		{ "\033[?1002h\033[?1006h", "\033[<0;3;4M\033[<32;4;4M\033[<0;4;4m",
		  "\033[<0;3;4M\033[<32;4;4M\033[<0;4;4m" },
		{ "\033[?1002h\033[?1006h", "\033[<35;3;4M\033[<65;80;23M", "\033[<65;80;23M" },
		{ "\033[?1003h\033[?1006h", "\033[<35;3;4M\033[<128;1;1M",
		  "\033[<35;3;4M\033[<128;1;1M" },
	};
	struct session s;

	open_char_mode(&s, mouse_on);
	CHECK(tty_raw_has(s.tty, BYTES(MOUSE_ON)), "expected the mouse to be asked for");
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[16];

		snprintf(text, sizeof(text), "row %zu", i);
		peer_send_text(s.peer, "\033[?1003l\033[?1006l\033[2J\033[H");
		peer_send_text(s.peer, rows[i].modes);
		peer_send_text(s.peer, text);
		tty_wait_line(s.tty, text);
		tty_type(s.tty, rows[i].typed);
		tty_type(s.tty, "x");
		snprintf(text, sizeof(text), "%s", "x");
		peer_expect(s.peer, rows[i].sent, strlen(rows[i].sent));
		peer_expect_only(s.peer, BYTES("x"));
	}
	CHECK(tty_raw_has(s.tty, BYTES("\033[?1003h\033[?1006h")),
	      "expected moves to be asked for");
	fixture_end(&s);
	tty_check_restored(s.tty);
}

/* A drag that leaves the grid ends at its edge; with Shift the mouse isn't the peer's. */
static void test_edges(void)
{
	struct session s;

	open_char_mode(&s, mouse_on);
	peer_send_text(s.peer, "\033[?1002h\033[?1006hready");
	tty_wait_text(s.tty, "ready");
	tty_type(s.tty, "\033[<0;3;22M\033[<32;3;24M\033[<0;3;24m");
	peer_expect_only(s.peer, BYTES("\033[<0;3;22M\033[<32;3;23M\033[<0;3;23m"));
	CHECK(tty_find(s.tty, 0, "disconnect") < 0, "expected no menu by a release");
	tty_type(s.tty, "\033[<4;3;4M\033[<4;3;4mx");
	peer_expect_only(s.peer, BYTES("x"));
	/* A release whose press the peer hasn't seen isn't its own. */
	tty_type(s.tty, "\033[<0;5;3mx");
	peer_expect_only(s.peer, BYTES("x"));
	fixture_end(&s);
}

/* The status line isn't the peer's, nor a mouse that its host may not have. */
static void test_not_forwarded(void)
{
	static const char *const options[] = { "-o", "mouse=on", "-o", "mouse-forward=off", NULL };
	struct session s;

	open_char_mode(&s, options);
	peer_send_text(s.peer, "\033[?1000h\033[?1006hready");
	tty_wait_text(s.tty, "ready");
	tty_type(s.tty, "\033[<0;3;4Ma");
	peer_expect_only(s.peer, BYTES("a"));
	tty_type(s.tty, "\033[<0;3;24M");
	tty_wait_text(s.tty, "disconnect");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "disconnect");
	tty_type(s.tty, "b");
	peer_expect_only(s.peer, BYTES("b"));
	fixture_end(&s);
}

/* With a tab line the peer's first row is the screen's second. */
static void test_tabs(void)
{
	struct session s;
	Peer *second = peer_new();

	fixture_open_with(&s, NULL, mouse_on);
	fixture_connect(&s, "/open", second);
	tty_wait_status(s.tty, "[2/2]");
	tty_type(s.tty, "\033[<0;3;1M\033[<0;3;1m");
	tty_wait_status(s.tty, "[1/2]");
	tty_type(s.tty, "\033[<0;30;1M\033[<0;30;1m");
	tty_wait_status(s.tty, "[2/2]");
	tty_type(s.tty, "\033[<64;30;1M");
	tty_wait_status(s.tty, "[1/2]");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[?1000h\033[?1006hready");
	tty_wait_text(s.tty, "ready");
	tty_type(s.tty, "\033[<0;1;2M\033[<0;1;23M");
	peer_expect_only(s.peer, BYTES("\033[<0;1;1M\033[<0;1;22M"));
}

/* A fixed grid has all rows; while something lies over the session the status line and the tab line
 * lie over the grid, and then they are no rows of the peer's. */
static void test_fixed_grid(void)
{
	struct session s;
	Peer *second = peer_new();

	fixture_open_with(&s, NULL, WORDS("-o", "mouse=on", "-o", "size=80x25"));
	fixture_connect(&s, "/open", second);
	tty_keys(s.tty, "Ctrl-] 1");
	tty_wait_status(s.tty, "[1/2]");
	/* As fixture_char_mode, but there is no status line that would say so. */
	peer_send(s.peer, BYTES("\377\373\001\377\373\003"));
	peer_expect(s.peer, BYTES("\377\375\001\377\375\003"));
	peer_send_text(s.peer, "\033[?1000h\033[?1006h\033[25;1Hlast\033[12;1Hready");
	tty_wait_row(s.tty, 23, "last");
	tty_type(s.tty, "\033[<0;3;24M\033[<0;3;24m");
	peer_expect_only(s.peer, BYTES("\033[<0;3;25M\033[<0;3;25m"));
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "limit ready|last\r");
	tty_wait_status(s.tty, "limit: ready|last");
	/* Another button than that which opens the menu. */
	tty_type(s.tty, "\033[<2;3;24M\033[<2;3;24m");
	tty_type(s.tty, "\033[<0;3;24M\033[<0;3;24m");
	tty_wait_text(s.tty, "what the status line says");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "what the status line says");
	tty_wait_status(s.tty, "limit");
	tty_type(s.tty, "\033[<0;30;1M\033[<0;30;1m");
	tty_wait_status(s.tty, "[2/2]");
	tty_keys(s.tty, "Ctrl-] 1");
	tty_wait_status(s.tty, "[1/2]");
	tty_keys(s.tty, "Esc");
	tty_wait_row(s.tty, 23, "last");
	tty_type(s.tty, "y");
	peer_expect_only(s.peer, BYTES("y"));
}

/* The wheel scrolls, in the text and in a page over it; a program on the alternate screen has it
 * as arrow keys. */
static void test_wheel(void)
{
	struct session s;

	fixture_open_with(&s, NULL, mouse_on);
	fill(s.peer);
	tty_wait_line(s.tty, "line 99");
	tty_type(s.tty, "\033[<64;1;1M");
	tty_wait_status(s.tty, ARROW);
	tty_type(s.tty, "\033[<65;1;1M");
	tty_wait_no_status(s.tty, ARROW);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[?1049hready");
	tty_wait_text(s.tty, "ready");
	tty_type(s.tty, "\033[<64;1;1M");
	peer_expect_only(s.peer, BYTES("\033[A\033[A\033[A"));
	fixture_end(&s);
}

static void test_menu(void)
{
	struct session s;

	fixture_open_with(&s, NULL, mouse_on);
	tty_type(s.tty, "\033[<0;3;24M\033[<0;3;24m");
	tty_wait_text(s.tty, "what the status line says");
	tty_type(s.tty, "\033[<0;3;2M");
	tty_wait_no_text(s.tty, "what the status line says");
	tty_type(s.tty, "\033[<0;3;24M\033[<0;3;24m");
	tty_wait_text(s.tty, "what the status line says");
	char click[32];
	snprintf(click, sizeof(click), "\033[<0;70;%dM", tty_find(s.tty, 0, "command line") + 1);
	tty_type(s.tty, click);
	tty_wait_no_text(s.tty, "what the status line says");
	tty_type(s.tty, "quit!");
	tty_keys(s.tty, "Enter");
	tty_expect_exit(s.tty, 0);
}

/* /set at any time; suspended and at the end all is as before. */
static void test_switched(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/set mouse on");
	wait_raw(s.tty, MOUSE_ON);
	fixture_enter(&s, "/set mouse off");
	wait_raw(s.tty, MOUSE_OFF);
	fixture_end(&s);
}

static void test_focus(void)
{
	static const char *const options[] = { "-o", "focus-forward=on", NULL };
	struct session s;

	open_char_mode(&s, options);
	CHECK(!tty_raw_has(s.tty, BYTES("\033[?1004h")), "expected no focus to be asked for");
	peer_send_text(s.peer, "\033[?1004hready");
	wait_raw(s.tty, "\033[?1004h");
	tty_type(s.tty, "\033[O\033[I");
	peer_expect_only(s.peer, BYTES("\033[O\033[I"));
	peer_send_text(s.peer, "\033[?1004l");
	wait_raw(s.tty, "\033[?1004l");
	tty_type(s.tty, "\033[Ox");
	peer_expect_only(s.peer, BYTES("x"));
	fixture_end(&s);
}

/* With several sessions it is the one shown that has the window's focus. */
static void test_focus_of_sessions(void)
{
	static const char *const options[] = { "-o", "focus-forward=on", NULL };
	struct session s;
	Peer *second = peer_new();

	fixture_open_with(&s, NULL, options);
	fixture_connect(&s, "/open", second);
	tty_keys(s.tty, "Ctrl-] 1");
	tty_wait_status(s.tty, "[1/2]");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[?1004hready");
	tty_wait_text(s.tty, "ready");
	wait_raw(s.tty, "\033[?1004h");
	tty_keys(s.tty, "Ctrl-] 2");
	tty_wait_status(s.tty, "[2/2]");
	peer_expect_only(s.peer, BYTES("\033[O"));
	tty_keys(s.tty, "Ctrl-] 1");
	tty_wait_status(s.tty, "[1/2]");
	peer_expect_only(s.peer, BYTES("\033[I"));
	tty_type(s.tty, "\033[Ox\033[I");
	peer_expect_only(s.peer, BYTES("\033[Ox\033[I"));
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "off, nothing is asked for and told", test_off, 0 },
		{ "the peer's modes", test_forwarded, 0 },
		{ "edges", test_edges, 0 },
		{ "not the peer's", test_not_forwarded, 0 },
		{ "tabs", test_tabs, 0 },
		{ "lines over a fixed grid", test_fixed_grid, 0 },
		{ "the wheel", test_wheel, 0 },
		{ "the menu", test_menu, 0 },
		{ "switched on and off", test_switched, 0 },
		{ "the focus", test_focus, 0 },
		{ "the focus of several sessions", test_focus_of_sessions, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
