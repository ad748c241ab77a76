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

#endif
