/*
 * Text with colours written in it: `{c}` begins cyan, `{0}` ends it. The letters are a table in
 * tint.c. Pure functions.
 */
#ifndef HAIL_DEMO_TINT_H
#define HAIL_DEMO_TINT_H

#include <stddef.h>

#include "base/str.h"

/* Appends `text` with its tints as SGR (ECMA-48 8.3.117), whose parameters hold no `%`. */
void tint_expand(struct str *out, const char *text);

/* Breaks lines at blanks to fit into `columns` cells; blanks that begin a line stay. */
void tint_break(struct str *text, size_t columns);

/* The cells that `n` bytes take: controls and escape sequences take none. */
size_t tint_width(const char *bytes, size_t n);

#endif
