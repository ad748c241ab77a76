/*
 * What of a document is selected: two places that neither new output nor a resize moves, and what
 * lies between them as lines of text. Pure: reads the terminal, changes nothing in it.
 */
#ifndef HAIL_TERM_SELECT_H
#define HAIL_TERM_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "term/text-line.h"
#include "term/view.h"

enum select_kind {
	SELECT_CHARACTERS,
	SELECT_LINES,
	SELECT_BLOCK, /* columns of the rows that the view shows */
};

/* Both ends are included; either may be the older one. */
struct selection {
	enum select_kind kind;
	struct view_anchor begin, end;
};

/* The cells that are selected, from which each cell of a view can be judged. */
struct select_shape {
	enum select_kind kind;
	struct view_anchor first, last; /* in order */
	size_t left, right; /* SELECT_BLOCK: columns, both included */
};

/* What `s` selects in a view as `request` wraps it. */
struct select_shape select_shape(const Terminal *t, const struct view_request *request,
				 const struct selection *s);

/* Whether cell `offset` of the line that `row` is a part of is among them. */
bool select_has(const struct select_shape *shape, const struct view_row *row, size_t offset);

/*
 * Calls `line` with each line of what `s` selects, until it returns false: soft-wrapped rows are
 * joined (not in a block), characters are whole, blanks at the ends of lines are cut but, with
 * `styled`, not those that can be seen. The line is borrowed until the call returns. Of the request
 * presentation, width and filter count.
 */
void select_read(const Terminal *t, const struct view_request *request, const struct selection *s,
		 bool styled, bool (*line)(void *user, const struct text_line *line), void *user);

enum select_motion {
	SELECT_LEFT,
	SELECT_RIGHT,
	SELECT_WORD, /* to the beginning of the next word, */
	SELECT_WORD_BACK, /* to that of this one or the one before, */
	SELECT_WORD_END, /* to the end of this one or the next */
	SELECT_LINE_START,
	SELECT_LINE_TEXT, /* to the first character of the line that is no blank */
	SELECT_LINE_END,
};

/* Where `motion` leads from `at`, over lines that pass `filter`. A word's motion goes on in the
 * next line; the others end at those of the line. */
struct view_anchor select_move(const Terminal *t, struct lines_filter filter, struct view_anchor at,
			       enum select_motion motion);

/* How many bytes of its line's text stand before `at`; the place of byte `byte` of line `line`. */
size_t select_bytes_before(const Terminal *t, struct view_anchor at);
struct view_anchor select_at_byte(const Terminal *t, uint64_t line, size_t byte);

/* The word at `at`, as a double click takes it: a name, a path, an address; or the one character
 * that is there. */
struct selection select_word(const Terminal *t, struct view_anchor at);

#endif
