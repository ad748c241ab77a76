/* Reading back: the place stays while output goes on, the count of new lines, the live tail. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define ARROW "\342\206\221" /* the arrow of the status line while scrolled */

/* How many lines the peer has sent in this case, which has a process of its own. */
static int sent;

static void send_lines(struct session *s, int count)
{
	char line[64];

	while (count--) {
		snprintf(line, sizeof(line), "numbered %d end\r\n", ++sent);
		peer_send_text(s->peer, line);
	}
}

static void wait_newest(struct session *s)
{
	char line[64];

	snprintf(line, sizeof(line), "numbered %d end", sent);
	tty_wait_line(s->tty, line);
}

static void open_session(struct session *s)
{
	fixture_open(s);
	send_lines(s, 200);
	wait_newest(s);
}

/* Copies the text of row `row`. */
static char *copy_row(Tty *t, int row)
{
	return strdup(tty_row(t, row));
}

static bool first_row_differs(Tty *t, const void *user)
{
	return strcmp(tty_row(t, 0), user) != 0;
}

/* Scrolls back a page, and waits until it shows. */
static void page_up(struct session *s)
{
	char *top = copy_row(s->tty, 0);

	tty_keys(s->tty, "PgUp");
	tty_wait(s->tty, first_row_differs, top, "another first row");
	free(top);
}

static void test_place_stays(void)
{
	struct session s;
	char *top;

	open_session(&s);
	page_up(&s);
	tty_wait_status(s.tty, ARROW " 0 new");
	page_up(&s);
	top = copy_row(s.tty, 0);
	send_lines(&s, 7);
	tty_wait_status(s.tty, ARROW " 7 new");
	CHECK_TEXT(tty_row(s.tty, 0), top);
	send_lines(&s, 1000);
	tty_wait_status(s.tty, ARROW " 1007 new");
	CHECK_TEXT(tty_row(s.tty, 0), top);
	tty_keys(s.tty, "End");
	wait_newest(&s);
	tty_wait_no_status(s.tty, ARROW);
	free(top);
}

static void test_live_tail(void)
{
	struct session s;
	char *top;

	open_session(&s);
	page_up(&s);
	page_up(&s);
	page_up(&s);
	tty_wait_status(s.tty, ARROW);
	top = copy_row(s.tty, 0);
	/* The newest line is seen below, while the place above stays. */
	send_lines(&s, 3);
	wait_newest(&s);
	tty_wait_status(s.tty, ARROW " 3 new");
	CHECK_TEXT(tty_row(s.tty, 0), top);
	free(top);
}

static void test_top_and_tail(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-Home");
	tty_wait_line(s.tty, "numbered 1 end");
	tty_keys(s.tty, "Ctrl-End");
	wait_newest(&s);
	tty_wait_no_status(s.tty, ARROW);
	page_up(&s);
	page_up(&s);
	tty_wait_status(s.tty, ARROW);
	tty_keys(s.tty, "PgDn PgDn");
	tty_wait_no_status(s.tty, ARROW);
	wait_newest(&s);
}

static void test_typing_while_scrolled(void)
{
	struct session s;
	char *top;

	open_session(&s);
	page_up(&s);
	page_up(&s);
	tty_wait_status(s.tty, ARROW);
	top = copy_row(s.tty, 0);
	tty_type(s.tty, "say hello");
	tty_wait_input(s.tty, "say hello");
	/* Home and End edit the line now. */
	tty_keys(s.tty, "Home X End Y");
	tty_wait_input(s.tty, "Xsay helloY");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("Xsay helloY\r\n"));
	tty_wait_input(s.tty, "");
	tty_wait_status(s.tty, ARROW);
	CHECK_TEXT(tty_row(s.tty, 0), top);
	free(top);
}

static void test_resize_while_scrolled(void)
{
	struct session s;
	char *top;

	open_session(&s);
	page_up(&s);
	page_up(&s);
	page_up(&s);
	tty_wait_status(s.tty, ARROW);
	top = copy_row(s.tty, 0);
	tty_resize(s.tty, 40, 30);
	tty_wait_status(s.tty, ARROW);
	tty_wait_line(s.tty, top);
	tty_resize(s.tty, 80, 24);
	tty_wait_row(s.tty, 0, top);
	free(top);
}

static void test_scroll_mode(void)
{
	struct session s;

	open_session(&s);
	tty_keys(s.tty, "Ctrl-] PgUp");
	tty_wait_status(s.tty, ARROW);
	tty_keys(s.tty, "Ctrl-] Up");
	tty_wait_status(s.tty, ARROW);
	tty_keys(s.tty, "q");
	tty_wait_no_status(s.tty, ARROW);
	tty_wait_input(s.tty, "");
	wait_newest(&s);
}

static void test_long_lines_wrap_and_rewrap(void)
{
	struct session s;

	open_session(&s);
	peer_send_text(s.peer, "start ");
	for (int i = 1; i <= 30; i++) {
		char word[16];

		snprintf(word, sizeof(word), "word%02d ", i);
		peer_send_text(s.peer, word);
	}
	peer_send_text(s.peer, "stop\r\n");
	tty_wait_text(s.tty, "stop");
	/* At words, not inside one, at any width. */
	for (unsigned width = 40; width <= 90; width += 25) {
		tty_resize(s.tty, width, 24);
		tty_wait_text(s.tty, "start word01");
		tty_wait_text(s.tty, "stop");
		for (int i = 1; i <= 30; i++) {
			char word[16];

			snprintf(word, sizeof(word), "word%02d", i);
			tty_wait_text(s.tty, word);
		}
	}
}

/* `/set wrap` takes effect at once, also on what stands there. */
static void test_hanging_indent(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 50, .height = 12 }, NULL);
	peer_send_text(s.peer,
		       "  - the first of some words that fill up a row, the second row\r\n");
	tty_wait_line(s.tty, "the second row");
	fixture_enter(&s, "/set wrap hanging");
	tty_wait_line(s.tty, "    the second row");
	fixture_enter(&s, "/set wrap hard");
	tty_wait_line(s.tty, "e second row");
}

static void test_oldest_lines_go(void)
{
	struct session s;

	home_init(&s.home);
	sent = 0;
	s.peer = peer_new();
	s.tty = tty_start(&(struct tty_setup){ .home = &s.home },
			  WORDS("hail", "-o", "scrollback=100", "127.0.0.1", peer_port(s.peer)));
	peer_wait_connected(s.peer);
	send_lines(&s, 1000);
	wait_newest(&s);
	tty_keys(s.tty, "Ctrl-Home");
	tty_wait_status(s.tty, ARROW);
	tty_wait_no_text(s.tty, "numbered 1 end");
	/* The place falls off the end: it moves to the oldest line, and that is said. */
	send_lines(&s, 2000);
	tty_wait_text(s.tty, "the lines being read are gone");
	tty_wait_status(s.tty, ARROW);
	tty_keys(s.tty, "Ctrl-End");
	wait_newest(&s);
}

static void test_log_has_everything(void)
{
	struct session s;
	char command[640], line[64], *text;

	open_session(&s);
	snprintf(command, sizeof(command), "/log %s", home_path(&s.home, "out.log"));
	tty_type(s.tty, command);
	tty_keys(s.tty, "Enter");
	/* It is there before the lines that follow. */
	tty_wait_text(s.tty, "out.log");
	tty_wait_input(s.tty, "");
	send_lines(&s, 500);
	wait_newest(&s);
	tty_type(s.tty, "sent line");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("sent line\r\n"));
	fixture_end(&s);
	text = home_read_file(home_path(&s.home, "out.log"), NULL);
	CHECK(text, "no log");
	for (int i = 201; i <= 700; i++) {
		snprintf(line, sizeof(line), "numbered %d end\n", i);
		CHECK(strstr(text, line), "expected \"numbered %d end\" in the log", i);
	}
	CHECK(strstr(text, "sent line\n"), "expected the sent line in the log");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the place stays, new lines are counted", test_place_stays, 0 },
		{ "a live tail below", test_live_tail, 0 },
		{ "Ctrl-Home, Ctrl-End, PgDn", test_top_and_tail, 0 },
		{ "typing and sending while scrolled", test_typing_while_scrolled, 0 },
		{ "a resize keeps the place", test_resize_while_scrolled, 0 },
		{ "the popup's scroll mode", test_scroll_mode, 0 },
		{ "long lines wrap at words at any width", test_long_lines_wrap_and_rewrap, 0 },
		{ "a hanging indent", test_hanging_indent, 0 },
		{ "the oldest lines go", test_oldest_lines_go, 0 },
		{ "/log has every line", test_log_has_everything, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
