/*
 * Text that is waited for in a document: whether a regular expression matches what the peer has
 * said from a place on; our echo and notices don't count. Pure.
 */
#ifndef HAIL_TERM_AWAIT_H
#define HAIL_TERM_AWAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/regex.h"
#include "base/str.h"
#include "term/terminal.h"

enum {
	AWAIT_WINDOW = 128 * 1024, /* bytes at the document's end that are searched, at least */
	AWAIT_LINES = 20, /* lines that one match may reach over, for sure */
};

/* A place between two characters of the document: a line, and bytes of the peer in it. */
struct await_place {
	uint64_t line;
	size_t offset;
};

/* The end of the document. */
struct await_place await_end(const Terminal *t);

/* Appends the open line, or if the peer has said nothing there, the last one in which it has. */
void await_last_line(const Terminal *t, struct str *out);

/*
 * Whether `re` matches in the lines from `*from` on, newlines between them; `*from` is the end of
 * the match then, and `line` (may be NULL) gets the line that it ends in. Else it moves on to where
 * a match may still begin, so that a long wait looks at new text alone. Where rows are addressed,
 * on the alternate screen too, text comes anywhere: the whole screen is searched then.
 */
bool await_find(const Terminal *t, Regex *re, struct await_place *from, struct str *line);

#endif
