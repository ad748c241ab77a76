/*
 * What a row of the grid says as text. Pure.
 */
#ifndef HAIL_TERM_ROW_TEXT_H
#define HAIL_TERM_ROW_TEXT_H

#include "term/grid.h"
#include "term/text-line.h"

/* Appends what a row of `width` cells shows: all of it if it is soft-wrapped, else up to the last
 * cell written. */
void row_text_append(struct text_line *l, const struct row *row, unsigned width,
		     const ClusterTable *clusters);

/* How many cells of `row` count: all if it is soft-wrapped, else up to the last one written. */
unsigned row_extent(const struct row *row, unsigned width);

/* The bytes of text that a cell holds: one for a blank, none for the right half of a character. */
size_t cell_bytes(const struct cell *c, const ClusterTable *clusters);

/* The bytes of text that `row` holds. */
size_t row_bytes(const struct row *row, unsigned width, const ClusterTable *clusters);

#endif
