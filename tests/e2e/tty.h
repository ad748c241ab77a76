/*
 * A program in a pseudo-terminal with libvterm as the eyes: keys in, a screen of cells out. What
 * the program wrote is kept byte for byte too. Moves while the test waits; lives till the case
 * ends.
 */
#ifndef HAIL_TESTS_TTY_H
#define HAIL_TESTS_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "e2e/home.h"
#include "e2e/job.h"

typedef struct Tty Tty;

struct tty_setup {
	unsigned width, height; /* 0: 80x24 */
	const char *term; /* NULL: xterm-256color */
	const struct home *home; /* NULL: a new one */
	const char *const *extra; /* as in home_environment */
	const char *errors; /* stderr goes to this file; NULL: to the terminal */
	bool dozing; /* the eyes look only when a row is asked for, so that they take no time */
};

/* Where a screen's cell shows what. */
struct tty_cell {
	int row, column;
	char text[32]; /* UTF-8, "" for an empty cell */
	bool bold, underline, reverse, italic, blink;
	int foreground, background; /* palette index, -1 default, -2 other */
};

/* Starts `words` ("hail" first: the program under test). `setup` may be NULL. */
Tty *tty_start(const struct tty_setup *setup, const char *const *words);

/* Types bytes, as they are. */
void tty_type(Tty *t, const char *text);
void tty_type_bytes(Tty *t, const void *bytes, size_t n);

/*
 * Presses keys by name, separated by blanks: Enter Tab Backspace Esc Up Down Left Right Home End
 * PgUp PgDn Shift-PgUp Shift-PgDn Insert Delete Ctrl-Home Ctrl-End F1 F12 Ctrl-X Alt-X, or one
 * character.
 */
void tty_keys(Tty *t, const char *names);

/* Pastes as a terminal with bracketed paste on does. */
void tty_paste(Tty *t, const char *text);

/* Changes the size: a new screen for the eyes, SIGWINCH for the program, which has to repaint. */
void tty_resize(Tty *t, unsigned width, unsigned height);

/* --- What is on the screen. Rows count from 0; text is UTF-8, trailing blanks cut. */

/* The text of row `row`; lives until the next call for the same row. */
const char *tty_row(Tty *t, int row);

/* The first row from `from` on that has `text` in it, or -1. */
int tty_find(Tty *t, int from, const char *text);

int tty_height(const Tty *t);
int tty_width(const Tty *t);
void tty_cursor(const Tty *t, int *row, int *column);
bool tty_cursor_visible(const Tty *t);
bool tty_alternate(const Tty *t);
struct tty_cell tty_cell(const Tty *t, int row, int column);

/* The row of the status line, which ends with "^] menu"; -1 if there is none. */
int tty_status_row(Tty *t);

/* --- Waiting for a state; a time-out fails the case and shows the screen. */

void tty_wait(Tty *t, bool (*holds)(Tty *t, const void *user), const void *user, const char *what);
void tty_wait_text(Tty *t, const char *text);
void tty_wait_no_text(Tty *t, const char *text);
/* A row that is exactly this text. */
void tty_wait_line(Tty *t, const char *text);
void tty_wait_no_line(Tty *t, const char *text);
void tty_wait_row(Tty *t, int row, const char *text);
/* Text in the status line, and none there. */
void tty_wait_status(Tty *t, const char *text);
void tty_wait_no_status(Tty *t, const char *text);
/* The row of the cursor is exactly this text, "> " before it aside. */
void tty_wait_input(Tty *t, const char *text);
void tty_wait_cursor(Tty *t, int row, int column);
void tty_wait_column(Tty *t, int column);

/* Waits until it has ended and all its output is read; returns the wait status. */
int tty_wait_end(Tty *t);

/* Waits for its end with this exit status, and for a restored terminal. */
void tty_expect_exit(Tty *t, int exit_status);

/*
 * Checks that the terminal is as before the start: modes of the line, main screen, cursor visible,
 * bracketed paste, mouse and keypad modes off, attributes reset.
 */
void tty_check_restored(Tty *t);

/* The same for its end by a signal. */
void tty_expect_signal(Tty *t, int number);

/* The state of the terminal now. */
struct tty_modes {
	bool line_as_before; /* termios as before the start */
	bool alternate, cursor_visible;
	int mouse;
};
struct tty_modes tty_modes(const Tty *t);

/* Sends a signal to the program. */
void tty_signal(Tty *t, int number);

/* Takes the terminal away, as a window that is closed does: the eyes see nothing from now on. */
void tty_hang_up(Tty *t);

/* Reads no more of what the program writes (true), as a stopped terminal does, or reads on. */
void tty_stall(Tty *t, bool stalled);

/* Waits until it is suspended; lets it go on in the foreground. */
void tty_wait_stopped(Tty *t);
bool tty_has_stopped(const Tty *t);
void tty_resume(Tty *t);

bool tty_has_ended(const Tty *t);
int tty_status(const Tty *t);
pid_t tty_pid(const Tty *t);

/* All the program ever wrote to the terminal. */
const char *tty_raw(const Tty *t, size_t *n);
bool tty_raw_has(const Tty *t, const void *bytes, size_t n);

/* Prints the screen as comments. */
void tty_show(Tty *t);

#endif
