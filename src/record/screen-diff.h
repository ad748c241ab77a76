/*
 * Follows a screen: what a terminal (ECMA-48, as xterm) has to be sent so that it shows the next
 * picture in place of the last. Wide characters and clusters are placed one by one, since terminals
 * differ about their width. Owned by who makes it; not re-entrant.
 */
#ifndef HAIL_RECORD_SCREEN_DIFF_H
#define HAIL_RECORD_SCREEN_DIFF_H

#include <stdbool.h>

#include "base/str.h"
#include "term/cell.h"

typedef struct ScreenDiff ScreenDiff;

struct screen_picture {
	struct cells cells;
	bool cursor_shown;
	unsigned cursor_row, cursor_column;
};

/* Makes one that knows nothing of what the terminal shows. */
ScreenDiff *screen_diff_new(void);
void screen_diff_free(ScreenDiff *d);

/* Nothing is known of it any more: the next picture is sent whole. */
void screen_diff_forget(ScreenDiff *d);

/* Appends what makes the terminal, which has the size of `now`, show that; nothing if it does. */
void screen_diff_write(ScreenDiff *d, const struct screen_picture *now, struct str *out);

#endif
