/*
 * What the terminal shows of frames, and the rows by which a new one differs, put where ncurses
 * gathers its windows. Part of ui/curses.
 */
#ifndef HAIL_UI_CURSES_ROWS_H
#define HAIL_UI_CURSES_ROWS_H

#include <stdbool.h>

#include "ui/frame.h"

struct curses_rows {
	struct frame shown;
	unsigned next; /* the row that is looked at next */
	unsigned left; /* so many rows of this frame were not looked at yet */
};

void curses_rows_init(struct curses_rows *r);
void curses_rows_fini(struct curses_rows *r);

/* Begins to put `f`. The cursor's row comes first, since what a person types stands there, then
 * those that the frame before did not come to. `all`: nothing that is shown can stay. */
void curses_rows_begin(struct curses_rows *r, const struct frame *f, bool all);

/* Puts rows of `f`, as many as a terminal may be given before it is asked whether it takes more.
 * Whether some are left. */
bool curses_rows_put(struct curses_rows *r, const struct frame *f);

#endif
