/*
 * Bytes as hex: in rows with ASCII, as xxd -g1 prints them; as digits alone.
 */
#ifndef HAIL_LENS_HEX_ROWS_H
#define HAIL_LENS_HEX_ROWS_H

#include <stdint.h>

#include "lens/lens-text.h"

enum { HEX_ROW = 16 }; /* bytes a row */

/* Appends the rows of `n` bytes, `indent` blanks before each; the first byte has the number
 * `offset`. */
void hex_rows(const char *bytes, size_t n, uint64_t offset, unsigned indent, struct lens_text *out);

/* Appends two digits a byte. */
void hex_append(const char *bytes, size_t n, struct str *out);

#endif
