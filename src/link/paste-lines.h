/*
 * The lines of a text that is pasted or sent from a file. Wiped when they go. Embedded in its owner
 * (init/fini).
 */
#ifndef HAIL_LINK_PASTE_LINES_H
#define HAIL_LINK_PASTE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct paste_lines {
	struct str text; /* newlines between the lines, and behind the last unless it is open */
	size_t *starts; /* of each line in it */
	size_t count;
	bool open; /* the last line has no end */
};

void paste_lines_init(struct paste_lines *p);
void paste_lines_fini(struct paste_lines *p);

/* Takes `n` bytes in place of what was there. */
void paste_lines_set(struct paste_lines *p, const char *text, size_t n);

/* How many lines `n` bytes are: line ends of any kind (CR, LF, CR LF), and what is behind the last.
 */
size_t paste_lines_count(const char *text, size_t n);

/* Line `i` < count, without its end; borrowed until a change. */
const char *paste_lines_get(const struct paste_lines *p, size_t i, size_t *n);

/* Puts `n` bytes without a newline in the place of line `i`; takes line `i` away. */
void paste_lines_replace(struct paste_lines *p, size_t i, const char *text, size_t n);
void paste_lines_remove(struct paste_lines *p, size_t i);

#endif
