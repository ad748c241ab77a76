/* Waiting for what the eyes see, and judging what is left. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "e2e/tap.h"
#include "e2e/tty.h"
#include "servers/pump.h"

enum {
	SETTLE_QUIET = 5, /* ms without a byte: a paint is over */
	SETTLE_ROUNDS = 5, /* at most, since a flood never ends */
	ATTEMPTS = 100, /* a state that shows for a moment only is not waited for again for ever */
};

struct wait {
	Tty *tty;
	bool (*holds)(Tty *t, const void *user);
	const void *user;
};

static bool holds_or_ended(const void *user)
{
	const struct wait *w = user;

	return w->holds(w->tty, w->user) || tty_has_ended(w->tty);
}

/* Lets a paint that is under way come to its end: a screen that is half painted means nothing. */
static void settle(Tty *t)
{
	size_t before, after;

	tty_raw(t, &after);
	for (int round = 0; round < SETTLE_ROUNDS; round++) {
		before = after;
		pump_once(SETTLE_QUIET);
		tty_raw(t, &after);
		if (after == before)
			return;
	}
}

void tty_wait(Tty *t, bool (*holds)(Tty *t, const void *user), const void *user, const char *what)
{
	struct wait w = { t, holds, user };
	bool held = false, in_time = true;

	for (int attempt = 0; attempt < ATTEMPTS && in_time && !held; attempt++) {
		in_time = pump_until(holds_or_ended, &w, PUMP_DEADLINE);
		settle(t);
		held = holds(t, user);
		in_time = in_time && !tty_has_ended(t);
	}
	CHECK(held, "expected %s; %s", what,
	      tty_has_ended(t) ? "the program ended" : "it did not come");
}

static const char *describe(char *out, size_t size, const char *what, const char *text)
{
	snprintf(out, size, "%s \"%s\"", what, text);
	return out;
}

static bool has_text(Tty *t, const void *user)
{
	return tty_find(t, 0, user) >= 0;
}

void tty_wait_text(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, has_text, text, describe(what, sizeof(what), "on the screen", text));
}

static bool has_no_text(Tty *t, const void *user)
{
	return tty_find(t, 0, user) < 0;
}

void tty_wait_no_text(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, has_no_text, text, describe(what, sizeof(what), "nowhere on the screen", text));
}

static bool has_line(Tty *t, const void *user)
{
	for (int row = 0; row < tty_height(t); row++)
		if (strcmp(tty_row(t, row), user) == 0)
			return true;
	return false;
}

void tty_wait_line(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, has_line, text, describe(what, sizeof(what), "a row that is", text));
}

static bool has_no_line(Tty *t, const void *user)
{
	return !has_line(t, user);
}

void tty_wait_no_line(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, has_no_line, text, describe(what, sizeof(what), "no row that is", text));
}

struct row_text {
	int row, column;
	const char *text;
};

static bool row_has(Tty *t, const void *user)
{
	const struct row_text *r = user;

	return r->row < tty_height(t) && strstr(tty_row(t, r->row), r->text);
}

void tty_wait_row(Tty *t, int row, const char *text)
{
	struct row_text r = { row, 0, text };
	char what[256];

	snprintf(what, sizeof(what), "in row %d \"%s\"", row, text);
	tty_wait(t, row_has, &r, what);
}

int tty_status_row(Tty *t)
{
	static const char end[] = "^] menu";

	for (int row = tty_height(t) - 1; row >= 0; row--) {
		const char *text = tty_row(t, row);
		size_t n = strlen(text);

		if (n >= sizeof(end) - 1 && strcmp(text + n - (sizeof(end) - 1), end) == 0)
			return row;
	}
	return -1;
}

static bool status_has(Tty *t, const void *user)
{
	int row = tty_status_row(t);

	return row >= 0 && strstr(tty_row(t, row), user);
}

void tty_wait_status(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, status_has, text, describe(what, sizeof(what), "in the status line", text));
}

static bool status_lacks(Tty *t, const void *user)
{
	int row = tty_status_row(t);

	return row >= 0 && !strstr(tty_row(t, row), user);
}

void tty_wait_no_status(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, status_lacks, text,
		 describe(what, sizeof(what), "a status line without", text));
}

static bool input_is(Tty *t, const void *user)
{
	int row, column;
	const char *text;
	size_t skip;

	tty_cursor(t, &row, &column);
	text = tty_row(t, row);
	skip = strspn(text, "> ");
	return strcmp(text + skip, user) == 0;
}

void tty_wait_input(Tty *t, const char *text)
{
	char what[256];

	tty_wait(t, input_is, text, describe(what, sizeof(what), "as the cursor's row", text));
}

static bool cursor_is(Tty *t, const void *user)
{
	const struct row_text *r = user;
	int row, column;

	tty_cursor(t, &row, &column);
	return row == r->row && column == r->column;
}

void tty_wait_cursor(Tty *t, int row, int column)
{
	struct row_text r = { row, column, NULL };
	char what[64];

	snprintf(what, sizeof(what), "the cursor at row %d column %d", row, column);
	tty_wait(t, cursor_is, &r, what);
}

static bool column_is(Tty *t, const void *user)
{
	int row, column;

	tty_cursor(t, &row, &column);
	return column == *(const int *)user;
}

void tty_wait_column(Tty *t, int column)
{
	char what[64];

	snprintf(what, sizeof(what), "the cursor in column %d", column);
	tty_wait(t, column_is, &column, what);
}

static bool has_stopped(Tty *t, const void *user)
{
	(void)user;
	return tty_has_stopped(t);
}

void tty_wait_stopped(Tty *t)
{
	tty_wait(t, has_stopped, NULL, "the program to stop");
}

static bool has_ended(Tty *t, const void *user)
{
	(void)user;
	return tty_has_ended(t);
}

int tty_wait_end(Tty *t)
{
	tty_wait(t, has_ended, NULL, "the program to end");
	return tty_status(t);
}

void tty_expect_exit(Tty *t, int exit_status)
{
	int status = tty_wait_end(t);

	CHECK(WIFEXITED(status), "expected exit status %d, saw signal %d", exit_status,
	      WTERMSIG(status));
	CHECK(WEXITSTATUS(status) == exit_status, "expected exit status %d, saw %d", exit_status,
	      WEXITSTATUS(status));
	tty_check_restored(t);
}

void tty_expect_signal(Tty *t, int number)
{
	int status = tty_wait_end(t);

	CHECK(WIFSIGNALED(status), "expected the end by signal %d, saw exit status %d", number,
	      WEXITSTATUS(status));
	CHECK_INT(WTERMSIG(status), number);
	tty_check_restored(t);
}

/* --- What is left. */

bool tty_raw_has(const Tty *t, const void *bytes, size_t n)
{
	size_t length;
	const char *raw = tty_raw(t, &length);

	return memmem(raw, length, bytes, n) != NULL;
}

/* Where `text` was last written, 0 for never. */
static size_t last_place(const Tty *t, const char *text)
{
	size_t length, n = strlen(text), last = 0;
	const char *raw = tty_raw(t, &length), *at = raw;

	while ((at = memmem(at, length - (size_t)(at - raw), text, n))) {
		at++;
		last = (size_t)(at - raw);
	}
	return last;
}

static void check_off(Tty *t, const char *on, const char *off, const char *what)
{
	CHECK(last_place(t, on) <= last_place(t, off), "expected %s to be off at the end", what);
}

void tty_check_restored(Tty *t)
{
	struct tty_modes modes = tty_modes(t);

	CHECK(modes.line_as_before, "expected the modes of the line (termios) as before");
	CHECK(!modes.alternate, "expected the main screen");
	CHECK(modes.cursor_visible, "expected a visible cursor");
	CHECK(!modes.mouse, "expected the mouse to be off");
	check_off(t, "\033[?2004h", "\033[?2004l", "bracketed paste");
	check_off(t, "\033[8l", "\033[8h", "the order of the text");
	check_off(t, "\033[?1007l", "\033[?1007r", "the wheel as arrow keys");
	check_off(t, "\033[?1h", "\033[?1l", "the cursor keys' application mode");
	check_off(t, "\033=", "\033>", "the keypad's application mode");
}
