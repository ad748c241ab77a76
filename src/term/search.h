/*
 * A search over a terminal's document, in steps that a budget bounds: it begins where the reader
 * stands, goes on to the oldest line, then to the newest. Lines that come or change while it runs,
 * and after, are searched as they come; those that fall off the history leave. It holds numbers of
 * hits by line; where they stand is found when asked.
 */
#ifndef HAIL_TERM_SEARCH_H
#define HAIL_TERM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pattern.h"
#include "term/lines.h"
#include "term/terminal.h"

typedef struct Search Search;

/* One hit: `length` bytes from byte `start` of the line's text (lines_text). A line that the
 * pattern matches nowhere but with no bytes has one hit of length 0. */
struct search_hit {
	uint64_t line;
	size_t start, length;
	size_t ordinal; /* hits of the line before it */
};

/* A byte of a line's text, or its end. */
struct search_place {
	uint64_t line;
	size_t start;
};

struct search_count {
	uint64_t hits; /* so far */
	uint64_t lines; /* with hits, so far */
	uint64_t given_up; /* lines that the pattern is too costly for; they count as without a hit
			    */
	bool complete; /* the whole document was searched, as of the last step */
};

/* Makes a search for `pattern` (taken) that begins at line `line` and goes to older ones first. */
Search *search_new(Pattern *pattern, uint64_t line);
void search_free(Search *s);

/*
 * Searches on, for about `work` (as terminal_work: about a byte looked at) or a little more, in
 * `t`, the same terminal each time. Returns true while there is more to search. Lines at the tail
 * are looked at anew by each call: call it after output, too.
 */
bool search_step(Search *s, const Terminal *t, uint64_t work);

struct search_count search_count(const Search *s);

enum search_found {
	SEARCH_FOUND,
	SEARCH_NONE, /* the document has no hit */
	SEARCH_NOT_YET, /* lines that may hold it weren't searched: ask again after search_step,
			   which then goes there first */
};

/*
 * Finds the hit next to (line, start), itself aside, towards newer or older ones, going round at
 * the document's ends; *wrapped says that it did. The only hit is next to itself.
 */
enum search_found search_next(Search *s, const Terminal *t, uint64_t line, size_t start, bool newer,
			      struct search_hit *hit, bool *wrapped);

/*
 * Writes the hits with bytes between `from` and `to`, oldest first, to `hits` of `room`; returns
 * how many. They are those of the text now, whether search_step came there or not, as far as about
 * `work` of the pattern finds them; asked again for the same line, it goes on.
 */
size_t search_hits(Search *s, const Terminal *t, struct search_place from, struct search_place to,
		   uint64_t work, struct search_hit *hits, size_t room);

/* The place of `hit` among the hits known so far: 1 is the oldest. */
uint64_t search_position(const Search *s, const struct search_hit *hit);

/* How many hits are known in lines `from` to `to` - 1, e.g. for a gutter. */
uint64_t search_count_between(const Search *s, uint64_t from, uint64_t to);

/* Which lines show when a document is limited to those that a search finds. */
struct search_limit {
	const Search *search;
	uint64_t before, after; /* lines shown before and after a line that is found */
	bool invert; /* those are found that have no hit */
};

/* The filter of `limit`, which stays the caller's. Lines that weren't searched don't pass. */
struct lines_filter search_limit_filter(struct search_limit *limit);

#endif
