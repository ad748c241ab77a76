/*
 * The lines of a trace (link/trace.h) on rows of the screen: which of them, wrapped how. Pure.
 */
#ifndef HAIL_APP_TRACE_TEXT_H
#define HAIL_APP_TRACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/frame.h"
#include "ui/theme.h"

/* Whole lines, each ended by a newline; borrowed. */
struct trace_text {
	const char *bytes;
	size_t length;
	bool brief; /* of data only the first row of hex shows */
	bool has_mark; /* the line at `mark` was found */
	size_t mark;
};

/* The line that begins after `at`, or before it, the end or the beginning if there is none. */
size_t trace_text_next(const struct trace_text *t, size_t at);
size_t trace_text_before(const struct trace_text *t, size_t at);

/* Where the text begins whose end fills `rows` rows of `width` columns. */
size_t trace_text_tail(const struct trace_text *t, unsigned width, unsigned rows);

/* How many rows lines take from `from` on, up to `to`, but no more than `most`. */
unsigned trace_text_rows(const struct trace_text *t, size_t from, size_t to, unsigned width,
			 unsigned most);

/* The first line from `from` on, and then from the beginning, of which what shows in `width`
 * columns has `sought`, whatever its capitals; `length` of the text if there is none. */
size_t trace_text_find(const struct trace_text *t, size_t from, unsigned width, const char *sought);

/*
 * Draws lines from `at` on over `rows` rows from `row` on; where the first lines don't fit with the
 * last, `end` lets the last row be that of the text's end. The date is left out, where there is
 * little room the time, and of rows of hex the hex.
 */
void trace_text_draw(const struct trace_text *t, size_t at, bool end, enum theme_part part,
		     const struct theme *theme, unsigned row, unsigned rows, struct frame *out);

#endif
