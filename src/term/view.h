/*
 * A window on a terminal's document: (terminal, presentation, width, height, anchor) → cells.
 * Pure: reads the terminal, changes nothing in it. With a filter only the lines that pass it are
 * there, in both presentations; without one the screen at the tail is the grid as it stands.
 */
#ifndef HAIL_TERM_VIEW_H
#define HAIL_TERM_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "term/cell.h"
#include "term/cell-line.h"
#include "term/lines.h"
#include "term/terminal.h"

enum view_presentation { VIEW_TRANSCRIPT, VIEW_SCREEN };

/* A place in the document that new output doesn't move: the first row of a view. */
struct view_anchor {
	uint64_t line;
	size_t offset; /* cells from the start of the logical line */
};

/* Whether `a` comes before `b` in the document. */
static inline bool view_is_before(struct view_anchor a, struct view_anchor b)
{
	return a.line != b.line ? a.line < b.line : a.offset < b.offset;
}

/* A stretch of a line's text that is drawn in a style of its own, e.g. a search hit. */
struct view_mark {
	uint64_t line;
	size_t start, length; /* bytes of the line's text (lines_text) */
	/* Colours replace those of the text unless they are CELL_DEFAULT; attributes are added, but
	 * CELL_REVERSE is turned over, so that it always shows. */
	struct cell_style style;
};

struct view_request {
	enum view_presentation presentation;
	unsigned width, height; /* the rectangle to fill, cells */
	bool tail; /* the newest end; otherwise from `anchor` */
	struct view_anchor anchor;
	enum cell_line_wrap wrap; /* of a transcript's lines */
	unsigned left; /* the first column that shows of a screen wider than the rectangle */
	bool exact_cursor; /* char mode: the cursor's logical line is wrapped hard, so the place is
			      exact */
	struct lines_filter filter; /* which lines show */
	const struct view_mark *marks; /* `mark_count` of them, in the order of their starts; a
					  later one lies over an earlier */
	size_t mark_count;
};

struct view_result {
	bool cursor_shown; /* the peer's cursor lies in the rectangle (whether it is visible:
			      terminal_modes) */
	unsigned cursor_row, cursor_column; /* relative to the rectangle */
	struct view_anchor top; /* the place of the first row shown */
	bool reaches_tail; /* the document's last row is in the rectangle */
	bool anchor_lost; /* the anchor fell off the history: the oldest line is shown */
};

/* Renders into the rectangle of `out` that begins at (row, column); it must be large enough. It is
 * left blank if no line passes. */
void view_render(const Terminal *t, const struct view_request *request, struct cells *out,
		 unsigned row, unsigned column, struct view_result *result);

/*
 * The first column that a view shows of a screen wider than its rectangle, so that `column` is in
 * sight: the request's, or else one of a few, half the rectangle's width apart, so that the picture
 * seldom moves. 0 where all columns show.
 */
unsigned view_left_for(const Terminal *t, const struct view_request *request, unsigned column);

/* The same for the peer's cursor, and whatever the request says; 0 where a filter chooses lines. */
unsigned view_left_at_cursor(const Terminal *t, const struct view_request *request);

/* The cell of the grid that a view shows at (row, column) of its rectangle; false if it doesn't
 * show the grid as it stands there. */
bool view_grid_place(const Terminal *t, const struct view_request *request, unsigned row,
		     unsigned column, unsigned *grid_row, unsigned *grid_column);

/* A row of a view: a part of a line, wrapped. */
struct view_row {
	bool shown; /* false: a blank row above or below the document */
	uint64_t line;
	struct wrapped_row part;
	int64_t time; /* of the line: wall-clock ms when it was last written to */
	unsigned flags; /* ROW_ bits of the line, while it isn't shown as the grid stands */
};

/* Says for each of the request's `height` rows what view_render shows there. */
void view_rows(const Terminal *t, const struct view_request *request, struct view_row *rows);

/*
 * Calls `row` for each row of the document from the one that holds `from` to the one that holds
 * `to`, wrapped as the view wraps them, until it returns false.
 */
void view_walk(const Terminal *t, const struct view_request *request, struct view_anchor from,
	       struct view_anchor to, bool (*row)(void *user, const struct view_row *row),
	       void *user);

/*
 * Moves the view by `rows` (negative: towards older lines) from where `request` stands. Returns
 * true with *anchor set to the new first row; false when that is the tail.
 */
bool view_scroll(const Terminal *t, const struct view_request *request, long rows,
		 struct view_anchor *anchor);

#endif
