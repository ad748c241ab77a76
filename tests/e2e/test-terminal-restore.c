/* Every way out leaves the terminal as it was; a terminal that can't be used is refused plainly. */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/wait.h>

#include "e2e/fixture.h"

static void open_with(struct session *s, const char *const *extra)
{
	struct home home;

	home_init(&home);
	fixture_open_with(s,
			  &(struct tty_setup){ .home = &home,
					       .extra = extra,
					       .errors = home_path(&home, "stderr") },
			  NULL);
	peer_send_text(s->peer, "hello\r\n\033[1;31mred\r\n");
	tty_wait_line(s->tty, "red");
	CHECK(tty_alternate(s->tty), "expected the alternate screen");
}

static void open_session(struct session *s)
{
	open_with(s, NULL);
}

static void test_quit(void)
{
	struct session s;

	open_session(&s);
	tty_type(s.tty, "/quit!");
	tty_keys(s.tty, "Enter");
	tty_expect_exit(s.tty, 0);
	CHECK(tty_raw_has(s.tty, BYTES("\033[?2004h")), "expected bracketed paste in use");
}

static void test_signals(void)
{
	static const int signals[] = { SIGTERM, SIGHUP,  SIGINT,    SIGQUIT, SIGALRM, SIGUSR1,
				       SIGUSR2, SIGXCPU, SIGVTALRM, SIGPWR,  SIGIO };

	for (size_t i = 0; i < COUNT(signals); i++) {
		struct session s;

		tap_note("signal %d", signals[i]);
		open_session(&s);
		tty_signal(s.tty, signals[i]);
		tty_wait_end(s.tty);
		tty_check_restored(s.tty);
	}
}

static void test_crashes(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	const char *const *no_handlers = WORDS(
		"ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_"
		"abort=0:detect_leaks=0");

	for (size_t i = 0; i < COUNT(signals); i++) {
		struct session s;

		tap_note("signal %d", signals[i]);
		open_with(&s, no_handlers);
		tty_signal(s.tty, signals[i]);
		tty_expect_signal(s.tty, signals[i]);
	}
}

/* The title that was put aside comes back; nothing is brought back that was not. */
static void test_crash_with_title(void)
{
	const char *const *no_handlers = WORDS("ASAN_OPTIONS=handle_segv=0:detect_leaks=0");

	for (int titled = 0; titled <= 1; titled++) {
		struct session s;

		tap_note("title=%s", titled ? "on" : "off");
		fixture_open_with(&s, &(struct tty_setup){ .extra = no_handlers },
				  WORDS("-o", titled ? "title=on" : "title=off"));
		CHECK(tty_raw_has(s.tty, BYTES("\033[22;2t")) == (titled == 1),
		      "expected the title put aside if ours is shown");
		tty_signal(s.tty, SIGSEGV);
		tty_expect_signal(s.tty, SIGSEGV);
		CHECK(tty_raw_has(s.tty, BYTES("\033[23;2t")) == (titled == 1),
		      "expected the old title back if it was put aside");
	}
}

static bool is_main_screen(Tty *t, const void *user)
{
	(void)user;
	return !tty_alternate(t) && tty_cursor_visible(t);
}

static void wait_main_screen(Tty *t)
{
	tty_wait(t, is_main_screen, NULL, "the main screen and a cursor while stopped");
}

static void test_suspend(void)
{
	struct session s;

	open_session(&s);
	tty_type(s.tty, "half typed");
	tty_wait_input(s.tty, "half typed");
	tty_keys(s.tty, "Ctrl-Z");
	tty_wait_stopped(s.tty);
	wait_main_screen(s.tty);
	CHECK(tty_modes(s.tty).line_as_before,
	      "expected the modes of the line as before while stopped");
	peer_send_text(s.peer, "\033[mmeanwhile\r\n");
	peer_flush(s.peer);
	tty_resume(s.tty);
	tty_wait_line(s.tty, "meanwhile");
	tty_wait_line(s.tty, "red");
	tty_wait_input(s.tty, "half typed");
	CHECK(tty_alternate(s.tty), "expected the alternate screen again");
	tty_keys(s.tty, "! Enter");
	peer_expect_only(s.peer, BYTES("half typed!\r\n"));
	/* Again, by the signal itself, with a resize while stopped. */
	tty_signal(s.tty, SIGTSTP);
	tty_wait_stopped(s.tty);
	wait_main_screen(s.tty);
	tty_resize(s.tty, 60, 20);
	tty_resume(s.tty);
	tty_wait_line(s.tty, "meanwhile");
	tty_wait_status(s.tty, "connected");
	CHECK(!tty_raw_has(s.tty, BYTES("\033]104")), "the user's palette was reset");
	CHECK(tty_status_row(s.tty) >= 18, "expected the status line at the new bottom");
	tty_type(s.tty, "/quit!");
	tty_keys(s.tty, "Enter");
	tty_expect_exit(s.tty, 0);
}

/* The window is closed: the program ends, and so does the connection. */
static void test_hang_up(void)
{
	struct session s;

	open_session(&s);
	tty_hang_up(s.tty);
	peer_expect_end(s.peer);
	tty_wait_end(s.tty);
}

static void expect_refusal(const char *term, const char *const *extra, unsigned width,
			   unsigned height, const char *part)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;
	char *text;
	int status;

	home_init(&h);
	t = tty_start(&(struct tty_setup){ .home = &h,
					   .term = term,
					   .extra = extra,
					   .width = width,
					   .height = height,
					   .errors = home_path(&h, "stderr") },
		      WORDS("hail", "127.0.0.1", peer_port(p)));
	status = tty_wait_end(t);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 0, "expected a failure");
	tty_check_restored(t);
	text = home_read_file(home_path(&h, "stderr"), NULL);
	check_sentence(text ? text : "", part);
}

static void test_unusable(void)
{
	expect_refusal("dumb", NULL, 80, 24, "dumb");
	expect_refusal("nosuch-terminal", NULL, 80, 24, "nosuch-terminal");
	expect_refusal("xterm", WORDS("TERM"), 80, 24, "TERM");
	expect_refusal("xterm", WORDS("TERM="), 80, 24, "TERM");
}

static void test_usable(void)
{
	static const char *const terms[] = { "xterm",           "xterm-256color", "vt100",
					     "vt220",           "linux",          "screen",
					     "screen-256color", "tmux-256color",  "rxvt" };

	for (size_t i = 0; i < COUNT(terms); i++) {
		Peer *p = peer_new();
		Tty *t = tty_start(&(struct tty_setup){ .term = terms[i] },
				   WORDS("hail", "127.0.0.1", peer_port(p)));

		tap_note("%s", terms[i]);
		peer_wait_connected(p);
		peer_send_text(p, "\033[1;31mcolour\033[m \033[4mline\r\n");
		tty_wait_line(t, "colour line");
		tty_type(t, "x");
		tty_wait_input(t, "x");
		tty_keys(t, "Enter");
		peer_expect_only(p, BYTES("x\r\n"));
		tty_type(t, "/quit!");
		tty_keys(t, "Enter");
		CHECK_INT(WEXITSTATUS(tty_wait_end(t)), 0);
	}
}

/* Too small from the start: one clear message, there or on the way out, and no hang. */
static void test_too_small(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;
	char *text;

	home_init(&h);
	t = tty_start(
		&(struct tty_setup){
			.home = &h, .width = 10, .height = 3, .errors = home_path(&h, "stderr") },
		WORDS("hail", "127.0.0.1", peer_port(p)));
	tty_wait_end(t);
	tty_check_restored(t);
	text = home_read_file(home_path(&h, "stderr"), NULL);
	check_sentence(text ? text : "", "10x3");
	CHECK(WIFEXITED(tty_status(t)) && WEXITSTATUS(tty_status(t)) == 1,
	      "expected exit status 1");
}

static void test_becomes_too_small(void)
{
	static const struct {
		unsigned width, height;
	} sizes[] = { { 10, 3 }, { 1, 1 }, { 80, 1 }, { 2, 24 }, { 19, 4 } };
	struct session s;

	open_session(&s);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		tty_resize(s.tty, sizes[i].width, sizes[i].height);
		peer_send_text(s.peer, "more\r\n");
		pump_for(100);
		CHECK(!tty_has_ended(s.tty), "ended at %ux%u", sizes[i].width, sizes[i].height);
	}
	tty_resize(s.tty, 80, 24);
	tty_wait_line(s.tty, "red");
	tty_wait_status(s.tty, "connected");
	tty_type(s.tty, "back");
	tty_wait_input(s.tty, "back");
}

static void test_sizes(void)
{
	static const struct {
		unsigned width, height;
	} sizes[] = { { 20, 5 }, { 20, 24 }, { 500, 200 }, { 132, 43 }, { 80, 5 } };
	struct session s;

	open_session(&s);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		tap_note("%ux%u", sizes[i].width, sizes[i].height);
		tty_resize(s.tty, sizes[i].width, sizes[i].height);
		tty_wait_line(s.tty, "red");
		tty_type(s.tty, "ab");
		tty_wait_input(s.tty, "ab");
		tty_keys(s.tty, "Backspace Backspace");
		tty_wait_input(s.tty, "");
	}
}

static void test_no_colour_leaks(void)
{
	struct session s;
	struct tty_cell cell;
	int row;

	open_session(&s);
	row = tty_find(s.tty, 0, "red");
	cell = tty_cell(s.tty, row, 0);
	CHECK(cell.foreground == 1 || cell.foreground == 9, "expected red, saw colour %d",
	      cell.foreground);
	CHECK(cell.bold, "expected bold");
	cell = tty_cell(s.tty, tty_find(s.tty, 0, "hello"), 0);
	CHECK_INT(cell.foreground, -1);
	CHECK(!cell.bold, "expected no bold");
}

static void test_locale(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(&(struct tty_setup){ .extra = WORDS("LC_ALL", "LANG", "LC_CTYPE") },
			   WORDS("hail", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send_text(p, "caf\303\251 \346\227\245\r\n");
	tty_wait_line(t, "caf\303\251 \346\227\245");
	/* Not UTF-8: what can't be shown is mapped, nothing breaks. */
	t = tty_start(&(struct tty_setup){ .extra = WORDS("LC_ALL=C") },
		      WORDS("hail", "127.0.0.1", peer_port(p)));
	tty_wait_status(t, "connected");
	peer_send_text(p, "caf\303\251 end\r\n");
	tty_wait_text(t, " end");
	CHECK(!tty_raw_has(t, BYTES("\303\251")), "expected no UTF-8 on a terminal without it");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "quit", test_quit, 0 },
		{ "signals that ask it to end", test_signals, 0 },
		{ "crashes", test_crashes, 0 },
		{ "a crash with a title", test_crash_with_title, 0 },
		{ "Ctrl-Z and SIGTSTP, and back", test_suspend, 0 },
		{ "the window is closed", test_hang_up, 0 },
		{ "TERM dumb, unknown, none", test_unusable, 0 },
		{ "TERM of all kinds", test_usable, 0 },
		{ "10x3 from the start", test_too_small, 0 },
		{ "10x3 and less in mid-session", test_becomes_too_small, 0 },
		{ "20x5 to 500x200", test_sizes, 0 },
		{ "colours stay where they belong", test_no_colour_leaks, 0 },
		{ "locales", test_locale, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
