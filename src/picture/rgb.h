/*
 * The colours that pictures have, as xterm draws them: light text on a dark ground. Pure functions.
 */
#ifndef HAIL_PICTURE_RGB_H
#define HAIL_PICTURE_RGB_H

#include <stdbool.h>
#include <stdint.h>

#include "term/cell.h"

enum { RGB_FOREGROUND = 0xcccccc, RGB_BACKGROUND = 0x111111 };

/* The colour (0xRRGGBB) of index 0 to 255. */
uint32_t rgb_of_index(unsigned index);

/* The colours in which a style is drawn, reversed and dim where it says so. */
struct rgb_pair {
	uint32_t fg, bg;
	bool filled; /* the background is another than the picture's */
};

struct rgb_pair rgb_of_style(const struct cell_style *style);

#endif
