/*
 * The hits of one line of text, found from its start on, in steps that a budget bounds, and kept,
 * so that none of them costs a walk over those before it. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_LINE_HITS_H
#define HAIL_TERM_LINE_HITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pattern.h"

struct line_hits {
	bool begun, done; /* not begun: `line` and what follows mean nothing */
	uint64_t line;
	struct pattern_match *hits; /* in order, `count` of them so far */
	size_t count, size;
	size_t next; /* the byte to go on at */
	bool given_up; /* the pattern is too costly for the rest of the line */
	uint64_t work; /* the pattern's, on this line so far */
};

void line_hits_init(struct line_hits *h);
void line_hits_fini(struct line_hits *h);

/* Begins with line `line`; what was kept is forgotten. */
void line_hits_begin(struct line_hits *h, uint64_t line);

/* Goes on in the line's `n` bytes, the same each time, until all hits are known or the work of
 * `pattern` in all (pattern_work) is `limit`, at least by one hit. Returns whether it is done. */
bool line_hits_go_on(struct line_hits *h, Pattern *pattern, const char *text, size_t n,
		     uint64_t limit);

/* How many of the hits known so far begin before byte `start`. */
size_t line_hits_before(const struct line_hits *h, size_t start);

#endif
