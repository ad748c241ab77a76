/*
 * A logical line: UTF-8 text and the stretches of it that share a style. History keeps lines so,
 * and the line event gives and takes them. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_TEXT_LINE_H
#define HAIL_TERM_TEXT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "term/cell.h"

enum { TEXT_LINE_LIMIT = 65536 }; /* bytes of text after which a line is broken */

/* A stretch of a line's text in one style; offsets in bytes. */
struct terminal_run {
	size_t start, length;
	struct cell_style style;
};

struct text_line {
	struct buf text;
	struct terminal_run *runs; /* they cover the text without gaps */
	size_t run_count, run_size;
	unsigned flags; /* ROW_ bits (term/grid.h) but ROW_SOFT */
	uint32_t fill; /* the background right of the text */
	int64_t time; /* wall-clock ms when it was last written to */
};

void text_line_init(struct text_line *l);
void text_line_fini(struct text_line *l);

/* Makes `l` empty; keeps its memory. */
void text_line_clear(struct text_line *l);

/* Appends `n` bytes of UTF-8 in `style`. */
void text_line_append(struct text_line *l, const char *text, size_t n, struct cell_style style);

/* Says that the last `n` bytes, written to the text itself, are in `style`. */
void text_line_add_run(struct text_line *l, size_t n, const struct cell_style *style);

/* Appends the text and flags of `other`. */
void text_line_append_line(struct text_line *l, const struct text_line *other);

/* Cuts spaces at the end; with `shown`, only those that can't be seen (no background, no line). */
void text_line_trim(struct text_line *l, bool shown);

/* `style` with the colours and attributes of `look`; what isn't for the eye stays: who wrote it,
 * protection, a link and the colour of underlines. */
struct cell_style text_line_restyled(struct cell_style style, struct cell_style look);

/* The text gets the looks of `look` (text_line_restyled), as far as that goes: one of the two texts
 * begins with the other. */
void text_line_restyle(struct text_line *l, const struct text_line *look);

/* Takes the marks of the client's own text away, as grid_disown does, if the line has any. */
void text_line_disown(struct text_line *l);

/* Puts a NUL after the text, not counted, until the next append. */
void text_line_terminate(struct text_line *l);

#endif
