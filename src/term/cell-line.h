/*
 * A logical line as one long row of cells, and its division into rows of a given width. Reflow and
 * views are made of it. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_CELL_LINE_H
#define HAIL_TERM_CELL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "term/cell.h"
#include "term/grid.h"
#include "term/text-line.h"

struct cell_line {
	struct cell *cell;
	size_t count, size;
	unsigned flags; /* ROW_ bits of the line */
	uint32_t fill; /* the background right of the line */
	int64_t time;
};

/* How a line is divided: at words; at words, with the rows after the first below the line's own
 * text: behind its first blanks and the mark of a list (`-`, `*`, `1.`); at the edge. */
enum cell_line_wrap { CELL_LINE_WORDS, CELL_LINE_HANGING, CELL_LINE_HARD };

/* One row of a wrapped line: behind `indent` blanks show cells `start` to `end` - 1, the next row
 * begins at `next`. The last row's `next` is the line's count. */
struct wrapped_row {
	size_t start, end, next;
	unsigned indent;
};

void cell_line_init(struct cell_line *s);
void cell_line_fini(struct cell_line *s);
void cell_line_clear(struct cell_line *s);

/* Appends a line's text; clusters are interned in `clusters`, or cut to their base if it is NULL.
 */
void cell_line_add_line(struct cell_line *s, const struct text_line *line, ClusterTable *clusters);

/*
 * Appends the cells of a row of `width`. Its clusters are those of `from` and interned anew in
 * `to`, unless both are the same or `to` is NULL (then the glyphs are not to be looked at).
 */
void cell_line_add_row(struct cell_line *s, const struct row *row, unsigned width,
		       const ClusterTable *from, ClusterTable *to);

/* Like cell_line_add_row, but all `width` cells as they stand in the grid. */
void cell_line_add_cells(struct cell_line *s, const struct row *row, unsigned width,
			 const ClusterTable *from, ClusterTable *to);

/*
 * The row that begins at cell `start` when the line is wrapped at `width`. A wide character is
 * never divided; in one column it takes the row for itself.
 */
struct wrapped_row cell_line_wrap(const struct cell_line *s, size_t start, unsigned width,
				  enum cell_line_wrap how);

/* Copies what a row shows to `out` of `width` cells and fills the rest with blanks, in the line's
 * fill after its end. */
void cell_line_copy(const struct cell_line *s, struct wrapped_row row, struct cell *out,
		    unsigned width);

#endif
