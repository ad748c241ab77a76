/*
 * The colours that a peer gave numbers and defaults other than the user's (OSC 4, 10, 11, 12 and
 * their resets; the Linux console's ESC ] P). A plain value, applied when cells are shown.
 */
#ifndef HAIL_TERM_PALETTE_H
#define HAIL_TERM_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/cell.h"

enum palette_default { PALETTE_FOREGROUND, PALETTE_BACKGROUND, PALETTE_CURSOR, PALETTE_DEFAULTS };

/* All of them CELL_RGB colours, or 0 for the user's own. */
struct palette {
	bool changed; /* any of them was ever set */
	uint32_t defaults[PALETTE_DEFAULTS];
	uint32_t colour[256];
};

enum palette_result {
	PALETTE_DONE,
	PALETTE_ASKS, /* for a colour, which no peer is told */
	PALETTE_UNKNOWN,
};

/* Obeys an OSC by its number (4, 10 to 12, 104, 110 to 112) and the `n` bytes after it. */
enum palette_result palette_command(struct palette *p, unsigned command, const char *bytes,
				    size_t n);

/* Obeys the Linux console's ESC ] P, a digit and six digits. */
enum palette_result palette_console(struct palette *p, const char *digits, size_t n);

/* What colours of `style` are shown as. */
struct cell_style palette_apply(const struct palette *p, const struct cell_style *style);

#endif
