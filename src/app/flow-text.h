/*
 * Lines of what passes on a link (a trace, what a lens shows) on rows of the screen: which of them,
 * wrapped how. Pure.
 */
#ifndef HAIL_APP_FLOW_TEXT_H
#define HAIL_APP_FLOW_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "lens/lens-text.h"
#include "ui/frame.h"
#include "ui/theme.h"

struct flow_text;

/* How lines of one kind show. What is NULL is not asked. */
struct flow_format {
	/* How many of the `n` bytes of the line at `at` are left out in `width` columns. */
	size_t (*skip)(const struct flow_text *t, size_t at, size_t n, unsigned width);
	/* The line at `at` if it shows, else the nearest one behind it (the end), or before it
	 * (`back`), that does. NULL: all do. */
	size_t (*shown)(const struct flow_text *t, size_t at, bool back);
	/* Appends what stands for lines behind the one at `at` that don't show: it is cut at the
	 * edge. */
	void (*rest)(const struct flow_text *t, size_t at, struct str *out);
};

/* Whole lines, each ended by a newline; all is borrowed. */
struct flow_text {
	const char *bytes;
	size_t length;
	const struct flow_format *format;
	const void *user; /* of the format */
	const struct lens_run *runs; /* their styles */
	size_t run_count;
	bool has_mark, has_cursor; /* the line at `mark` was found, the one at `cursor` is chosen */
	size_t mark, cursor;
};

/* The line that shows behind the one at `at`, or before it; the end or the first one if there is
 * none. */
size_t flow_text_next(const struct flow_text *t, size_t at);
size_t flow_text_before(const struct flow_text *t, size_t at);

/* The line at `at`, or the one before it that shows. */
size_t flow_text_shown(const struct flow_text *t, size_t at);

/* Where the text begins whose end fills `rows` rows of `width` columns. */
size_t flow_text_tail(const struct flow_text *t, unsigned width, unsigned rows);

/* How many rows lines take from `from` on, up to `to`, but no more than `most`. */
unsigned flow_text_rows(const struct flow_text *t, size_t from, size_t to, unsigned width,
			unsigned most);

/* The first line behind `from` (`here`: from there on), and then from the beginning, of which what
 * shows in `width` columns, or would if it did, has `sought`, whatever its capitals; `length` of
 * the text if there is none. */
size_t flow_text_find(const struct flow_text *t, size_t from, bool here, unsigned width,
		      const char *sought);

/* Appends the lines that show, whole. */
void flow_text_write(const struct flow_text *t, struct str *out);

/*
 * Draws lines from `at` on over `rows` rows from `row` on; where the first lines don't fit with the
 * last, `end` lets the last row be that of the text's end.
 */
void flow_text_draw(const struct flow_text *t, size_t at, bool end, enum theme_part part,
		    const struct theme *theme, unsigned row, unsigned rows, struct frame *out);

#endif
