/*
 * A logical line as history keeps it: UTF-8 text and the stretches of it that share a style.
 * Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_LINE_H
#define HAIL_TERM_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "term/cell.h"
#include "term/grid.h"
#include "term/terminal.h"

enum { LINE_LIMIT = 65536 }; /* bytes of text after which a line is broken */

struct line {
	struct buf text;
	struct terminal_run *runs; /* they cover the text without gaps */
	size_t run_count, run_size;
	unsigned flags; /* ROW_ bits but ROW_SOFT */
	uint32_t fill; /* the background right of the text */
	int64_t time;
};

void line_init(struct line *l);
void line_fini(struct line *l);

/* Makes `l` empty; keeps its memory. */
void line_clear(struct line *l);

/* Appends `n` bytes of text in `style`. */
void line_append(struct line *l, const char *text, size_t n, struct cell_style style);

/* Appends what a row of `width` cells shows: all of it if it is soft-wrapped, else up to the last
 * cell written. */
void line_append_row(struct line *l, const struct row *row, unsigned width,
		     const ClusterTable *clusters);

/* Appends the text and flags of `other`. */
void line_append_line(struct line *l, const struct line *other);

/* Cuts spaces at the end; with `shown`, only those that nothing shows (no background, no
 * underline). */
void line_trim(struct line *l, bool shown);

/* Cuts the text to `length` bytes (at a character's border). */
void line_truncate(struct line *l, size_t length);

/* Puts a NUL after the text, not counted, until the next append. */
void line_terminate(struct line *l);

/* Whether two styles are the same. */
static inline bool style_equal(const struct cell_style *a, const struct cell_style *b)
{
	return !((a->fg ^ b->fg) | (a->bg ^ b->bg) | (a->attrs ^ b->attrs));
}

/* How many cells of `row` count: all if it is soft-wrapped, else up to the last one written. */
unsigned row_extent(const struct row *row, unsigned width);

/* The bytes of text that `row` holds. */
size_t row_bytes(const struct row *row, unsigned width, const ClusterTable *clusters);

#endif
