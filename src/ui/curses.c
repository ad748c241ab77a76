#include "ui/curses.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/mem.h"
#include "ui/curses-cells.h"
#include "ui/curses-internal.h"
#include "ui/curses-rows.h"
#include "ui/user-tty.h"
#include "base/poison.h"

enum { CURSES_DRAIN_MS = 300 }; /* how long leaving waits for a terminal that takes nothing */

/*
 * ncurses writes to a file in memory, which never makes it wait; what stands there after each of
 * its calls goes to the device.
 */
struct terminal_screen {
	SCREEN *curses;
	FILE *file;
	UserTty *device;
	struct curses_rows rows;
	bool all; /* the next paint shows everything */
	bool titled; /* the title is ours */
	unsigned cursor_style; /* the one it has now (DECSCUSR); 0: the user's own */
	struct screen_input input; /* what the terminal is asked for */
	unsigned unread; /* how often in a row the keys could not be read */
	struct curses_width width;
	Charset *keys; /* the locale's character set, when it is neither UTF-8 nor ASCII */
};

/* --- From ncurses to the device. */

static void take_output(struct terminal_screen *s)
{
	if (!curses_output_take(s->file, s->device))
		s->all = true;
}

static void write_text(struct terminal_screen *s, const char *text)
{
	take_output(s);
	user_tty_write(s->device, text, strlen(text));
}

/* --- Taking and leaving the terminal. */

/* A capability without padding, which a signal handler could not honour. */
static void add_capability(struct str *out, const char *name)
{
	const char *text = curses_capability(name);

	if (text && !strchr(text, '<'))
		str_append_string(out, text);
}

/* Prepares what a crash writes: everything that puts the terminal as it was. */
static void arm_restore(const struct terminal_screen *s)
{
	static const char *const names[] = { "sgr0", "op", "rmkx", "rmcup", "cnorm" };
	struct str bytes;

	str_init(&bytes);
	/* CAN ends a control sequence that may have been cut (ECMA-48 8.3.6). */
	str_append_string(&bytes, "\x18");
	curses_input_off(&s->input, &bytes);
	if (s->titled)
		str_append_string(&bytes, CURSES_TITLE_POP);
	str_append_string(&bytes, CURSES_MODES_OFF);
	if (s->cursor_style)
		str_append_string(&bytes, CURSES_CURSOR_OWN);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_capability(&bytes, names[i]);
	curses_restore_arm(bytes.text);
	str_fini(&bytes);
}

/* Gives the cursor a style (DECSCUSR), if the terminal has some, and has a crash take it back. */
static void set_cursor_style(struct terminal_screen *s, unsigned style)
{
	char text[16];

	if (style == s->cursor_style || !curses_capability("Ss"))
		return;
	s->cursor_style = style;
	arm_restore(s);
	snprintf(text, sizeof(text), "\x1b[%u q", style);
	write_text(s, text);
}

static void set_modes(struct terminal_screen *s)
{
	user_tty_set_raw(s->device);
	nonl();
	keypad(stdscr, TRUE);
	typeahead(-1);
}

static void close_screen(void *self);
static bool update_size(void *self);

/* A screen of ncurses by the entry in `terminfo`, or, if it is NULL, by the one that is installed.
 */
static SCREEN *new_terminal(struct terminal_screen *s, const char *terminfo)
{
	char *before = terminfo ? curses_replace("TERMINFO", terminfo) : NULL;
	SCREEN *curses = newterm(NULL, s->file, stdin);

	if (terminfo)
		curses_put_back("TERMINFO", before);
	return curses;
}

/* Makes the screen of ncurses on a file in memory. `direct`: as in new_terminal. */
static bool open_curses(struct terminal_screen *s, const char *direct, struct err *e)
{
	unsigned width = 80, height = 24;
	struct curses_size before;

	s->file = curses_output_open();
	if (!s->file)
		return err_set(e, ERR_OTHER, "no file for the screen's output: %s%s",
			       strerror(errno), errno == EFBIG ? " (see ulimit -f)" : "");
	user_tty_size(s->device, &width, &height);
	curses_size_set(&before, width, height);
	s->curses = new_terminal(s, direct);
	if (!s->curses && direct)
		s->curses = new_terminal(s, NULL);
	curses_size_reset(&before);
	if (!s->curses)
		return err_set(e, ERR_OTHER, "the terminal can't be used (TERM=%s)",
			       getenv("TERM"));
	set_term(s->curses);
	set_modes(s);
	return true;
}

static bool take_terminal(struct terminal_screen *s, enum colours colours, struct err *e)
{
	const char *codeset = nl_langinfo(CODESET);
	bool usable = curses_terminal_check(s->device, e);
	const struct curses_description d = curses_describe();
	char *direct = usable ? curses_entry_direct(&d, getenv("TERM"), colours) : NULL;

	/* newterm reads the entry again, into a structure of its own. */
	if (cur_term)
		del_curterm(cur_term);
	usable = usable && open_curses(s, direct, e);
	free(direct);
	if (!usable)
		return false;
	curses_cells_start();
	curses_cells_use(colours);
	curses_text_start();
	/* What isn't ASCII in an ASCII locale goes on as it was typed. */
	if (!charset_is_utf8(codeset) && !charset_is_ascii(codeset))
		s->keys = charset_new(codeset, NULL);
	s->all = true;
	arm_restore(s);
	doupdate();
	write_text(s, CURSES_MODES_SAVE CURSES_MODES_ON);
	return true;
}

static void *open_screen(enum colours colours, struct err *e)
{
	struct terminal_screen *s = mem_alloc(sizeof(*s));

	curses_rows_init(&s->rows);
	s->device = user_tty_open(STDOUT_FILENO);
	curses_restore_prepare(user_tty_fd(s->device));
	if (take_terminal(s, colours, e))
		return s;
	close_screen(s);
	return NULL;
}

/* Switches what is asked for on or off, as it stands in `input`. */
static void switch_input(struct terminal_screen *s, bool on)
{
	struct str bytes;

	str_init(&bytes);
	(on ? curses_input_on : curses_input_off)(&s->input, &bytes);
	write_text(s, bytes.text);
	str_fini(&bytes);
}

static void set_input(void *self, const struct screen_input *input)
{
	struct terminal_screen *s = self;

	if (curses_input_same(input, &s->input))
		return;
	switch_input(s, false);
	s->input = *input;
	/* Before anything is switched on that a crash would leave so. */
	arm_restore(s);
	switch_input(s, true);
}

static void leave(void *self)
{
	struct terminal_screen *s = self;

	s->all = false;
	set_cursor_style(s, 0);
	switch_input(s, false);
	write_text(s, s->titled ? CURSES_TITLE_POP CURSES_MODES_OFF : CURSES_MODES_OFF);
	s->titled = false;
	endwin();
	/* Where there is no other screen ours stays, and the shell's prompt wants a row of its own.
	 */
	write_text(s, curses_capability("rmcup") ? "" : "\r\n");
	if (!user_tty_drain(s->device, CURSES_DRAIN_MS) || user_tty_has_lost(s->device) || s->all) {
		user_tty_discard(s->device);
		curses_restore_now();
	}
	curses_width_give_up(&s->width, STDIN_FILENO);
	user_tty_restore_modes(s->device);
	curses_restore_disarm();
}

static void enter(void *self)
{
	struct terminal_screen *s = self;

	arm_restore(s);
	set_modes(s);
	doupdate();
	write_text(s, CURSES_MODES_ON);
	switch_input(s, true);
	update_size(s);
	s->all = true;
}

static void close_screen(void *self)
{
	struct terminal_screen *s = self;

	if (!s)
		return;
	if (s->curses) {
		leave(s);
		delscreen(s->curses);
	}
	if (s->file)
		fclose(s->file);
	user_tty_close(s->device);
	charset_free(s->keys);
	curses_rows_fini(&s->rows);
	free(s);
}

static void size(const void *self, unsigned *width, unsigned *height)
{
	(void)self;
	*width = (unsigned)COLS;
	*height = (unsigned)LINES;
}

static bool update_size(void *self)
{
	struct terminal_screen *s = self;
	unsigned width, height;

	if (!user_tty_size(s->device, &width, &height) ||
	    ((int)width == COLS && (int)height == LINES))
		return false;
	resizeterm((int)height, (int)width);
	s->all = true;
	return true;
}

static void invalidate(void *self)
{
	struct terminal_screen *s = self;

	s->all = true;
}

static void ring(void *self)
{
	struct terminal_screen *s = self;

	if (user_tty_is_waiting(s->device))
		return;
	beep();
	take_output(s);
}

/* The title before the first of ours goes to the terminal's stack of titles. */
static void set_title(void *self, const char *text)
{
	struct terminal_screen *s = self;
	struct str bytes;

	if (user_tty_is_waiting(s->device) || !curses_cells_has_osc())
		return;
	str_init(&bytes);
	curses_title(text, !s->titled, s->keys != NULL, &bytes);
	if (!s->titled) {
		s->titled = true;
		arm_restore(s);
	}
	write_text(s, bytes.text);
	str_fini(&bytes);
}

static bool ask_keyboard(void *self)
{
	if (curses_cells_has_osc())
		write_text(self, CURSES_ASK_KEYBOARD);
	return curses_cells_has_osc();
}

static bool can_copy(const void *self)
{
	(void)self;
	return curses_cells_has_osc() || curses_capability("Ms");
}

static void copy(void *self, const char *base64)
{
	struct terminal_screen *s = self;
	struct str bytes;

	if (user_tty_is_waiting(s->device))
		return;
	str_init(&bytes);
	curses_copy(base64, &bytes);
	write_text(s, bytes.text);
	str_fini(&bytes);
}

/* --- A terminal that is slow. */

static int output_fd(const void *self)
{
	const struct terminal_screen *s = self;

	return user_tty_fd(s->device);
}

static bool is_waiting(const void *self)
{
	const struct terminal_screen *s = self;

	return user_tty_is_waiting(s->device);
}

static void flush_output(void *self)
{
	struct terminal_screen *s = self;

	user_tty_flush(s->device);
}

/* --- Painting. */

static void set_ambiguous(void *self, enum ambiguous_width choice)
{
	struct terminal_screen *s = self;
	bool may_ask = charset_is_utf8(nl_langinfo(CODESET)) && !user_tty_is_waiting(s->device);

	write_text(s, curses_width_choose(&s->width, choice, may_ask));
	s->all = true;
}

static bool tell_place(void *self, unsigned row, unsigned column)
{
	struct terminal_screen *s = self;
	bool changed = curses_width_answer(&s->width, row, column);

	s->all |= changed;
	return changed;
}

static void set_colours(void *self, enum colours colours)
{
	struct terminal_screen *s = self;

	curses_cells_use(colours);
	s->all = true;
}

static void get_abilities(const void *self, struct theme_abilities *out)
{
	(void)self;
	curses_cells_abilities(out);
}

/* Has ncurses write what was put, and the cursor where it belongs. */
static void show(struct terminal_screen *s, const struct frame *f)
{
	wmove(newscr, (int)f->cursor_row, (int)f->cursor_column);
	if (s->all)
		clearok(curscr, TRUE);
	s->all = false;
	doupdate();
	take_output(s);
}

/* The frame is a window already: it is put where ncurses gathers windows, without one of ncurses'.
 */
static bool paint(void *self, const struct frame *f)
{
	struct terminal_screen *s = self;
	bool more, behind = s->rows.left > 0;

	if (user_tty_is_waiting(s->device))
		return false;
	s->all |= user_tty_has_lost(s->device);
	if (s->all)
		werase(newscr);
	set_cursor_style(s, f->cursor_style);
	curs_set(f->cursor_shown ? 1 : 0);
	curses_rows_begin(&s->rows, f, s->all);
	/* ncurses writes rows from the top: the cursor's comes first by itself. */
	if (behind)
		show(s, f);
	do {
		more = curses_rows_put(&s->rows, f);
		show(s, f);
	} while (more && !user_tty_is_waiting(s->device));
	return !more;
}

/* --- Keys. */

static int key_fd(const void *self)
{
	(void)self;
	return STDIN_FILENO;
}

static bool read_keys(void *self, KeyDecoder *d, int64_t now)
{
	struct terminal_screen *s = self;

	return curses_keys_read(STDIN_FILENO, s->keys, d, now, &s->unread);
}

static void describe_keys(const void *self, KeyDecoder *d)
{
	(void)self;
	curses_keys_describe(d, curses_capability);
}

const struct screen_ops curses_screen = {
	.open = open_screen,
	.close = close_screen,
	.size = size,
	.update_size = update_size,
	.paint = paint,
	.invalidate = invalidate,
	.is_waiting = is_waiting,
	.flush = flush_output,
	.output_fd = output_fd,
	.ring = ring,
	.title = set_title,
	.set_ambiguous = set_ambiguous,
	.tell_place = tell_place,
	.set_colours = set_colours,
	.can_copy = can_copy,
	.copy = copy,
	.abilities = get_abilities,
	.ask_keyboard = ask_keyboard,
	.await_answer = curses_input_await,
	.set_input = set_input,
	.leave = leave,
	.enter = enter,
	.fd = key_fd,
	.read = read_keys,
	.describe_keys = describe_keys,
	.guard_crashes = curses_guard_crashes,
	.restore_now = curses_restore_now,
};
