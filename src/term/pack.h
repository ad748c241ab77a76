/*
 * A line as bytes, on its way into history: what a row keeps of a line that was told of, and what
 * history takes. Pure functions; the format never leaves memory.
 */
#ifndef HAIL_TERM_PACK_H
#define HAIL_TERM_PACK_H

#include <stddef.h>

#include "term/text-line.h"

enum { PACK_HEAD = 24 }; /* bytes of a packed line beside its text and runs */

/* What a packed line holds; the pointers are into it. */
struct packed_line {
	int64_t time;
	uint32_t text_length, runs_length; /* no runs: the text is in no style */
	uint32_t fill;
	unsigned flags;
	const char *text, *runs;
};

/* The most bytes that pack_line writes for `line`. */
size_t pack_bound(const struct text_line *line);

/* Writes `line` to `out`; returns the bytes. */
size_t pack_line(const struct text_line *line, char *out);

/* Says what the bytes at `in`, written by pack_line, hold. */
struct packed_line unpack_line(const char *in);

/* Appends the text of `line` in its styles to `out`. */
void unpack_text(const struct packed_line *line, struct text_line *out);

/* Writes a number, 7 bits a byte: at most 10 bytes; returns where they end. */
char *pack_number(char *out, uint64_t n);

/* Reads one; returns where it ends. */
const char *unpack_number(const char *in, uint64_t *n);

#endif
