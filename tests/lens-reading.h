/*
 * Bytes through a lens, cut into pieces in one way or another, with checks of what every lens
 * keeps: its lines are inert, it looks at no byte twice, and it goes on where it stopped. A check
 * that fails says what, and aborts.
 */
#ifndef HAIL_TESTS_LENS_READING_H
#define HAIL_TESTS_LENS_READING_H

#include "lens/lens.h"

/* How the bytes are cut: all at once, one by one, by chance from a seed beyond these. */
enum { LENS_WHOLE, LENS_BYTES, LENS_CUTS };

struct lens_reading {
	struct str text; /* the lines of all messages */
	struct str trees; /* their trees, a line each; "-" where there is none */
	size_t messages;
};

/* Reads `n` bytes by `row`. `out` is to be freed by lens_reading_fini. */
void lens_read(const struct lens_row *row, const struct lens_options *o, const char *bytes,
	       size_t n, unsigned cut, struct lens_reading *out);

void lens_reading_fini(struct lens_reading *r);

/* Appends a message as lens_show does, and checks the lines. */
void lens_show_checked(const Lens *l, const struct lens_message *m, struct lens_text *out);

#endif
