/*
 * From the colours of a cell to those of a terminal with fewer: what has a colour keeps it, and
 * nothing becomes invisible that wasn't. Pure functions.
 */
#ifndef HAIL_UI_COLOUR_H
#define HAIL_UI_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "term/cell.h"

/*
 * Of a terminal with COLOUR_TRUE colours those below 256 are the palette's, and COLOUR_RGB with
 * 0xRRGGBB is that colour.
 */
enum { COLOUR_RGB = 0x1000000, COLOUR_TRUE = 0x2000000 };

/* The index that looks most like `rgb` in a palette of `count` (256 or 16) colours. One with a hue
 * is never answered by a grey. */
unsigned colour_nearest(uint32_t rgb, unsigned count);

/* Colour numbers of a terminal, -1 for its default, and the CELL_ attributes they go with. */
struct colour_pair {
	int fg, bg;
	uint32_t attrs;
};

/*
 * How `style` is shown with `count` colours: COLOUR_TRUE, 256, 16 or 8. With 8 bright ones are
 * bold, and grey is dim white rather than bold black, which many terminals draw black.
 */
struct colour_pair colour_fit(const struct cell_style *style, unsigned count);

/* Whether a background can't be told from none: the terminal's own, black, or nearly so. */
bool colour_is_black(uint32_t background);

#endif
