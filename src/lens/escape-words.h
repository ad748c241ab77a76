/*
 * What a control sequence or an escape sequence does, in words.
 */
#ifndef HAIL_LENS_ESCAPE_WORDS_H
#define HAIL_LENS_ESCAPE_WORDS_H

#include "lens/lens-row.h"
#include "term/parser.h"

/* Appends the words of a control sequence (CSI) that goes that way: `SGR: bold, red`. */
void escape_words_csi(const struct parser_sequence *s, enum lens_direction d,
		      struct lens_text *out);

/* The same of an escape sequence. */
void escape_words_plain(const struct parser_sequence *s, struct lens_text *out);

/* What the command of that number (OSC) is about; NULL if it has no row. */
const char *escape_words_command(unsigned number);

#endif
