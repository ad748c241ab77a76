/*
 * Select Graphic Rendition (ECMA-48 8.3.117, with xterm's and ITU T.416's colours). Pure.
 */
#ifndef HAIL_TERM_SGR_H
#define HAIL_TERM_SGR_H

#include "term/cell.h"
#include "term/parser.h"

/* Applies the parameters of `s` to `style` and to the colour of underlines, which is apart; those
 * without a meaning are skipped. */
void sgr_apply(struct cell_style *style, uint32_t *underline, const struct parser_sequence *s);

/* How colours beyond the first sixteen are written: as T.416 has it (`38:2::1:2:3`), or as every
 * terminal reads it (`38;2;1;2;3`). */
enum sgr_form { SGR_COLONS, SGR_SEMICOLONS };

enum { SGR_DESCRIBED = 96 };

/* Writes the parameters that make a style out of any other (0 and all that is on) to `out`, which
 * is returned; `\x1b[` and `m` are the caller's. */
const char *sgr_describe(const struct cell_style *style, enum sgr_form form,
			 char out[SGR_DESCRIBED]);

#endif
