/*
 * Conversion between a peer's character set and UTF-8, by iconv, across chunk borders.
 * UTF-8 itself is not converted here: the terminal's parser reads it, with its own fallback.
 */
#ifndef HAIL_BASE_CHARSET_H
#define HAIL_BASE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct Charset Charset;

/* A table for the bytes 0x80–0xff of a single-byte character set; 0 = no character there. */
struct charset_high {
	uint32_t cp[128];
};

/*
 * Opens a converter for `name` (as iconv spells it, case ignored). NULL with `e` set (ERR_USAGE) if
 * it is unknown, or can't carry ASCII as ASCII.
 */
Charset *charset_new(const char *name, struct err *e);

/* Frees the converter. */
void charset_free(Charset *c);

/* Whether `name` is UTF-8 in one of its spellings. */
bool charset_is_utf8(const char *name);

/* Whether two names stand for one set: spelled alike, or the same table. Unknown names are like no
 * other. */
bool charset_is_same(const char *a, const char *b);

/* Whether `name` is ASCII in one of its spellings: IANA's, the C locale's. */
bool charset_is_ascii(const char *name);

/* The character set's name as it was given. */
const char *charset_name(const Charset *c);

/* Whether it is a code page of PCs (CP437, CP850, CP866 …), in which controls are pictures, too. It
 * is known by where its lines to draw boxes stand. */
bool charset_has_pictures(const Charset *c);

/* Whether bytes mean this or that by what came before (ISO-2022-JP, HZ, UTF-7). */
bool charset_has_shifts(const Charset *c);

/*
 * Converts `n` bytes from the peer to UTF-8, appended to `out`. A byte that means nothing becomes
 * U+FFFD; a partial character is kept for the next call. Bytes of a single-byte set never wait: a
 * letter and the mark after it stay two code points. The C1 controls of a set that has them as
 * bytes (ISO 8859) become ESC and 40–5f. In a set of several bytes a character, ASCII is ASCII, and
 * an unfinished character waits across SGR sequences (base/multibyte.h).
 */
void charset_decode(Charset *c, const char *bytes, size_t n, struct buf *out);

/* No more will come: appends U+FFFD for a partial character, and what waited behind it. */
void charset_finish(Charset *c, struct buf *out);

/*
 * Converts `n` bytes of UTF-8 for the peer, appended to `out`, in the set's initial shift state at
 * the end; returns how many characters became `?`. What the peer reads then is appended to `shown`
 * as UTF-8; with NULL no copy of the text is left.
 */
size_t charset_encode(Charset *c, const char *utf8, size_t n, struct buf *out, struct buf *shown);

/* Fills `high` from the single-byte superset of ASCII `name`; false with `e` set if it isn't one.
 */
bool charset_high_table(const char *name, struct charset_high *high, struct err *e);

#endif
