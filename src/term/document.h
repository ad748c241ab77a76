/*
 * The document, read by line number: history, then the grid's logical lines down to the lower of
 * the cursor's row and the last row that isn't blank. A snapshot: valid until the terminal changes.
 *
 *     history   first  closed line
 *               ...    closed line
 *               base   open line, if the top row of the grid continues one: its first part
 *     grid      base     its rest: row, row
 *               ...      a line: row
 *               end-1    the last line: row, row
 *                        blank rows below are not of the document
 *
 * While the alternate screen shows, an open line of the history is a line of its own.
 */
#ifndef HAIL_TERM_DOCUMENT_H
#define HAIL_TERM_DOCUMENT_H

#include "term/text-line.h"
#include "term/cell-line.h"
#include "term/terminal.h"

struct document {
	const Terminal *t;
	uint64_t first; /* the oldest line */
	uint64_t base; /* the first line with a row in the grid */
	uint64_t end; /* one past the newest */
	uint64_t cursor_line;
	unsigned rows; /* of the grid that belong to it */
	unsigned *start; /* the row at which line base + i begins; one more for the end */
	struct text_line scratch;
};

void document_open(struct document *d, const Terminal *t);
void document_close(struct document *d);

/* Reads line `number` into `out`; false if there is none. Spaces written at its end are kept. */
bool document_line(const struct document *d, uint64_t number, struct text_line *out);

/* Reads line `number` as cells into `out`, its clusters interned in `clusters` (NULL: glyphs don't
 * matter). */
bool document_cells(struct document *d, uint64_t number, ClusterTable *clusters,
		    struct cell_line *out);

/* Where row `y` of the grid lies: its line, and the cells of that line before it. */
uint64_t document_row(const struct document *d, unsigned y, size_t *offset);

#endif
