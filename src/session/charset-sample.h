/*
 * How a peer's bytes look in a character set, for a user who chooses one. Pure functions.
 */
#ifndef HAIL_SESSION_CHARSET_SAMPLE_H
#define HAIL_SESSION_CHARSET_SAMPLE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/charset.h"
#include "base/str.h"

/*
 * Appends the last `lines` lines of `bytes` that hold something outside ASCII, without controls and
 * sequences, each ended by a newline; what is written after a move of the cursor to another row
 * counts as a line. Fewer if there are not so many.
 */
void charset_sample_lines(const char *bytes, size_t n, size_t lines, struct buf *out);

/* Appends `n` bytes as `charset` reads them, as UTF-8; NULL: as UTF-8, what isn't by `high`. */
void charset_sample_read(Charset *charset, const struct charset_high *high, const char *bytes,
			 size_t n, struct str *out);

#endif
