/*
 * The last column over the rows of a pane's view, as a map of the whole document. Pure.
 */
#ifndef HAIL_APP_GUTTER_H
#define HAIL_APP_GUTTER_H

#include <stdint.h>

#include "app/pane.h"

/* Where it is: the rows from `top` on. */
struct gutter {
	const Pane *pane;
	const struct theme *theme;
	unsigned top, rows;
};

/* Asks `sign` what stands in each row, which is for the lines from `from` to `to` - 1 (for none
 * where the document has fewer lines than there are rows), and draws that; '\0': nothing. */
void gutter_draw(const struct gutter *g, char (*sign)(void *user, uint64_t from, uint64_t to),
		 void *user, struct frame *out);

#endif
