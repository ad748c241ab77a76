/* Searching: marks, counts and places while one types, the next hits, new output, resizes. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

enum { HIT = 3, CURRENT = 2 }; /* the backgrounds of hits, and of the one that it stands on */

/* Lines "numbered I end", I from 1 to `count`. */
static void send_lines(struct session *s, int count)
{
	char line[64];

	for (int i = 1; i <= count; i++) {
		snprintf(line, sizeof(line), "numbered %d end\r\n", i);
		peer_send_text(s->peer, line);
	}
	snprintf(line, sizeof(line), "numbered %d end", count);
	tty_wait_line(s->tty, line);
}

static void open_session(struct session *s)
{
	fixture_open(s);
	send_lines(s, 300);
}

static bool is_marked(Tty *t, const void *user)
{
	const struct tty_cell *where = user;
	int row = tty_find(t, 0, where->text);

	return row >= 0 && tty_cell(t, row, where->column).background == where->background;
}

/* Waits until column `column` of the row with `text` has the background `background`. */
static void wait_background(Tty *t, const char *text, int column, int background)
{
	struct tty_cell where = { .column = column, .background = background };

	snprintf(where.text, sizeof(where.text), "%s", text);
	tty_wait(t, is_marked, &where, text);
}

static void test_as_typed(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-S");
	tty_wait_text(s.tty, "search up:");
	tty_type(s.tty, "d 29");
	tty_wait_text(s.tty, "11/11");
	wait_background(s.tty, "numbered 299 end", 7, CURRENT);
	wait_background(s.tty, "numbered 298 end", 7, HIT);
	tty_type(s.tty, "1");
	tty_wait_text(s.tty, "1/1");
	wait_background(s.tty, "numbered 291 end", 11, CURRENT);
	wait_background(s.tty, "numbered 298 end", 7, -1);
	tty_type(s.tty, "z");
	tty_wait_text(s.tty, "0");
	wait_background(s.tty, "numbered 291 end", 11, -1);
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "search up:");
	tty_wait_line(s.tty, "numbered 300 end");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
}

static void test_next(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/search numbered 10");
	tty_wait_status(s.tty, "11/11 (n N), q returns");
	tty_wait_text(s.tty, "numbered 109 end");
	tty_keys(s.tty, "n");
	tty_wait_status(s.tty, "10/11");
	tty_keys(s.tty, "N N");
	tty_wait_status(s.tty, "1/11");
	tty_wait_text(s.tty, "the search went round the end");
	tty_wait_text(s.tty, "numbered 10 end");
	tty_keys(s.tty, "/");
	tty_type(s.tty, "D 12\r");
	tty_wait_text(s.tty, "no line has \"D 12\"");
	tty_keys(s.tty, "/");
	tty_wait_text(s.tty, "search down:");
	tty_keys(s.tty, "Up Alt-c Alt-c");
	tty_wait_text(s.tty, "search aa down: D 12");
	tty_wait_text(s.tty, "1/11");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "numbered 12 end");
	tty_keys(s.tty, "q");
	tty_wait_no_status(s.tty, "returns");
	tty_wait_line(s.tty, "numbered 300 end");
}

/* By a command without a hit everything is as it was. */
static void test_command(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/search nowhere");
	tty_wait_text(s.tty, "no line has \"nowhere\"");
	tty_wait_no_text(s.tty, "no line has");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
	fixture_enter(&s, "/search");
	tty_wait_text(s.tty, "search up:");
	tty_keys(s.tty, "Enter");
	tty_wait_no_text(s.tty, "search up:");
}

static void test_regex(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-S Alt-r");
	tty_wait_text(s.tty, "search regex up:");
	tty_type(s.tty, "d (7|8)1 e");
	tty_wait_text(s.tty, "2/2");
	tty_wait_text(s.tty, "numbered 81 end");
	tty_type(s.tty, "(");
	tty_wait_text(s.tty, "the pattern is wrong at character 12");
	tty_wait_no_text(s.tty, "2/2");
	tty_keys(s.tty, "Backspace");
	tty_wait_text(s.tty, "2/2");
	tty_keys(s.tty, "Alt-r");
	tty_wait_no_text(s.tty, "regex");
	tty_wait_line(s.tty, "numbered 300 end");
}

/* n in a new scroll mode looks for the last search as that was meant. */
static void test_last_search(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-S Alt-r");
	tty_type(s.tty, "d (7|8)1 e\r");
	tty_wait_status(s.tty, "2/2");
	tty_keys(s.tty, "q");
	tty_wait_no_status(s.tty, "2/2");
	tty_keys(s.tty, "Ctrl-] y");
	tty_wait_status(s.tty, "q returns");
	tty_keys(s.tty, "n");
	tty_wait_status(s.tty, "2/2");
}

/* A line of many hits holds nothing up: it is counted, marked where it shows, and stepped in. */
static void test_long_line(void)
{
	struct session s;

	fixture_open(&s);
	for (int i = 0; i < 600; i++)
		peer_send_text(s.peer, ".................................................."
				       "..................................................");
	peer_send_text(s.peer, "end\r\n");
	tty_wait_text(s.tty, "end");
	tty_keys(s.tty, "Ctrl-S Alt-r");
	tty_type(s.tty, "[.x]");
	tty_wait_text(s.tty, "60000/60000");
	wait_background(s.tty, "end", 0, -1);
	tty_keys(s.tty, "Enter");
	for (int i = 1; i <= 20; i++)
		tty_keys(s.tty, "n");
	tty_wait_status(s.tty, "59980/60000");
	peer_send_text(s.peer, "z\r\n");
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "z");
}

/* What comes is counted and marked; the hit stays where it is. */
static void test_output(void)
{
	struct session s;
	int row;

	open_session(&s);
	fixture_enter(&s, "/search 299");
	tty_wait_status(s.tty, "1/1");
	row = tty_find(s.tty, 0, "numbered 299 end");
	peer_send_text(s.peer, "more 299\r\nand 299 299\r\n");
	tty_wait_status(s.tty, "1/4");
	CHECK(row >= 0, "expected the hit on the screen");
	tty_resize(s.tty, 40, 12);
	tty_wait_status(s.tty, "q returns");
	wait_background(s.tty, "numbered 299 end", 10, CURRENT);
	tty_resize(s.tty, 20, 8);
	wait_background(s.tty, "numbered 299 end", 10, CURRENT);
	tty_keys(s.tty, "Esc");
	tty_wait_text(s.tty, "and 299 299");
}

static void test_wide(void)
{
	struct session s;

	fixture_open(&s);
	peer_send_text(s.peer, "x\344\270\255\346\226\207y e\314\201t\303\251\r\n");
	tty_wait_text(s.tty, "x\344\270\255");
	tty_keys(s.tty, "Ctrl-S");
	tty_type(s.tty, "\346\226\207");
	wait_background(s.tty, "x\344\270\255", 3, CURRENT);
	tty_keys(s.tty, "Enter");
	tty_wait_cursor(s.tty, tty_find(s.tty, 0, "x\344\270\255"), 3);
}

/* The gutter says where hits are, and a terminal without colours shows them, too. */
static void test_mono(void)
{
	struct session s;
	int row;

	fixture_open_with(&s, &(struct tty_setup){ .term = "vt100" }, NULL);
	peer_send_text(s.peer, "one\r\ntwo\r\none again\r\n");
	tty_wait_line(s.tty, "one again");
	tty_keys(s.tty, "Ctrl-] /");
	tty_type(s.tty, "one\r");
	tty_wait_status(s.tty, "2/2");
	row = tty_find(s.tty, 0, "one again");
	CHECK(tty_cell(s.tty, row, 0).reverse && tty_cell(s.tty, row, 0).underline,
	      "the hit it stands on isn't marked");
	CHECK(tty_cell(s.tty, row - 2, 0).reverse && !tty_cell(s.tty, row - 2, 0).underline,
	      "the other hit isn't marked");
	CHECK(tty_cell(s.tty, row - 2, 79).text[0] || tty_find(s.tty, 0, "<") >= 0,
	      "there is no gutter");
}

/* In char mode by the escape key; nothing of it is for the peer. What is hidden is never found. */
static void test_char_mode(void)
{
	struct session s;

	fixture_open(&s);
	fixture_char_mode(&s);
	peer_send_text(s.peer, "Welcome\r\nPassword: ");
	tty_wait_text(s.tty, "Password:");
	tty_type(s.tty, "secret");
	peer_expect(s.peer, BYTES("secret"));
	tty_keys(s.tty, "Ctrl-] /");
	tty_type(s.tty, "secret\r");
	tty_wait_text(s.tty, "no line has \"secret\"");
	tty_wait_no_text(s.tty, "no line has");
	tty_keys(s.tty, "Ctrl-] /");
	tty_type(s.tty, "come\r");
	tty_wait_status(s.tty, "1/1");
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "1/1");
	tty_type(s.tty, "x");
	peer_expect_only(s.peer, BYTES("x"));
}

/* A session that has ended is searched like any other. */
static void test_ended(void)
{
	struct session s;

	open_session(&s);
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	tty_keys(s.tty, "Ctrl-] /");
	tty_type(s.tty, "numbered 5 ");
	tty_wait_text(s.tty, "1/1");
	tty_wait_text(s.tty, "numbered 5 end");
}

/* What is selected goes on to where a search leads. */
static void test_select_to_hit(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/search 298");
	tty_wait_status(s.tty, "1/1");
	tty_keys(s.tty, "0 v /");
	tty_type(s.tty, "299\r");
	tty_wait_status(s.tty, "selecting");
	tty_keys(s.tty, "y");
	tty_wait_text(s.tty, "copied 2 lines");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "as it is typed", test_as_typed, 0 },
		{ "n, N, round the end, recalled", test_next, 0 },
		{ "the command", test_command, 0 },
		{ "regular expressions", test_regex, 0 },
		{ "n after it was left", test_last_search, 0 },
		{ "many hits in one line", test_long_line, 0 },
		{ "output and resizes", test_output, 0 },
		{ "wide characters", test_wide, 0 },
		{ "without colours", test_mono, 0 },
		{ "in char mode, and nothing hidden", test_char_mode, 0 },
		{ "an ended session", test_ended, 0 },
		{ "selecting up to a hit", test_select_to_hit, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
