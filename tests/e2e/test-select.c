/* Selecting by keys in scroll mode, and what is copied: to the terminal (OSC 52), into a file, back
 * into the session. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

/* The sequence that offers the system's clipboard `base64`. */
static bool was_offered(Tty *t, const void *base64)
{
	char sequence[256];
	int n = snprintf(sequence, sizeof(sequence), "\033]52;c;%s\a", (const char *)base64);

	return tty_raw_has(t, sequence, (size_t)n);
}

static void wait_offered(Tty *t, const char *base64)
{
	tty_wait(t, was_offered, base64, base64);
}

static void open_with_lines(struct session *s)
{
	fixture_open(s);
	peer_send_text(s->peer, "first line here\r\n"
				"a second, longer line that wraps in a narrow window  \r\n"
				"x\344\270\255\346\226\207y\r\n> ");
	tty_wait_text(s->tty, "y");
	tty_wait_text(s->tty, ">");
}

static void test_characters(void)
{
	struct session s;

	open_with_lines(&s);
	tty_keys(s.tty, "Ctrl-] y");
	tty_wait_status(s.tty, "v V ^V select, q returns");
	tty_keys(s.tty, "k k k W v e");
	tty_wait_status(s.tty, "selecting: y copies, Esc ends");
	CHECK(tty_cell(s.tty, tty_find(s.tty, 0, "first line"), 6).reverse, "it isn't marked");
	tty_keys(s.tty, "y");
	tty_wait_text(s.tty, "copied 1 line, offered to the system's clipboard");
	wait_offered(s.tty, "bGluZQ=="); /* line */
	tty_wait_no_status(s.tty, "select");
	tty_keys(s.tty, "Ctrl-] i");
	tty_wait_input(s.tty, "line");
}

/* Lines are joined where they were wrapped, also in twenty columns. */
static void test_lines_joined(void)
{
	struct session s;

	open_with_lines(&s);
	tty_resize(s.tty, 20, 12);
	tty_wait_text(s.tty, "narrow window");
	tty_keys(s.tty, "Ctrl-] y");
	tty_wait_status(s.tty, "q returns");
	tty_keys(s.tty, "k k V");
	tty_wait_status(s.tty, "y copies");
	tty_keys(s.tty, "y");
	tty_wait_text(s.tty, "copied 1 line");
	/* "a second, longer line that wraps in a narrow window" */
	wait_offered(s.tty, "YSBzZWNvbmQsIGxvbmdlciBsaW5lIHRoYXQgd3JhcHMgaW4gYSBuYXJyb3cgd2luZG93");
}

static void test_wide_whole(void)
{
	struct session s;
	int row;

	open_with_lines(&s);
	tty_keys(s.tty, "Ctrl-] y k l v");
	tty_wait_status(s.tty, "selecting");
	row = tty_find(s.tty, 0, "x\344\270\255");
	tty_wait_cursor(s.tty, row, 1);
	CHECK(tty_cell(s.tty, row, 1).reverse, "the character isn't marked");
	tty_keys(s.tty, "l");
	tty_wait_cursor(s.tty, row, 3);
	tty_keys(s.tty, "Enter");
	wait_offered(s.tty, "5Lit5paH");
}

static void test_block(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "ab1cd\r\nab22\r\nab333\r\n");
	tty_wait_line(s.tty, "ab333");
	tty_keys(s.tty, "Ctrl-] y k k k l l Ctrl-V j j l o");
	tty_wait_status(s.tty, "selecting");
	tty_keys(s.tty, "y");
	wait_offered(s.tty, "MWMKMjIKMzM="); /* 1c 22 33 */
}

/* Neither new output nor a resize moves what is selected. */
static void test_stays(void)
{
	struct session s;
	char line[40];

	open_with_lines(&s);
	tty_keys(s.tty, "Ctrl-] y k k k V");
	tty_wait_status(s.tty, "selecting");
	for (int i = 1; i <= 100; i++) {
		snprintf(line, sizeof(line), "more %d\r\n", i);
		peer_send_text(s.peer, line);
	}
	tty_wait_status(s.tty, "100 new");
	tty_resize(s.tty, 40, 20);
	tty_wait_status(s.tty, "y copies");
	tty_keys(s.tty, "y");
	wait_offered(s.tty, "Zmlyc3QgbGluZSBoZXJl"); /* first line here */
	tty_wait_line(s.tty, "more 100");
}

/* Esc ends the selection, and then returns; nothing of it goes to a peer in char mode. */
static void test_escape_in_char_mode(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "login: ");
	tty_wait_text(s.tty, "login:");
	tty_keys(s.tty, "Ctrl-] y v h 0");
	tty_wait_status(s.tty, "selecting");
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "selecting");
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "select");
	tty_type(s.tty, "x");
	peer_expect_only(s.peer, BYTES("x"));
}

static void test_copy_last(void)
{
	struct session s;
	char *text, command[600];

	fixture_open(&s);
	peer_send_text(s.peer, "router> ");
	tty_wait_text(s.tty, "router>");
	fixture_enter(&s, "show version");
	peer_expect_text(s.peer, "show version\r\n");
	peer_send_text(s.peer, "Version 1 <b>\r\n\033[1;32mup\033[0m 3 days\r\nrouter> ");
	tty_wait_line(s.tty, "router>");
	fixture_enter(&s, "/copy last");
	tty_wait_text(s.tty, "copied 2 lines");
	wait_offered(s.tty, "VmVyc2lvbiAxIDxiPgp1cCAzIGRheXM=");
	snprintf(command, sizeof(command), "/copy last html %s", home_path(&s.home, "o.html"));
	fixture_enter(&s, command);
	tty_wait_text(s.tty, "copied 2 lines to ");
	text = home_read_file(home_path(&s.home, "o.html"), NULL);
	CHECK(text, "no file");
	CHECK_TEXT(text,
		   "<meta charset=\"utf-8\">\n<pre>\nVersion 1 &lt;b&gt;\n"
		   "<span style=\"color:#00cd00;font-weight:bold;\">up</span> 3 days\n</pre>\n");
	snprintf(command, sizeof(command), "/copy screen %s", home_path(&s.home, "o.txt"));
	fixture_enter(&s, command);
	tty_wait_text(s.tty, "copied 4 lines to ");
	text = home_read_file(home_path(&s.home, "o.txt"), NULL);
	CHECK(text, "no file");
	CHECK_TEXT(text, "router> show version\nVersion 1 <b>\nup 3 days\nrouter>\n");
}

/* In char mode the peer echoes what is typed; its output is that after the Enter. */
static void test_copy_last_in_char_mode(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "$ ");
	tty_wait_text(s.tty, "$");
	tty_type(s.tty, "ls\r");
	peer_expect(s.peer, BYTES("ls\r\0"));
	/* The shell writes its prompt anew with what is run. */
	peer_send_text(s.peer, "ls\r\033[J$ ls\r\nfile\r\n$ ");
	tty_wait_line(s.tty, "file");
	tty_type(s.tty, "\r");
	peer_expect(s.peer, BYTES("\r\0"));
	peer_send_text(s.peer, "\r\n$ ");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "copy\r");
	wait_offered(s.tty, "ZmlsZQ==");
}

static void test_nothing_to_copy(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter_wrong(&s, "/copy last", "no line was sent whose output could be copied");
	fixture_enter_wrong(&s, "/copy selection", "nothing is selected");
	fixture_enter(&s, "/paste");
	tty_wait_text(s.tty, "nothing was copied yet");
}

/* What was copied may be many lines of the peer: they don't go back to it unasked, and what the
 * system's clipboard gets ends without a line end. */
static void test_paste_asks(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "\033[2J\033[Hrm -rf\r\nsecond\r\n");
	tty_wait_line(s.tty, "second");
	fixture_enter(&s, "/copy screen");
	wait_offered(s.tty, "cm0gLXJmCnNlY29uZA==");
	fixture_enter(&s, "/paste");
	tty_wait_text(s.tty, "copied: 2 lines");
	tty_wait_text(s.tty, "Enter sends");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "copied: 2 lines");
	tty_type(s.tty, "x\r");
	peer_expect_only(s.peer, BYTES("x\r\n"));
	fixture_enter(&s, "/paste");
	tty_wait_text(s.tty, "Enter sends");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("rm -rf\r\n"));
	tty_wait_input(s.tty, "second");
	/* What was asked for one connection isn't inserted into the next. */
	tty_wait_text(s.tty, "pasted: 1 line");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "/paste");
	tty_wait_text(s.tty, "copied: 2 lines");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Ctrl-] r");
	peer_wait_connections(s.peer, 2);
	tty_wait_status(s.tty, "connected");
	tty_wait_text(s.tty, "Enter sends");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "nothing was sent");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
}

/* With the option, and where the terminal isn't of a kind that takes it, nothing is offered. */
static void test_not_offered(void)
{
	static const struct {
		const char *term, *option;
		bool offered;
	} kinds[] = {
		{ "xterm-256color", "clipboard=off", false },
		{ "linux", "clipboard=auto", false },
		{ "vt100", "clipboard=osc52", true },
	};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct session s;

		tap_note("%s, %s", kinds[i].term, kinds[i].option);
		fixture_open_with(&s, &(struct tty_setup){ .term = kinds[i].term },
				  WORDS("-o", kinds[i].option));
		peer_send_text(s.peer, "text\r\n");
		tty_wait_line(s.tty, "text");
		tty_keys(s.tty, "Ctrl-] y k V y");
		tty_wait_text(s.tty, "copied 1 line");
		if (kinds[i].offered)
			wait_offered(s.tty, "dGV4dA==");
		fixture_end(&s);
		CHECK(was_offered(s.tty, "dGV4dA==") == kinds[i].offered, "offered: %d",
		      !kinds[i].offered);
	}
}

/* More than terminals take stays in the program, and that is said. */
static void test_large(void)
{
	struct session s;
	char line[200];

	fixture_open(&s);
	memset(line, 'x', sizeof(line));
	memcpy(line + sizeof(line) - 3, "\r\n", 3);
	for (int i = 0; i < 700; i++)
		peer_send_text(s.peer, line);
	peer_send_text(s.peer, "the end");
	tty_wait_text(s.tty, "the end");
	fixture_enter(&s, "/copy all");
	tty_wait_text(s.tty, "over 100 kB nothing is offered");
}

/* --- The mouse, when it is on: SGR reports with rows and columns from 1. */

static void open_with_mouse(struct session *s)
{
	fixture_open_with(s, NULL, WORDS("-o", "mouse=on"));
	peer_send_text(s->peer, "one two/three four\r\nfive six\r\n");
	tty_wait_line(s->tty, "five six");
}

/* Reports `button` (with `end`: M pressed or moved, m let go) in column `column` of a text's row.
 */
static void report(Tty *t, const char *text, int button, int column, char end)
{
	char bytes[40];

	snprintf(bytes, sizeof(bytes), "\033[<%d;%d;%d%c", button, column + 1,
		 tty_find(t, 0, text) + 1, end);
	tty_type(t, bytes);
}

static void test_drag(void)
{
	struct session s;

	open_with_mouse(&s);
	report(s.tty, "one two", 0, 4, 'M');
	report(s.tty, "five six", 32, 3, 'M');
	report(s.tty, "five six", 0, 3, 'm');
	wait_offered(s.tty, "dHdvL3RocmVlIGZvdXIKZml2ZQ=="); /* two/three four, five */
	CHECK(tty_cell(s.tty, tty_find(s.tty, 0, "one two"), 9).reverse, "it isn't marked");
	/* The next key is for the line. */
	tty_keys(s.tty, "x");
	tty_wait_input(s.tty, "x");
	CHECK(!tty_cell(s.tty, tty_find(s.tty, 0, "one two"), 9).reverse, "it is still marked");
}

static void test_drag_columns(void)
{
	struct session s;

	open_with_mouse(&s);
	report(s.tty, "one two", 8, 1, 'M');
	report(s.tty, "five six", 40, 2, 'M');
	report(s.tty, "five six", 8, 2, 'm');
	wait_offered(s.tty, "bmUKaXY="); /* ne, iv */
}

static void test_clicks(void)
{
	static const struct {
		int clicks;
		const char *base64;
	} kinds[] = { { 2, "dHdvL3RocmVl" }, /* two/three */
		      { 3, "b25lIHR3by90aHJlZSBmb3Vy" } /* one two/three four */ };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct session s;

		open_with_mouse(&s);
		for (int click = 0; click < kinds[i].clicks; click++) {
			report(s.tty, "one two", 0, 5, 'M');
			report(s.tty, "one two", 0, 5, 'm');
		}
		wait_offered(s.tty, kinds[i].base64);
		/* A click alone selects nothing and ends what was selected. */
		report(s.tty, "five six", 0, 2, 'M');
		report(s.tty, "five six", 0, 2, 'm');
		tty_wait_no_status(s.tty, "new");
		tty_type(s.tty, "y");
		tty_wait_input(s.tty, "y");
	}
}

/* In scroll mode what was selected stays for its keys. */
static void test_drag_in_scroll_mode(void)
{
	struct session s;

	open_with_mouse(&s);
	tty_keys(s.tty, "Ctrl-] y");
	tty_wait_status(s.tty, "q returns");
	report(s.tty, "five six", 0, 0, 'M');
	report(s.tty, "five six", 32, 3, 'M');
	report(s.tty, "five six", 0, 3, 'm');
	wait_offered(s.tty, "Zml2ZQ==");
	tty_wait_status(s.tty, "selecting");
	tty_keys(s.tty, "w y");
	wait_offered(s.tty, "Zml2ZSBz"); /* five s */
}

static bool is_reversed(Tty *t, const void *user)
{
	const int *place = user;

	return tty_cell(t, place[0], place[1]).reverse;
}

/* Over a grid of a fixed size in the middle of the window the rows stay where they are. */
static void test_drag_over_fixed_grid(void)
{
	struct tty_setup setup = { .width = 100, .height = 40 };
	struct session s;
	int row;

	fixture_open_with(&s, &setup, WORDS("-o", "mouse=on", "-o", "size=80x20"));
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[2J\033[Hone\r\ntwo\r\nthree\033[20;1Hlast");
	tty_wait_text(s.tty, "last");
	row = tty_find(s.tty, 0, "two");
	report(s.tty, "two", 0, 11, 'M');
	report(s.tty, "three", 32, 12, 'M');
	tty_wait(s.tty, is_reversed, (const int[]){ row + 1, 12 }, "the drag's end in reverse");
	CHECK_INT(tty_find(s.tty, 0, "two"), row);
	report(s.tty, "three", 0, 12, 'm');
	wait_offered(s.tty, "d28KdGhy"); /* wo, thr */
	tty_keys(s.tty, "Ctrl-] y k v");
	tty_wait_status(s.tty, "y copies");
	CHECK_INT(tty_find(s.tty, 0, "two"), row);
}

/* Where the tab line takes a row when the view is held, what was under the mouse is selected. */
static void test_press_under_tabs(void)
{
	struct tty_setup setup = { .width = 80, .height = 30 };
	struct session s;

	fixture_open_with(&s, &setup, WORDS("-o", "mouse=on", "-o", "size=80x25"));
	fixture_connect(&s, "/connect", peer_new());
	tty_wait_status(s.tty, "[2/2]");
	tty_type(s.tty, "\033[<0;3;1M\033[<0;3;1m");
	tty_wait_status(s.tty, "[1/2]");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[2J\033[Hone\r\ntwo\r\nthree\033[25;1Hlast");
	tty_resize(s.tty, 80, 25);
	tty_wait_row(s.tty, 0, "one");
	tty_wait_row(s.tty, 24, "last");
	for (int click = 0; click < 2; click++) {
		report(s.tty, "two", 0, 1, 'M');
		report(s.tty, "two", 0, 1, 'm');
		if (!click)
			tty_wait_row(s.tty, 24, "last");
	}
	wait_offered(s.tty, "dHdv"); /* two */
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "characters", test_characters, 0 },
		{ "lines are joined", test_lines_joined, 0 },
		{ "wide characters are whole", test_wide_whole, 0 },
		{ "columns", test_block, 0 },
		{ "output and resizes don't move it", test_stays, 0 },
		{ "Esc, and char mode", test_escape_in_char_mode, 0 },
		{ "/copy last", test_copy_last, 0 },
		{ "/copy last in char mode", test_copy_last_in_char_mode, 0 },
		{ "lines that were copied are inserted when asked", test_paste_asks, 0 },
		{ "nothing to copy", test_nothing_to_copy, 0 },
		{ "where nothing is offered", test_not_offered, 0 },
		{ "a large copy", test_large, 0 },
		{ "a drag of the mouse", test_drag, 0 },
		{ "a drag with Alt", test_drag_columns, 0 },
		{ "clicks", test_clicks, 0 },
		{ "a drag over a grid of a fixed size", test_drag_over_fixed_grid, 0 },
		{ "a press that brings the tab line", test_press_under_tabs, 0 },
		{ "a drag in scroll mode", test_drag_in_scroll_mode, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
