#include "e2e/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "e2e/leader.h"
#include "e2e/tap.h"
#include "servers/pump.h"

enum { FEED_MAX = 4096, ROWS_MAX = 512 };

struct Tty {
	const char *name;
	struct pump_source source;
	struct pump_source watch; /* not polled: its tick looks at the leader's reports */
	struct leader leader;
	int slave; /* kept open, so that the terminal's state can be read at any time */
	struct termios before;
	bool stopped, ended, drained, stalled;
	int status;
	VTerm *vt;
	VTermScreen *screen;
	int width, height;
	VTermPos cursor;
	bool cursor_visible, alternate;
	int mouse;
	struct buf keys; /* typed, not yet taken */
	struct buf raw; /* all that was written, never consumed */
	bool dozing;
	size_t looked; /* bytes of `raw` that the eyes have seen */
	struct str rows[ROWS_MAX];
};

/* --- The eyes. */

static int on_cursor(VTermPos pos, VTermPos old, int visible, void *user)
{
	Tty *t = user;

	(void)old;
	(void)visible;
	t->cursor = pos;
	return 1;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	Tty *t = user;

	if (property == VTERM_PROP_CURSORVISIBLE)
		t->cursor_visible = value->boolean;
	else if (property == VTERM_PROP_ALTSCREEN)
		t->alternate = value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		t->mouse = value->number;
	return 1;
}

/* A terminal's answers to queries are input like keys. */
static void on_answer(const char *bytes, size_t n, void *user)
{
	tty_type_bytes(user, bytes, n);
}

static void open_eyes(Tty *t, unsigned width, unsigned height)
{
	static const VTermScreenCallbacks callbacks = {
		.movecursor = on_cursor,
		.settermprop = on_property,
	};
	bool alternate = t->alternate, visible = t->cursor_visible;
	VTermPos cursor = t->cursor;
	char place[32];

	if (t->vt)
		vterm_free(t->vt);
	t->width = (int)width;
	t->height = (int)height;
	t->vt = vterm_new(t->height, t->width);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, on_answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	/* A character first, because a repetition before any would hang libvterm. */
	vterm_input_write(t->vt, " \r", 2);
	/* Only with ASCII designated does libvterm take a character in two parts. What it saves
	 * with a cursor is also whether that is visible. */
	vterm_input_write(t->vt, "\033(B\0337", 5);
	if (alternate)
		vterm_input_write(t->vt, "\033[?1049h", 8);
	if (!visible)
		vterm_input_write(t->vt, "\033[?25l", 6);
	/* A terminal keeps the cursor's place when its size changes. */
	snprintf(place, sizeof(place), "\033[%d;%dH", cursor.row + 1, cursor.col + 1);
	vterm_input_write(t->vt, place, strlen(place));
	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &t->cursor);
}

static void append_cell(struct str *text, const VTermScreenCell *cell)
{
	if (cell->chars[0] == (uint32_t)-1)
		return;
	if (cell->chars[0] == 0)
		str_append_char(text, ' ');
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
		str_append_codepoint(text, cell->chars[i]);
}

/* Shows the eyes what was written since they last looked. */
static void look(Tty *t)
{
	size_t n = buf_length(&t->raw) - t->looked;

	if (n)
		vterm_input_write(t->vt, buf_data(&t->raw) + t->looked, n);
	t->looked += n;
}

const char *tty_row(Tty *t, int row)
{
	struct str *text = &t->rows[row];
	VTermScreenCell cell;

	look(t);
	CHECK(row >= 0 && row < t->height, "no row %d of %d", row, t->height);
	str_clear(text);
	for (int column = 0; column < t->width; column++) {
		vterm_screen_get_cell(t->screen, (VTermPos){ row, column }, &cell);
		append_cell(text, &cell);
	}
	while (text->length && text->text[text->length - 1] == ' ')
		str_truncate(text, text->length - 1);
	return text->text;
}

int tty_find(Tty *t, int from, const char *text)
{
	for (int row = from; row < t->height; row++)
		if (strstr(tty_row(t, row), text))
			return row;
	return -1;
}

static int color_of(const VTermScreenCell *cell, const VTermColor *color)
{
	(void)cell;
	if (VTERM_COLOR_IS_DEFAULT_FG(color) || VTERM_COLOR_IS_DEFAULT_BG(color))
		return -1;
	return VTERM_COLOR_IS_INDEXED(color) ? color->indexed.idx : -2;
}

struct tty_cell tty_cell(const Tty *t, int row, int column)
{
	struct tty_cell result = { .row = row, .column = column };
	VTermScreenCell cell;
	struct str text;

	str_init(&text);
	vterm_screen_get_cell(t->screen, (VTermPos){ row, column }, &cell);
	if (cell.chars[0])
		append_cell(&text, &cell);
	snprintf(result.text, sizeof(result.text), "%s", text.text);
	str_fini(&text);
	result.bold = cell.attrs.bold;
	result.underline = cell.attrs.underline;
	result.reverse = cell.attrs.reverse;
	result.italic = cell.attrs.italic;
	result.blink = cell.attrs.blink;
	result.foreground = color_of(&cell, &cell.fg);
	result.background = color_of(&cell, &cell.bg);
	return result;
}

int tty_height(const Tty *t)
{
	return t->height;
}

int tty_width(const Tty *t)
{
	return t->width;
}

void tty_cursor(const Tty *t, int *row, int *column)
{
	*row = t->cursor.row;
	*column = t->cursor.col;
}

bool tty_cursor_visible(const Tty *t)
{
	return t->cursor_visible;
}

bool tty_alternate(const Tty *t)
{
	return t->alternate;
}

/* What a program that does nothing is at: asleep (S) or busy (R), in which system call, for how
 * long. */
static void note_activity(pid_t pid)
{
	static const char *const files[] = { "stat", "wchan", "syscall" };
	char path[64], text[256];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, files[i]);
		f = fopen(path, "r");
		if (f && fgets(text, sizeof(text), f))
			tap_note("%s: %.*s", files[i], (int)strcspn(text, "\n"), text);
		if (f)
			fclose(f);
	}
}

void tty_show(Tty *t)
{
	printf("# %s on %dx%d, %s, cursor %s at row %d column %d\n", t->name, t->width, t->height,
	       t->alternate ? "alternate screen" : "main screen",
	       t->cursor_visible ? "shown" : "hidden", t->cursor.row, t->cursor.col);
	for (int row = 0; row < t->height; row++)
		printf("#%3d|%s\n", row, tty_row(t, row));
	if (t->ended && WIFEXITED(t->status))
		tap_note("ended with status %d", WEXITSTATUS(t->status));
	else if (t->ended)
		tap_note("ended by signal %d", WTERMSIG(t->status));
	else {
		tap_note("%s", t->stopped ? "stopped" : "running");
		note_activity(t->leader.program);
	}
}

static void show_tty(const void *user)
{
	tty_show((Tty *)(uintptr_t)user);
}

/* --- The descriptor. */

static void update_events(Tty *t)
{
	t->source.events = (short)((t->stalled ? 0 : POLLIN) |
				   (buf_length(&t->keys) ? POLLOUT : 0));
}

static void read_some(Tty *t)
{
	ssize_t n = t->source.fd < 0 ?
			    0 :
			    read(t->source.fd, buf_reserve(&t->raw, FEED_MAX + 1), FEED_MAX);

	if (n > 0) {
		buf_commit(&t->raw, (size_t)n);
		if (!t->dozing)
			look(t);
	} else if (t->ended) {
		t->drained = true;
	}
}

static void on_master(void *user, short revents)
{
	Tty *t = user;
	ssize_t n;

	if (revents & POLLIN)
		read_some(t);
	if ((revents & POLLOUT) && buf_length(&t->keys)) {
		n = write(t->source.fd, buf_data(&t->keys), buf_length(&t->keys));
		if (n > 0)
			buf_consume(&t->keys, (size_t)n);
	}
	update_events(t);
}

static void look_at_leader(void *user)
{
	Tty *t = user;
	int status;

	if (t->ended) {
		read_some(t);
		return;
	}
	if (read(t->leader.statuses, &status, sizeof(status)) != (ssize_t)sizeof(status))
		return;
	if (WIFSTOPPED(status)) {
		t->stopped = true;
	} else {
		t->status = status;
		t->ended = true;
	}
}

static int open_terminal(Tty *t)
{
	struct winsize size = { .ws_row = (unsigned short)t->height,
				.ws_col = (unsigned short)t->width };
	int master;

	if (openpty(&master, &t->slave, NULL, NULL, &size) < 0)
		FAIL("openpty: %s", strerror(errno));
	fcntl(master, F_SETFD, FD_CLOEXEC);
	fcntl(t->slave, F_SETFD, FD_CLOEXEC);
	fcntl(master, F_SETFL, O_NONBLOCK);
	tcgetattr(t->slave, &t->before);
	return master;
}

Tty *tty_start(const struct tty_setup *setup, const char *const *words)
{
	static const struct tty_setup none;
	Tty *t = mem_alloc(sizeof(*t));
	struct home own;

	setup = setup ? setup : &none;
	if (!setup->home)
		home_init(&own);
	t->name = mem_strdup(words[0]);
	t->cursor_visible = true;
	t->dozing = setup->dozing;
	for (int i = 0; i < ROWS_MAX; i++)
		str_init(&t->rows[i]);
	open_eyes(t, setup->width ? setup->width : 80, setup->height ? setup->height : 24);
	t->source.fd = open_terminal(t);
	t->source.ready = on_master;
	t->watch.fd = -1;
	t->watch.tick = look_at_leader;
	t->source.user = t->watch.user = t;
	update_events(t);
	leader_start(&t->leader, t->slave, words,
		     home_environment(setup->home ? setup->home : &own,
				      setup->term ? setup->term : "xterm-256color", setup->extra),
		     setup->errors);
	pump_add(&t->source);
	pump_add(&t->watch);
	tap_show_on_failure(show_tty, t);
	return t;
}

void tty_type_bytes(Tty *t, const void *bytes, size_t n)
{
	buf_append(&t->keys, bytes, n);
	update_events(t);
}

void tty_type(Tty *t, const char *text)
{
	tty_type_bytes(t, text, strlen(text));
}

void tty_resize(Tty *t, unsigned width, unsigned height)
{
	struct winsize size = { .ws_row = (unsigned short)height, .ws_col = (unsigned short)width };

	open_eyes(t, width, height);
	if (ioctl(t->source.fd, TIOCSWINSZ, &size) < 0)
		FAIL("TIOCSWINSZ: %s", strerror(errno));
}

bool tty_has_ended(const Tty *t)
{
	return t->ended && t->drained;
}

bool tty_has_stopped(const Tty *t)
{
	return t->stopped;
}

void tty_resume(Tty *t)
{
	t->stopped = false;
	leader_resume(&t->leader);
}

void tty_signal(Tty *t, int number)
{
	if (kill(t->leader.program, number) < 0)
		FAIL("kill: %s", strerror(errno));
}

void tty_hang_up(Tty *t)
{
	close(t->slave);
	close(t->source.fd);
	t->slave = t->source.fd = -1;
}

int tty_status(const Tty *t)
{
	return t->status;
}

void tty_stall(Tty *t, bool stalled)
{
	t->stalled = stalled;
	update_events(t);
}

pid_t tty_pid(const Tty *t)
{
	return t->leader.program;
}

const char *tty_raw(const Tty *t, size_t *n)
{
	*n = buf_length(&t->raw);
	return *n ? buf_data(&t->raw) : "";
}

struct tty_modes tty_modes(const Tty *t)
{
	struct tty_modes modes;
	struct termios now;

	tcgetattr(t->slave, &now);
	modes.line_as_before = now.c_iflag == t->before.c_iflag &&
			       now.c_oflag == t->before.c_oflag &&
			       now.c_cflag == t->before.c_cflag &&
			       now.c_lflag == t->before.c_lflag &&
			       memcmp(now.c_cc, t->before.c_cc, sizeof(now.c_cc)) == 0;
	modes.alternate = t->alternate;
	modes.cursor_visible = t->cursor_visible;
	modes.mouse = t->mouse;
	return modes;
}
