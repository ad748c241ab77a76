/* A view limited to the lines that match. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

static void open_session(struct session *s)
{
	char line[64];

	fixture_open(s);
	for (int i = 1; i <= 200; i++) {
		snprintf(line, sizeof(line), "%s %d end\r\n", i % 50 ? "line" : "ERROR", i);
		peer_send_text(s->peer, line);
	}
	tty_wait_line(s->tty, "ERROR 200 end");
}

static void test_lines(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/limit ERR|end$");
	tty_wait_status(s.tty, "limit: ERR|end$  200 of 201, Esc ends");
	fixture_enter(&s, "/limit ERROR");
	tty_wait_status(s.tty, "limit: ERROR  4 of 201, Esc ends");
	tty_wait_line(s.tty, "ERROR 50 end");
	tty_wait_no_text(s.tty, "line 199");
	/* What comes shows if it matches; the line still goes to the peer. */
	peer_send_text(s.peer, "line 201\r\nERROR 202\r\nline 203\r\n");
	tty_wait_line(s.tty, "ERROR 202");
	tty_wait_no_text(s.tty, "line 203");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "limit");
	tty_wait_line(s.tty, "line 203");
}

static void test_context(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/limit -B 1 -A2 ERROR 1");
	tty_wait_line(s.tty, "line 99 end");
	tty_wait_line(s.tty, "ERROR 100 end");
	tty_wait_line(s.tty, "line 102 end");
	tty_wait_no_text(s.tty, "line 103");
	tty_wait_no_text(s.tty, "line 98 ");
	fixture_enter(&s, "/limit -v (line|ERROR) .*[1-9]");
	tty_wait_status(s.tty, "limit: not (line|ERROR)");
	tty_wait_no_text(s.tty, "line 1");
	fixture_enter(&s, "/limit");
	tty_wait_no_status(s.tty, "limit");
	tty_wait_line(s.tty, "line 199 end");
}

static void test_wrong(void)
{
	static const struct {
		const char *command, *said;
	} rows[] = { { "/limit (", "the pattern is wrong" },
		     { "/limit", "the view isn't limited" },
		     { "/limit -A x y", "-A needs a number of lines" },
		     { "/limit -v", "a pattern is missing" } };
	struct session s;

	open_session(&s);
	for (size_t i = 0; i < COUNT(rows); i++) {
		fixture_enter_wrong(&s, rows[i].command, rows[i].said);
	}
	/* Nothing matches: nothing shows, and Esc leads back. */
	fixture_enter(&s, "/limit nowhere");
	tty_wait_status(s.tty, "limit: nowhere  0 of 201");
	tty_wait_no_text(s.tty, "ERROR 200");
	tty_keys(s.tty, "Esc");
	tty_wait_line(s.tty, "ERROR 200 end");
}

/* Searching and selecting know no other lines; a narrow window says that it is one. */
static void test_within(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/limit ERROR");
	tty_wait_status(s.tty, "4 of 201");
	tty_keys(s.tty, "Ctrl-] y k k k V j y");
	tty_wait_text(s.tty, "copied 2 lines");
	tty_resize(s.tty, 40, 12);
	tty_wait_status(s.tty, "limit");
	tty_wait_line(s.tty, "ERROR 150 end");
	tty_wait_no_text(s.tty, "line 199");
	tty_resize(s.tty, 20, 8);
	tty_wait_line(s.tty, "ERROR 150 end");
	tty_keys(s.tty, "Esc");
	tty_wait_line(s.tty, "line 199 end");
}

/* Hits in lines that don't show are passed over. */
static void test_search_within(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/limit 1.0 end");
	tty_wait_status(s.tty, "limit: 1.0 end");
	fixture_enter(&s, "/search ERROR");
	tty_wait_status(s.tty, "3/4 in all lines");
	tty_wait_line(s.tty, "ERROR 150 end");
	tty_keys(s.tty, "n");
	tty_wait_status(s.tty, "2/4");
	tty_keys(s.tty, "n");
	tty_wait_status(s.tty, "3/4");
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "3/4");
	fixture_enter(&s, "/search line 151");
	tty_wait_text(s.tty, "no line has");
}

/* In char mode no key goes to a prompt that doesn't show. */
static void test_char_mode(void)
{
	struct session s;

	open_session(&s);
	fixture_char_mode(&s);
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "limit ERROR\r");
	tty_wait_status(s.tty, "limit: ERROR  4 of 201, q ends");
	tty_type(s.tty, "reload q\r");
	tty_wait_text(s.tty, "keys don't go to the session: q or Esc ends");
	tty_wait_no_text(s.tty, "keys don't go");
	tty_paste(s.tty, "reload\n");
	tty_wait_text(s.tty, "keys don't go");
	tty_wait_no_text(s.tty, "keys don't go");
	/* Scroll mode and its search lie over it; q leaves the one and then the other. */
	tty_type(s.tty, "/ERROR 5\r");
	tty_wait_status(s.tty, "q returns");
	tty_type(s.tty, "q");
	tty_wait_no_status(s.tty, "q returns");
	tty_keys(s.tty, "PgUp");
	tty_wait_status(s.tty, "limit: ERROR");
	tty_keys(s.tty, "Esc");
	tty_wait_no_status(s.tty, "limit");
	tty_wait_line(s.tty, "line 199 end");
	tty_type(s.tty, "ok");
	peer_expect_text(s.peer, "ok");
}

/* Nor does the wheel become arrow keys for a screen that doesn't show. */
static void test_wheel(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/set mouse on");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\033[?1049hmenu");
	tty_wait_text(s.tty, "menu");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "limit end\r");
	tty_wait_status(s.tty, "limit: end");
	tty_type(s.tty, "\033[<64;5;5M");
	tty_wait_status(s.tty, "scrolling: q returns");
	tty_type(s.tty, "qq");
	tty_wait_text(s.tty, "menu");
	tty_type(s.tty, "ok");
	peer_expect_text(s.peer, "ok");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "lines that match", test_lines, 0 },
		{ "context, and those that don't", test_context, 0 },
		{ "keys in char mode", test_char_mode, 0 },
		{ "the wheel", test_wheel, 0 },
		{ "what is no limit", test_wrong, 0 },
		{ "searching within", test_search_within, 0 },
		{ "selecting within, narrow windows", test_within, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
