/*
 * The user's terminal as the program sees it: frames out, bytes of keys in. Behind it stands
 * ui/curses; tests put something else there. One a process.
 */
#ifndef HAIL_UI_SCREEN_H
#define HAIL_UI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ambiguous.h"
#include "base/colours.h"
#include "base/err.h"
#include "ui/frame.h"
#include "ui/key-decode.h"
#include "ui/theme.h"

typedef struct Screen Screen;

enum { SCREEN_WIDTH_MIN = 20, SCREEN_HEIGHT_MIN = 5 };

/* What the terminal is asked to tell beside keys. */
enum screen_mouse { SCREEN_MOUSE_OFF, SCREEN_MOUSE_BUTTONS, SCREEN_MOUSE_ANY };

struct screen_input {
	enum screen_mouse mouse; /* nothing; buttons, drags and the wheel; every move */
	bool focus; /* when the window gets or loses the focus */
	bool numbers; /* keys by their numbers, where they are ambiguous (kitty's protocol) */
	/* Not what is told, but shown: text stays in the order of its characters, also where it is
	 * written from right to left. */
	bool logical;
};

/* What a kind of screen implements; `self` is what `open` returned. */
struct screen_ops {
	void *(*open)(enum colours colours, struct err *e);
	void (*close)(void *self);
	void (*size)(const void *self, unsigned *width, unsigned *height);
	bool (*update_size)(void *self);
	bool (*paint)(void *self, const struct frame *f);
	bool (*is_waiting)(const void *self);
	void (*flush)(void *self);
	int (*output_fd)(const void *self);
	void (*invalidate)(void *self);
	void (*ring)(void *self);
	void (*title)(void *self, const char *text);
	void (*set_ambiguous)(void *self, enum ambiguous_width choice);
	bool (*tell_place)(void *self, unsigned row, unsigned column);
	void (*set_colours)(void *self, enum colours colours);
	bool (*can_copy)(const void *self);
	void (*copy)(void *self, const char *base64);
	void (*abilities)(const void *self, struct theme_abilities *out);
	bool (*ask_keyboard)(void *self);
	void (*await_answer)(void *self);
	void (*set_input)(void *self, const struct screen_input *input);
	void (*leave)(void *self);
	void (*enter)(void *self);
	int (*fd)(const void *self);
	bool (*read)(void *self, KeyDecoder *d, int64_t now);
	void (*describe_keys)(const void *self, KeyDecoder *d);
	/* Installs handlers for the signals of a crash: they call restore_now and re-raise. */
	void (*guard_crashes)(void);
	/* Puts the terminal right; async-signal-safe: writes what opening the screen prepared,
	 * without waiting for anything. */
	void (*restore_now)(void);
};

/*
 * Takes the terminal over (alternate screen, raw mode, bracketed paste). NULL with one sentence in
 * `e` if it can't be used: unknown or dumb TERM, no cursor addressing, smaller than 20x5. The
 * caller has installed its signal handlers before. `ops` is borrowed; `colours` as in
 * screen_set_colours, and 24 bit only if it allows them now.
 */
Screen *screen_open(const struct screen_ops *ops, enum colours colours, struct err *e);

/* Gives the terminal back as it was; to one that takes nothing, within half a second. NULL is fine.
 */
void screen_close(Screen *s);

/* The size in cells. */
unsigned screen_width(const Screen *s);
unsigned screen_height(const Screen *s);

/* Asks the system for the size anew (after SIGWINCH); true if it changed. */
bool screen_update_size(Screen *s);

/*
 * Shows `f` by difference to what is shown. A frame of another size is cut or padded. Never waits:
 * while the terminal has not taken the frame before, nothing is done, and the owner paints the
 * newest one when it has. True if all of it is shown: a terminal that is slow gets a part of what
 * has changed much, the cursor's row first, and the rest from the frame that is painted next.
 */
bool screen_paint(Screen *s, const struct frame *f);

/*
 * Whether the terminal has not taken the last frame yet. Then the owner polls screen_output_fd for
 * POLLOUT and calls screen_flush.
 */
bool screen_is_waiting(const Screen *s);
int screen_output_fd(const Screen *s);
void screen_flush(Screen *s);

/* Paints everything anew at the next screen_paint. */
void screen_invalidate(Screen *s);

/* Rings the bell, unless the terminal is waited for. */
void screen_bell(Screen *s);

/*
 * Sets the terminal's own title to `text` (UTF-8, controls are dropped), where it can be and the
 * terminal isn't waited for; leaving puts back what it was, as far as the terminal remembers.
 */
void screen_title(Screen *s, const char *text);

/* Uses as many colours as `colours` says and the terminal has, from the next paint on. */
void screen_set_colours(Screen *s, enum colours colours);

/* Whether the terminal is of a kind that takes text for the system's clipboard (xterm, OSC 52). */
bool screen_can_copy(const Screen *s);

/* Gives the system's clipboard the text that `base64` encodes (RFC 4648), unless the terminal is
 * waited for. */
void screen_copy(Screen *s, const char *base64);

/*
 * How wide ambiguous characters are taken to be. With AMBIGUOUS_AUTO the terminal is asked, once,
 * in a row that the next paint covers; screen_tell_place is to be told where it says that its
 * cursor is, and says whether everything must be composed anew. Until then, and if no answer comes,
 * they are as wide as the C library says.
 */
void screen_set_ambiguous(Screen *s, enum ambiguous_width choice);
bool screen_tell_place(Screen *s, unsigned row, unsigned column);

/* What the terminal can show. */
void screen_abilities(const Screen *s, struct theme_abilities *out);

/*
 * Asks the terminal whether it can tell keys by their numbers, and what it is, so that an end of
 * the answers is seen (KEY_ANSWER_KEYBOARD, if it can, then KEY_ANSWER_ATTRIBUTES). False if it is
 * not of a kind that leaves out unseen what it doesn't know, or takes nothing now.
 */
bool screen_ask_keyboard(Screen *s);

/* Before the terminal is left with a question open: takes what comes away, until the end of the
 * answers or for a third of a second. */
void screen_await_answer(Screen *s);

/* Asks the terminal for `input` from now on, until it is left; nothing at first. */
void screen_set_input(Screen *s, const struct screen_input *input);

/* Gives the terminal back for a while, and takes it over again. */
void screen_leave(Screen *s);
void screen_enter(Screen *s);

/* The descriptor to poll for keys. */
int screen_fd(const Screen *s);

/* Reads what keys there are into `d`; false when the terminal is gone. `now` monotonic ms. */
bool screen_read(Screen *s, KeyDecoder *d, int64_t now);

/* Tells `d` the sequences of the keys in the user's terminfo entry, and the ESCDELAY. */
void screen_describe_keys(const Screen *s, KeyDecoder *d);

#endif
