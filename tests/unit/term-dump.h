/*
 * What tests of the terminal share: a terminal that logs its events, and its whole state as text.
 */
#ifndef HAIL_TESTS_TERM_DUMP_H
#define HAIL_TESTS_TERM_DUMP_H

#include <stdbool.h>

#include "base/str.h"
#include "term/terminal.h"
#include "term/view.h"

/* A terminal and what it said. `gag`, `replace` and `mark`: a line that holds the text is gagged,
 * becomes `with`, or is red from there on. */
struct term_case {
	Terminal *t;
	struct str events;
	struct str records; /* lines of the event `record` */
	const char *gag, *replace, *with, *mark;
};

/* Makes the terminal, with a history of `lines` lines and 1 MiB. */
void term_case_init(struct term_case *c, unsigned width, unsigned height, bool line_mode,
		    size_t lines);
void term_case_fini(struct term_case *c);

/* Writes a NUL-terminated string from the peer. */
void term_case_write(struct term_case *c, const char *text);

/* Writes `n` bytes from the peer in pieces of `chunk`. */
void term_case_write_pieces(struct term_case *c, const char *bytes, size_t n, size_t chunk);

/* Appends the grid's rows as text, a line each, trailing blanks cut, and nothing for blank rows at
 * the end. */
void term_dump_screen(const Terminal *t, struct str *out);

/* Appends what a view at the tail shows, a line each, every row between bars. */
void term_dump_view(const Terminal *t, enum view_presentation p, unsigned width, unsigned height,
		    struct str *out);

/* Appends what a view shows for `q`, and its result in `r`. */
void term_dump_request(const Terminal *t, const struct view_request *q, struct view_result *r,
		       struct str *out);

/* Appends every line of the document, a line each. */
void term_dump_lines(const Terminal *t, struct str *out);

/* Appends all state that counts: lines, cells with styles and flags, cursor, modes, counts. */
void term_dump_all(const Terminal *t, struct str *out);

/* The document's text with nothing between the lines' numbers: what a resize must not change. */
void term_dump_text(const Terminal *t, struct str *out);

/* Asserts what must always hold; prints and aborts if not. */
void term_check(const Terminal *t);

#endif
