/*
 * What the curses files share. Nobody else includes this.
 */
#ifndef HAIL_UI_CURSES_INTERNAL_H
#define HAIL_UI_CURSES_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "term/cell.h"
#include "base/ambiguous.h"
#include "base/charset.h"
#include "base/str.h"
#include "base/colours.h"
#include "ui/user-tty.h"
#include "ui/key-decode.h"
#include "ui/screen.h"

/*
 * The modes that are always switched beside ncurses (xterm): bracketed paste is on, and the wheel
 * sends no arrow keys. What that was before is saved and restored; terminals that can't do so have
 * it on.
 */
#define CURSES_MODES_SAVE "\x1b[?1007s"
#define CURSES_MODES_ON "\x1b[?2004h\x1b[?1007l"
#define CURSES_MODES_OFF "\x1b[?2004l\x1b[?1007h\x1b[?1007r"

/* The user's own style of the cursor (DECSCUSR). */
#define CURSES_CURSOR_OWN "\x1b[0 q"

/* The terminal's title is put aside and brought back (xterm, XTWINOPS). */
#define CURSES_TITLE_PUSH "\x1b[22;2t"
#define CURSES_TITLE_POP "\x1b[23;2t"

/* What asks the terminal about its keyboard (kitty), and what it is (DA1). */
#define CURSES_ASK_KEYBOARD "\x1b[?u\x1b[c"

/* Reads keys and drops them until DA1's answer is there, for a third of a second at most; `self`
 * isn't used. */
void curses_input_await(void *self);

/* Whether both ask for the same. */
bool curses_input_same(const struct screen_input *a, const struct screen_input *b);

/* Appends the sequences that switch `in` on and off (xterm). */
void curses_input_on(const struct screen_input *in, struct str *out);
void curses_input_off(const struct screen_input *in, struct str *out);

enum { CURSES_PAIRS = 0x10000 }; /* of colours that are in use at once */

/* A terminal's description (terminfo(5)): the standard's names, each list ended by NULL, and what
 * any name stands for: false, -1, NULL if it isn't there. */
struct curses_description {
	const char *const *flags, *const *numbers, *const *strings;
	bool (*flag)(const char *name);
	int (*number)(const char *name);
	const char *(*string)(const char *name);
};

/* The description that setupterm has loaded. */
struct curses_description curses_describe(void);

/*
 * A copy of `d`, which is named `term`, with COLOUR_TRUE colours, as a value for TERMINFO (owned by
 * the caller). NULL if `colours` doesn't allow them, nothing says that the terminal has them
 * (unless they are asked for), or it sets no colours by 38;5 or 38;2.
 */
char *curses_entry_direct(const struct curses_description *d, const char *term,
			  enum colours colours);

/* Appends the sequence (OSC 2) that sets the title; the `first` puts what it was on the terminal's
 * stack of titles (xterm, XTWINOPS 22). `ascii`: other characters are left out. */
void curses_title(const char *text, bool first, bool ascii, struct str *out);

/* Appends the sequence (OSC 52) that gives the system's clipboard what `base64` encodes. */
void curses_copy(const char *base64, struct str *out);

/* Remembers the terminal modes of `fd` as they are now: before ncurses changes them. */
void curses_restore_prepare(int fd);

/* From now on a crash writes `bytes`, which leave the screen (copied); disarm when it has been
 * left. */
void curses_restore_arm(const char *bytes);
void curses_restore_disarm(void);

/* Writes the prepared sequences and sets the remembered modes; async-signal-safe. Doesn't wait:
 * what a terminal that takes nothing has not read yet is dropped. */
void curses_restore_now(void);

/* Installs handlers for the signals of a crash: they restore and re-raise. */
void curses_guard_crashes(void);

/* Tells `d` the sequences of the keys, by what `capability` finds in the terminfo entry (NULL:
 * nothing), and how long the user's ESCDELAY is, if there is one. */
void curses_keys_describe(KeyDecoder *d, const char *(*capability)(const char *name));

/*
 * Reads what there is of `fd` into `d`, from `charset` (NULL: as it is); false at its end.
 * *failures, 0 at first, counts the reads in a row that failed: it has ended when they don't stop.
 */
bool curses_keys_read(int fd, Charset *charset, KeyDecoder *d, int64_t now, unsigned *failures);

/* A file in memory for ncurses to write to; the caller closes it. NULL with errno set, EFBIG if
 * the process may not write files of a frame's size. */
FILE *curses_output_open(void);

/* Moves what ncurses wrote to `file` since the last call to `device`; false if some of it is lost.
 */
bool curses_output_take(FILE *file, UserTty *device);

/* Whether the window is large enough to work in; false with `e` set. */
bool curses_size_check(const UserTty *device, struct err *e);

/* The variables of the environment that tell ncurses the window's size, which a file hasn't. */
struct curses_size {
	char *width, *height;
};

/* Sets a variable of the environment; returns what it was, for curses_put_back, which frees it. */
char *curses_replace(const char *name, const char *value);
void curses_put_back(const char *name, char *before);

/* Sets them; then puts back what they were (kept in `before`): a child has a window of its own. */
void curses_size_set(struct curses_size *before, unsigned width, unsigned height);
void curses_size_reset(struct curses_size *before);

/*
 * The first character that can be shown for the code points of a cell with `width` cells left:
 * written to `out` as wide characters (base and up to 4 zero-width ones, NUL-terminated); U+FFFD or
 * `?` where the terminal's idea of the width differs or its character set has no such character.
 * Returns how many of the code points that was: what follows has cells of its own, if there are.
 */
size_t curses_text(const uint32_t *cps, size_t count, unsigned width, wchar_t out[6]);

/* How wide ambiguous characters are (base/ambiguous.h): what the user says, what was seen. */
struct curses_width {
	enum ambiguous_width choice, seen;
	bool asked; /* the terminal, and it has not answered */
};

/* Takes the user's choice. Returns what is to be written to the terminal, if it `may` be asked:
 * then everything must be painted anew. */
const char *curses_width_choose(struct curses_width *w, enum ambiguous_width choice, bool may_ask);

/* The terminal said where its cursor is, counting from 0: whether widths have changed by it. */
bool curses_width_answer(struct curses_width *w, unsigned row, unsigned column);

/* Takes an answer that is on its way off `fd`, for a while, so that it is nobody's text. */
void curses_width_give_up(struct curses_width *w, int fd);

/* The columns that ncurses takes for `c`. */
int curses_cells_width(wchar_t c);

/* Prepares curses_text for the locale. */
void curses_text_start(void);

#endif
