/*
 * A logical line as one long row of cells, and its division into rows of a given width: what
 * reflow and views are made of. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_STRIP_H
#define HAIL_TERM_STRIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/cell.h"
#include "term/grid.h"
#include "term/text-line.h"

struct strip {
	struct cell *cell;
	size_t count, size;
	unsigned flags; /* ROW_ bits of the line */
	uint32_t fill; /* the background right of the line */
	int64_t time;
};

/* One row of a strip: cells `start` to `end` - 1 show; the next row begins at `next` (the end if ==
 * count). */
struct strip_row {
	size_t start, end, next;
};

void strip_init(struct strip *s);
void strip_fini(struct strip *s);
void strip_clear(struct strip *s);

/* Appends a line's text; clusters are interned in `clusters`, or cut to their base if it is NULL.
 */
void strip_add_line(struct strip *s, const struct text_line *line, ClusterTable *clusters);

/*
 * Appends the cells of a row of `width`. Its clusters are those of `from` and interned anew in
 * `to`, unless both are the same or `to` is NULL (then the glyphs are not to be looked at).
 */
void strip_add_row(struct strip *s, const struct row *row, unsigned width, const ClusterTable *from,
		   ClusterTable *to);

/* Like strip_add_row, but all `width` cells as they stand in the grid. */
void strip_add_cells(struct strip *s, const struct row *row, unsigned width,
		     const ClusterTable *from, ClusterTable *to);

/*
 * The row that begins at cell `start` when the strip is wrapped at `width`: at words or hard.
 * A wide character is never divided; in one column it takes the row for itself.
 */
struct strip_row strip_wrap(const struct strip *s, size_t start, unsigned width, bool words);

/* Copies what a row shows to `out` of `width` cells and fills the rest with blanks, in the line's
 * fill after its end. */
void strip_copy(const struct strip *s, struct strip_row row, struct cell *out, unsigned width);

#endif
