/*
 * The overlays of a frame, drawn over what is there.
 */
#ifndef HAIL_UI_COMPOSE_PARTS_H
#define HAIL_UI_COMPOSE_PARTS_H

#include "ui/compose.h"

/* Blanks a row in `style`. */
void compose_clear_row(struct cells *cells, unsigned row, struct cell_style style);

/* Says that the window is too small, as far as it fits. */
void compose_too_small(struct cells *cells);

/* How many rows of `width` > 0 cells `text` takes, wrapped. */
unsigned compose_message_rows(const char *text, unsigned width);

/* Writes `text`, wrapped, on the rows from `top` to before `bottom`, which are blanked first. */
void compose_message(struct cells *cells, unsigned top, unsigned bottom, const char *text,
		     struct cell_style style);

/* Draws the menu in a box that ends above row `bottom`, at the right; rows that don't fit are left
 * out. */
void compose_popup(struct cells *cells, unsigned bottom, const struct compose_popup_row *rows,
		   size_t count);

/* Draws a pager's lines over rows 0 to `rows` - 1, the last of which says how to go on. */
void compose_pager(struct cells *cells, const struct compose_pager *pager, unsigned rows);

#endif
