/*
 * A line of the document as text and as cells at once, to find the bytes of a cell. Embedded in
 * its owner (open/close); valid until the terminal changes.
 */
#ifndef HAIL_TERM_LINE_CELLS_H
#define HAIL_TERM_LINE_CELLS_H

#include "term/document.h"

struct line_cells {
	struct document document;
	ClusterTable *clusters; /* of `cells` */
	struct text_line text; /* blanks at its end are kept */
	struct cell_line cells;
};

void line_cells_open(struct line_cells *l, const Terminal *t);
void line_cells_close(struct line_cells *l);

/* Loads line `number`; it is empty if there is none. */
void line_cells_load(struct line_cells *l, uint64_t number);

/* How many bytes of the text stand before cell `offset`, which may be beyond the last one. */
size_t line_cells_bytes(const struct line_cells *l, size_t offset);

/* The cell that holds byte `at` of the text, or the count of cells beyond the last one. */
size_t line_cells_at_byte(const struct line_cells *l, size_t at);

/* `offset` brought to the first cell of the character that it lies in, and into the line. */
size_t line_cells_whole(const struct line_cells *l, size_t offset);

/* The base code point of the character at cell `offset` < count; a blank is a space. */
uint32_t line_cells_code(const struct line_cells *l, size_t offset);

#endif
