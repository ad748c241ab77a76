/*
 * From a cell's style to attributes and a colour pair of the user's terminal.
 */
#ifndef HAIL_UI_CURSES_COLOUR_H
#define HAIL_UI_CURSES_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "term/cell.h"
#include "ui/theme.h"

/* Prepares colours for the current screen: 256, 16, 8 or none (NO_COLOR, mono). */
void curses_colour_start(void);

/* What the current screen can show. */
void curses_colour_abilities(struct theme_abilities *out);

/* How an RGB colour looks in 256, 16 or 8 colours: its index. Pure. */
unsigned curses_colour_nearest(uint32_t rgb, unsigned colours);

/*
 * The attributes (as attr_t) and pair for `style`. False if all pairs were taken: then they have
 * been given back, and everything must be painted anew.
 */
bool curses_colour_style(const struct cell_style *style, uint32_t *attrs, int *pair);

#endif
