/* Marked lines and the times of lines: keys, what shows, output, resizes, lines that go. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

enum { BLUE = 4 };

static void open_session(struct session *s)
{
	char line[64];

	fixture_open(s);
	for (int i = 1; i <= 60; i++) {
		snprintf(line, sizeof(line), "numbered %d end\r\n", i);
		peer_send_text(s->peer, line);
	}
	tty_wait_line(s->tty, "numbered 60 end");
}

/* Marks the line "numbered 59 end", and returns from scroll mode. */
static void mark_59(struct session *s)
{
	tty_keys(s->tty, "Ctrl-] y k k m q");
	tty_wait_no_status(s->tty, "q returns");
}

static void send_more(struct session *s, int lines)
{
	for (int i = 0; i < lines; i++)
		peer_send_text(s->peer, "more\r\n");
	peer_send_text(s->peer, "last\r\n");
	tty_wait_line(s->tty, "last");
}

/* A text, and whether it is on a blue background. */
struct look {
	const char *text;
	bool marked;
};

static bool looks(Tty *t, const void *user)
{
	const struct look *want = user;
	int row = tty_find(t, 0, want->text);

	return row >= 0 && (tty_cell(t, row, 0).background == BLUE) == want->marked;
}

static void wait_marked(Tty *t, const char *text, bool marked)
{
	tty_wait(t, looks, &(struct look){ text, marked }, text);
}

/* Whether a sign of the gutter shows. */
static bool has_sign(Tty *t, const void *user)
{
	(void)user;
	for (int row = 0; row + 1 < tty_height(t); row++) {
		if (tty_cell(t, row, tty_width(t) - 1).text[0] == '*')
			return true;
	}
	return false;
}

static void test_mark(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-] y");
	tty_wait_status(s.tty, "q returns");
	tty_keys(s.tty, "{");
	tty_wait_text(s.tty, "no line is marked");
	tty_keys(s.tty, "k k m");
	tty_wait_text(s.tty, "marked, 1 in all");
	wait_marked(s.tty, "numbered 59 end", true);
	wait_marked(s.tty, "numbered 58 end", false);
	tty_wait(s.tty, has_sign, NULL, "a sign in the gutter");
	tty_keys(s.tty, "k k k m g");
	tty_wait_text(s.tty, "numbered 1 end");
	tty_keys(s.tty, "}");
	wait_marked(s.tty, "numbered 56 end", true);
	tty_keys(s.tty, "} }");
	tty_wait_text(s.tty, "no mark behind this line");
	tty_keys(s.tty, "m");
	tty_wait_text(s.tty, "the mark is gone, 1 left");
	wait_marked(s.tty, "numbered 59 end", false);
	tty_keys(s.tty, "q");
	tty_wait_no_status(s.tty, "q returns");
	wait_marked(s.tty, "numbered 56 end", true);
}

static void test_output_and_resize(void)
{
	struct session s;

	open_session(&s);
	mark_59(&s);
	send_more(&s, 500);
	tty_resize(s.tty, 20, 8);
	tty_keys(s.tty, "Ctrl-] y { ");
	wait_marked(s.tty, "numbered 59 end", true);
	tty_resize(s.tty, 60, 20);
	wait_marked(s.tty, "numbered 59 end", true);
	wait_marked(s.tty, "numbered 60 end", false);
}

static void test_list(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/marks");
	tty_wait_text(s.tty, "no line is marked");
	tty_keys(s.tty, "Ctrl-Home");
	tty_wait_text(s.tty, "numbered 1 end");
	tty_keys(s.tty, "Ctrl-] Up m");
	tty_wait_text(s.tty, "marked, 1 in all");
	tty_keys(s.tty, "j j m q");
	tty_wait_no_status(s.tty, "q returns");
	fixture_enter(&s, "/marks");
	tty_wait_text(s.tty, "  numbered 3 end");
	tty_keys(s.tty, "1");
	wait_marked(s.tty, "numbered 1 end", true);
	tty_keys(s.tty, "'");
	tty_wait_text(s.tty, "x takes one");
	tty_keys(s.tty, "x x");
	tty_wait_no_text(s.tty, "x takes one");
	wait_marked(s.tty, "numbered 1 end", false);
}

static void test_lines_go(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/set scrollback 100");
	mark_59(&s);
	send_more(&s, 300);
	fixture_enter(&s, "/marks");
	tty_wait_text(s.tty, "no line is marked");
}

/* Nothing that takes keys is unseen, also when its lines have gone meanwhile. */
static void test_list_empties(void)
{
	struct session s;

	open_session(&s);
	fixture_enter(&s, "/set scrollback 100");
	mark_59(&s);
	fixture_enter(&s, "/marks");
	tty_wait_text(s.tty, "x takes one");
	for (int i = 0; i < 300; i++)
		peer_send_text(s.peer, "more\r\n");
	tty_wait_text(s.tty, "none is left");
	tty_keys(s.tty, "Up End Down Home");
	tty_wait_text(s.tty, "none is left");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "none is left");
	tty_type(s.tty, "ok");
	tty_wait_input(s.tty, "ok");
}

static void test_limit(void)
{
	struct session s;

	open_session(&s);
	mark_59(&s);
	fixture_enter(&s, "/limit 9 end");
	tty_wait_no_text(s.tty, "numbered 60 end");
	wait_marked(s.tty, "numbered 59 end", true);
	wait_marked(s.tty, "numbered 49 end", false);
}

/* Whether a row has a time and then this text. */
static bool has_time(Tty *t, const void *text)
{
	int row = tty_find(t, 0, text);
	const char *at = row < 0 ? "" : tty_row(t, row);

	return strlen(at) > 10 && at[2] == ':' && at[5] == ':' && strstr(at, text) == at + 10;
}

static void test_times(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-] y t");
	tty_wait(s.tty, has_time, "numbered 60 end", "a time before the line");
	tty_keys(s.tty, "q");
	tty_wait_no_status(s.tty, "q returns");
	peer_send_text(s.peer, "a line that is as long as it takes to be wrapped at the end of the "
			       "window, and so has two rows\r\n");
	tty_wait(s.tty, has_time, "a line that is", "a time before the line");
	tty_wait_line(s.tty, "          window, and so has two rows");
	fixture_enter(&s, "sent by me");
	tty_wait_text(s.tty, "> sent by me");
	tty_resize(s.tty, 30, 12);
	tty_wait_no_text(s.tty, "> sent by me");
	tty_wait_line(s.tty, "sent by me");
	tty_resize(s.tty, 80, 24);
	tty_wait_text(s.tty, "> sent by me");
	fixture_enter(&s, "/copy all text copied");
	tty_wait_text(s.tty, "copied");
	fixture_enter(&s, "/set timestamps off");
	tty_wait_line(s.tty, "sent by me");
	tty_resize(s.tty, 30, 12);
	tty_keys(s.tty, "Ctrl-] y t");
	tty_wait_text(s.tty, "40 columns or more");
}

/* Where none can show, turning them on says why. */
static void test_no_times(void)
{
	struct session s;

	open_session(&s);
	tty_resize(s.tty, 39, 12);
	tty_keys(s.tty, "Ctrl-] PgUp t");
	tty_wait_text(s.tty, "they want 40");
	tty_keys(s.tty, "t q");
	tty_resize(s.tty, 80, 24);
	fixture_enter(&s, "/view screen");
	tty_wait_status(s.tty, "+screen");
	fixture_enter(&s, "/set timestamps on");
	tty_wait_text(s.tty, "times show in the transcript alone: v in the menu changes to it");
	tty_keys(s.tty, "Ctrl-] v");
	tty_wait_no_status(s.tty, "+screen");
	tty_wait(s.tty, has_time, "numbered 60 end", "a time before the line");
	tty_wait_no_text(s.tty, "times show in");
	fixture_enter(&s, "/set timestamps off");
	fixture_enter(&s, "/set timestamps on");
	fixture_enter(&s, "ok");
	peer_expect_only(s.peer, BYTES("ok\r\n"));
	CHECK(tty_find(s.tty, 0, "times show in") < 0, "it was said where times show");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "set, shown, gone to, taken", test_mark, 0 },
		{ "output and resizes", test_output_and_resize, 0 },
		{ "the list", test_list, 0 },
		{ "the oldest lines go", test_lines_go, 0 },
		{ "a list that empties while it is open", test_list_empties, 0 },
		{ "a limited view", test_limit, 0 },
		{ "times", test_times, 0 },
		{ "why there are no times", test_no_times, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
