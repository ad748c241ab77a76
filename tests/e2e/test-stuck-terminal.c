/* A terminal that takes nothing (a stopped pane, a dead ssh) makes nothing else wait. */
#include "e2e/harness.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "e2e/fixture.h"

enum {
	WIDTH = 500,
	HEIGHT = 150,
	ROWS = HEIGHT - 6, /* with room for the line typed behind them, and the row after that */
	SCREENS = 30, /* of 72,000 cells each; a pty holds some 12 KiB */
	END_MS = SANITIZED ? 5000 : 1000,
};

/* A screen full of text that differs in every row from the one before. */
static void send_screen(const struct session *s, int number)
{
	char line[WIDTH + 1];

	for (int row = 0; row < ROWS; row++) {
		int n = snprintf(line, sizeof(line), "\r\nscreen %03d row %03d ", number, row);

		memset(line + n, 'a' + (number + row) % 26, (size_t)(WIDTH - n - 10));
		line[WIDTH - 10] = '\0';
		peer_send_text(s->peer, line);
	}
}

/* A line from the keyboard to the peer: the loop has gone round meanwhile. */
static void type_line(const struct session *s, int number)
{
	char text[32];

	snprintf(text, sizeof(text), "line %03d\r", number);
	tty_type(s->tty, text);
	snprintf(text, sizeof(text), "line %03d\r\n", number);
	peer_expect_text(s->peer, text);
}

static void open_stuck(struct session *s)
{
	fixture_open_with(s, &(struct tty_setup){ .width = WIDTH, .height = HEIGHT }, NULL);
	tty_stall(s->tty, true);
	for (int i = 1; i <= SCREENS; i++) {
		send_screen(s, i);
		type_line(s, i);
	}
}

static void test_keys(void)
{
	struct session s;
	char text[32];
	int seen = 0;

	open_stuck(&s);
	tty_stall(s.tty, false);
	snprintf(text, sizeof(text), "screen %03d row %03d", SCREENS, ROWS - 1);
	tty_wait_text(s.tty, text);
	for (int row = 0; row < ROWS; row++) {
		snprintf(text, sizeof(text), "screen %03d row %03d", SCREENS, row);
		CHECK(tty_find(s.tty, 0, text) >= 0, "expected \"%s\" on the screen", text);
	}
	for (int i = 1; i <= SCREENS; i++) {
		int n = snprintf(text, sizeof(text), "screen %03d", i);

		seen += tty_raw_has(s.tty, text, (size_t)n);
	}
	/* Parts of two at most are in a frame: in those before it was stuck, and in the last. */
	CHECK(seen <= SCREENS / 2, "expected frames to be dropped, saw %d screens", seen);
	tty_type(s.tty, "and on");
	tty_wait_input(s.tty, "and on");
	tty_type(s.tty, "\025/quit!\r");
	tty_expect_exit(s.tty, 0);
}

/* A screen with a colour of its own in every cell: some 10 bytes each on their way to the terminal.
 */
static void send_coloured(const struct session *s, int number)
{
	static char text[WIDTH * 16];

	for (int row = 0; row < ROWS; row++) {
		size_t n = 2;

		memcpy(text, "\r\n", n);
		for (int x = 0; x < WIDTH - 1; x++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "\033[38;5;%dm%c",
					      16 + (number + row + x) % 240,
					      'a' + (number + x) % 26);
		memcpy(text + n, "\033[m", 4);
		peer_send_text(s->peer, text);
	}
}

static bool has_typed(Tty *t, const void *user)
{
	(void)user;
	return tty_raw_has(t, BYTES("as soon"));
}

/* What is typed stands before what else a large picture has changed. */
static void test_key_first(void)
{
	enum { BEFORE_MAX = 200000 };
	size_t before, after;
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = WIDTH, .height = HEIGHT }, NULL);
	tty_stall(s.tty, true);
	for (int i = 1; i <= 4; i++) {
		send_coloured(&s, i);
		type_line(&s, i);
	}
	tty_type(s.tty, "as soon");
	tty_raw(s.tty, &before);
	tty_stall(s.tty, false);
	tty_wait(s.tty, has_typed, NULL, "what was typed");
	const char *raw = tty_raw(s.tty, &after);
	const char *typed = memmem(raw, after, "as soon", strlen("as soon"));
	size_t came = (size_t)(typed - raw) - before;
	tap_note("after %zu bytes", came);
	CHECK(came < BEFORE_MAX, "expected what was typed within %d bytes", BEFORE_MAX);
	tty_type(s.tty, "\025/quit!\r");
	tty_expect_exit(s.tty, 0);
}

static bool has_title(Tty *t, const void *user)
{
	(void)user;
	return tty_raw_has(t, BYTES("\033]2;late\a"));
}

/* A title that comes meanwhile is set when the terminal takes something again. */
static void test_title(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = WIDTH, .height = HEIGHT },
			  WORDS("-o", "title=on"));
	tty_stall(s.tty, true);
	for (int i = 1; i <= 4; i++) {
		send_screen(&s, i);
		type_line(&s, i);
	}
	peer_send_text(s.peer, "\033]2;late\a");
	type_line(&s, 5);
	tty_stall(s.tty, false);
	tty_wait(s.tty, has_title, NULL, "the title");
}

static bool has_ended(const void *user)
{
	return tty_has_ended(user);
}

static void expect_end(Tty *t)
{
	int64_t start = pump_now();

	CHECK(pump_until(has_ended, t, PUMP_DEADLINE), "expected the program to end");
	tap_note("ended after %d ms", (int)(pump_now() - start));
	CHECK(pump_now() - start < END_MS, "expected the end within %d ms", END_MS);
	tty_check_restored(t);
}

static void test_signals(void)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };

	for (size_t i = 0; i < COUNT(signals); i++) {
		struct session s;

		tap_note("signal %d", signals[i]);
		open_stuck(&s);
		tty_signal(s.tty, signals[i]);
		expect_end(s.tty);
	}
}

static void test_quit(void)
{
	struct session s;

	open_stuck(&s);
	tty_type(s.tty, "/quit!\r");
	expect_end(s.tty);
	CHECK_INT(WEXITSTATUS(tty_status(s.tty)), 0);
}

/* Ctrl-Z gives the terminal to the shell, which is as stuck. */
static void test_suspend(void)
{
	struct session s;
	char last[32];
	int64_t start;

	snprintf(last, sizeof(last), "screen %03d row %03d", SCREENS, ROWS - 1);
	open_stuck(&s);
	start = pump_now();
	tty_keys(s.tty, "Ctrl-Z");
	tty_wait_stopped(s.tty);
	CHECK(pump_now() - start < END_MS, "expected to be stopped within %d ms", END_MS);
	tty_stall(s.tty, false);
	tty_resume(s.tty);
	tty_wait_text(s.tty, last);
	tty_type(s.tty, "/quit!\r");
	tty_expect_exit(s.tty, 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "keys reach the peer, and the newest screen comes whole", test_keys, 0 },
		{ "what is typed comes before a large picture", test_key_first, 0 },
		{ "a title is set later", test_title, 0 },
		{ "SIGTERM, SIGHUP, SIGINT, SIGQUIT end it", test_signals, 0 },
		{ "/quit! ends it", test_quit, 0 },
		{ "Ctrl-Z stops it", test_suspend, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
