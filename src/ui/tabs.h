/*
 * The line of tabs above the sessions, one a session: number, name, title and marks.
 */
#ifndef HAIL_UI_TABS_H
#define HAIL_UI_TABS_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/frame.h"
#include "ui/theme.h"

struct tab {
	const char *name;
	const char *title; /* what the peer calls it; "" = nothing */
	bool current;
	bool output; /* `+`: something came since it was shown */
	bool bell; /* `!` */
	bool asks; /* `?`: a question waits there */
	bool lost; /* `x`: it has ended */
};

/*
 * Draws `count` tabs on row 0. Names are shortened where they don't fit; then only those around the
 * current one are shown, between `<` and `>`.
 */
void tabs_draw(const struct tab *tabs, size_t count, const struct theme *theme, struct frame *out);

/* Which of them is drawn in `column` of a row of `width` cells; false if none is. */
bool tabs_find(const struct tab *tabs, size_t count, unsigned width, unsigned column,
	       size_t *index);

#endif
