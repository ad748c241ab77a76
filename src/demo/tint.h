/*
 * Text for the wire with colours written in it: `{c}` begins cyan, `{0}` ends it, a newline is
 * CR LF. The letters are a table in tint.c. Pure functions.
 */
#ifndef HAIL_DEMO_TINT_H
#define HAIL_DEMO_TINT_H

#include <stdarg.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/charset.h"

/*
 * Appends formatted text: the tints stand in `format` only (an argument's braces are plain text),
 * every LF becomes CR LF and every ff byte is doubled (RFC 854). Lines are broken at blanks to fit
 * into `columns` cells; 0 = as they are.
 */
void tint_append(struct buf *out, size_t columns, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

/* The same for a text with tints that is no format, `head` before it: `%` is a plain character. */
void tint_append_text(struct buf *out, size_t columns, const char *head, const char *text);

/* Appends `n` bytes as they are but for ff, which is doubled. */
void tint_append_bytes(struct buf *out, const char *bytes, size_t n);

/* Appends `text` (emptied) in the client's character set, NULL = UTF-8. */
void tint_convert(struct buf *out, Charset *charset, struct buf *text);

/* The cells that `n` bytes for the wire take: controls and escape sequences take none. */
size_t tint_width(const char *bytes, size_t n);

/* The bytes of the NUL-terminated UTF-8 `text` that fit into `cells` cells: for `%.*s`. */
int tint_fit(const char *text, size_t cells);

#endif
