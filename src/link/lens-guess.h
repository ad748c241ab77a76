/*
 * Which lens fits what passes: the first bytes of a connection are gathered and shown to all rows.
 */
#ifndef HAIL_LINK_LENS_GUESS_H
#define HAIL_LINK_LENS_GUESS_H

#include "lens/lens-row.h"
#include "link/capture.h"

typedef struct LensGuess LensGuess;

/* Makes a guess that has seen nothing. */
LensGuess *lens_guess_new(void);

/* Frees; NULL is fine. */
void lens_guess_free(LensGuess *g);

/* Shows it a piece. A connection that begins makes it begin anew. */
void lens_guess_piece(LensGuess *g, const struct capture_piece *piece);

/* Whether anything has been received; whether that is so much that more would change nothing. */
bool lens_guess_has_some(const LensGuess *g);
bool lens_guess_has_enough(const LensGuess *g);

/* The row that fits best: of the application's bytes if one does, else of the wire's, else text or
 * hex. */
const struct lens_row *lens_guess_row(const LensGuess *g);

#endif
