/*
 * The hits of the line of a document that was asked for last, kept for as long as it stays as it
 * is. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_ASKED_HITS_H
#define HAIL_TERM_ASKED_HITS_H

#include "term/line-hits.h"
#include "term/lines.h"
#include "term/terminal.h"

/* By what a line is known to be the same. */
struct document_version {
	uint64_t revision, closed, end; /* of the history and the document */
	uint64_t written; /* terminal_work: it changes with the lines at the tail */
};

struct asked_hits {
	struct line_hits hits;
	struct document_version version; /* when they were asked for */
};

void asked_hits_init(struct asked_hits *a);
void asked_hits_fini(struct asked_hits *a);

/*
 * The hits of `pattern` in line `line` as it is now, read by `lines` (no filter), as far as its
 * work in all stays below about `limit`; asked again, it goes on. NULL if the line is gone.
 * Borrowed until the next call.
 */
const struct line_hits *asked_hits_of(struct asked_hits *a, const Terminal *t, Lines *lines,
				      uint64_t line, Pattern *pattern, uint64_t limit);

#endif
