/* A peer's pager that is answered by itself. */
#include "e2e/harness.h"

#include "e2e/fixture.h"
#include "servers/console.h"

enum { PAGES = 5, QUIET = 600 };

static Console *open_console(struct session *s, const struct console_setup *setup,
			     const char *option)
{
	Console *c;

	fixture_open_logged(s, NULL, option ? WORDS("-o", option) : NULL);
	c = console_start(s->peer, setup);
	tty_wait_text(s->tty, "core1#");
	return c;
}

static char *end(struct session *s)
{
	char *log;

	tty_keys(s->tty, "Ctrl-] q y");
	tty_expect_exit(s->tty, 0);
	log = home_read_file(home_path(&s->home, "log"), NULL);
	CHECK(log, "no log");
	return log;
}

static void expect_clean(const char *log)
{
	int lines = 0;

	CHECK(!strstr(log, "More"), "the pager is in the log: %s", log);
	for (const char *at = log; (at = strstr(at, "a line of what is shown")); at++)
		lines++;
	CHECK_INT(lines, PAGES * 20);
}

static void answered(bool leaves_pager, const char *pack)
{
	struct session s;

	open_console(&s, &(struct console_setup){ .pages = PAGES, .leaves_pager = leaves_pager },
		     "pager=on");
	if (pack) {
		tty_keys(s.tty, "Ctrl-] c");
		tty_type(s.tty, pack);
		tty_keys(s.tty, "Enter");
	}
	tty_type(s.tty, "show\r");
	tty_wait_text(s.tty, "page 4, Esc stops");
	tty_wait_line(s.tty, "core1#");
	tty_wait_text(s.tty, "the pager was answered 4 times");
	tty_wait_no_text(s.tty, "Esc stops");
	CHECK(tty_find(s.tty, 0, "More") < 0, "the pager stands on the screen");
	expect_clean(end(&s));
}

static void test_generic(void)
{
	answered(false, NULL);
}

static void test_pack(void)
{
	answered(false, "set pack ios");
}

static void test_left(void)
{
	answered(true, NULL);
}

/* What is proposed answers the one that stands as well. */
static void test_ask(void)
{
	struct session s;

	open_console(&s, &(struct console_setup){ .pages = 3 }, NULL);
	tty_type(s.tty, "show\r");
	tty_wait_text(s.tty, "a pager stands: ^] c set pager on has it answered");
	tty_wait_line(s.tty, " --More--");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "set pager on\r");
	tty_wait_line(s.tty, "core1#");
}

static void test_off(void)
{
	struct session s;

	open_console(&s, &(struct console_setup){ .pages = 3 }, "pager=off");
	tty_type(s.tty, "show\r");
	tty_wait_line(s.tty, " --More--");
	pump_for(QUIET);
	CHECK(tty_find(s.tty, 0, "a pager stands") < 0, "it was proposed");
	CHECK(tty_find(s.tty, 0, " --More--") >= 0, "it was answered");
}

/* Esc stops it for this output alone. */
static void test_stopped(void)
{
	struct session s;

	open_console(&s, &(struct console_setup){ .pages = 2000 }, "pager=on");
	tty_type(s.tty, "show\r");
	tty_wait_text(s.tty, "page 3, Esc stops");
	tty_keys(s.tty, "Esc");
	tty_wait_text(s.tty, "the pager was answered");
	tty_wait_line(s.tty, " --More--");
	pump_for(QUIET);
	CHECK(tty_find(s.tty, 0, " --More--") >= 0, "it was answered");
	CHECK(!peer_has_received(s.peer, BYTES("\033")), "the peer got Esc");
}

/* Lines that only look like it are text, and a screen that a program draws is its own. */
static void test_near(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "pager=on"));
	fixture_char_mode(&s);
	peer_send_text(s.peer, "more to say\r\n--More--\r\nmore");
	pump_for(QUIET);
	peer_send_text(s.peer, " follows");
	tty_wait_line(s.tty, "more follows");
	peer_send_text(s.peer, "\033[?1049h\033[H--More--");
	tty_wait_line(s.tty, "--More--");
	pump_for(QUIET);
	peer_expect_only(s.peer, NULL, 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "answered, without a pack", test_generic, 0 },
		{ "with one", test_pack, 0 },
		{ "that the device doesn't erase", test_left, 0 },
		{ "proposed", test_ask, 0 },
		{ "off", test_off, 0 },
		{ "stopped", test_stopped, 0 },
		{ "near misses", test_near, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
