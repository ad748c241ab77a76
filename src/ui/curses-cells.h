/*
 * From cells to what ncurses puts: attributes, colour pairs, characters.
 */
#ifndef HAIL_UI_CURSES_CELLS_H
#define HAIL_UI_CURSES_CELLS_H

#include <stdbool.h>

#include "base/colours.h"
#include "base/err.h"
#include "ui/user-tty.h"
#include "ui/frame.h"
#include "ui/theme.h"

/* Prepares colours for the current screen. */
void curses_cells_start(void);

/* Uses `wanted` colours of those that the screen has; at first none are used. Whatever was put must
 * be put anew. */
void curses_cells_use(enum colours wanted);

/* What the current screen can show. */
void curses_cells_abilities(struct theme_abilities *out);

/* Whether the terminal takes xterm's operating system commands, or leaves them out unseen. */
bool curses_cells_has_osc(void);

/*
 * Puts columns `from` to before `to` of row `row` of `f`, as far as they are on the screen, into
 * ncurses' newscr; `from` is not the right half of a wide character there. False if all colour
 * pairs were taken: then they have been given back, and everything must be put anew.
 */
bool curses_cells_put(const struct frame *f, unsigned row, unsigned from, unsigned to);

/* What the terminfo entry says, or NULL. */
const char *curses_capability(const char *name);

/* Loads the entry that TERM names. False with `e` set if there is none, it can't address the
 * cursor, or the window is too small. */
bool curses_terminal_check(const UserTty *device, struct err *e);

#endif
