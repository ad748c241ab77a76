/*
 * Text for the wire with colours written in it: `{c}` begins cyan, `{0}` ends it, a newline is
 * CR LF. The letters are a table in tint.c. Pure functions.
 */
#ifndef HAIL_DEMO_TINT_H
#define HAIL_DEMO_TINT_H

#include <stdarg.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Appends formatted text: the tints stand in `format` only (an argument's braces are plain text),
 * every LF becomes CR LF and every ff byte is doubled (RFC 854).
 */
void tint_append_v(struct buf *out, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Appends a text with tints that is no format: `%` is a plain character. */
void tint_append_text(struct buf *out, const char *text);

/* Appends `n` bytes as they are but for ff, which is doubled. */
void tint_append_bytes(struct buf *out, const char *bytes, size_t n);

/* The bytes of the NUL-terminated UTF-8 `text` that fit into `cells` cells: for `%.*s`. */
int tint_fit(const char *text, size_t cells);

#endif
