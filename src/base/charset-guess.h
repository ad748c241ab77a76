/*
 * Guesses whether text in an unknown character set is CP437. Boxes and shades tell, letters don't.
 * Plain value; zero-initialised it has seen nothing.
 */
#ifndef HAIL_BASE_CHARSET_GUESS_H
#define HAIL_BASE_CHARSET_GUESS_H

#include <stdbool.h>
#include <stddef.h>

struct charset_guess {
	unsigned char last, before; /* the bytes before the next */
	unsigned high; /* bytes 80–ff */
	unsigned drawn; /* those of them that are lines, corners, shades and blocks in CP437 */
	unsigned runs; /* places where the same one comes a third time, as in hardly any word */
	enum { CHARSET_GUESS_TEXT, CHARSET_GUESS_ESCAPE, CHARSET_GUESS_CSI } sequence;
	size_t seen;
};

/* Looks at `n` bytes more, until it has seen 64 KiB; whether all it has seen looks like CP437. */
bool charset_guess_cp437(struct charset_guess *g, const char *bytes, size_t n);

#endif
