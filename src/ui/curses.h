/*
 * The user's terminal, through ncurses: frames out, bytes of keys in. The only module that writes
 * to it. One a process (ncurses has one current screen).
 */
#ifndef HAIL_UI_CURSES_H
#define HAIL_UI_CURSES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "ui/frame.h"
#include "ui/key-decode.h"

typedef struct Screen Screen;

enum { SCREEN_WIDTH_MIN = 20, SCREEN_HEIGHT_MIN = 5 };

/*
 * Takes the terminal over (alternate screen, raw mode, bracketed paste). NULL with one sentence in
 * `e` if it can't be used: unknown or dumb TERM, no cursor addressing, smaller than 20x5. The
 * caller has installed its signal handlers before.
 */
Screen *screen_open(struct err *e);

/* Gives the terminal back as it was. NULL is fine. */
void screen_close(Screen *s);

/* The size in cells. */
unsigned screen_width(const Screen *s);
unsigned screen_height(const Screen *s);

/* Asks the system for the size anew (after SIGWINCH); true if it changed. */
bool screen_update_size(Screen *s);

/* Shows `f` by difference to what is shown. A frame of another size is cut or padded. */
void screen_paint(Screen *s, const struct frame *f);

/* Paints everything anew at the next screen_paint. */
void screen_invalidate(Screen *s);

/* Rings the bell. */
void screen_bell(Screen *s);

/* Gives the terminal back for a while, and takes it over again. */
void screen_leave(Screen *s);
void screen_enter(Screen *s);

/* The descriptor to poll for keys. */
int screen_fd(const Screen *s);

/* Reads what keys there are into `d`; false when the terminal is gone. */
bool screen_read(Screen *s, KeyDecoder *d, int64_t now);

/* Tells `d` the sequences of the keys in the user's terminfo entry. */
void screen_describe_keys(const Screen *s, KeyDecoder *d);

/*
 * Installs handlers for the signals of a crash that put the terminal right and re-raise; also what
 * mem_on_exhausted should call. Async-signal-safe: it writes what screen_open prepared.
 */
void screen_guard_crashes(void);
void screen_restore_now(void);

#endif
