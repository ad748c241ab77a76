/*
 * A line as bytes: what history's blocks hold. Pure functions; the format never leaves memory.
 */
#ifndef HAIL_TERM_PACK_H
#define HAIL_TERM_PACK_H

#include <stddef.h>

#include "term/text-line.h"

enum { PACK_HEAD = 24 }; /* bytes of a packed line beside its text and runs */

/* The most bytes that pack_line writes for `line`. */
size_t pack_bound(const struct text_line *line);

/* Writes `line` to `out`; returns the bytes. */
size_t pack_line(const struct text_line *line, char *out);

/* Reads what pack_line wrote at `in` into `out`, replacing what it holds. */
void unpack_line(const char *in, struct text_line *out);

#endif
