/*
 * From a character set of several bytes a character (BIG5, GBK, SHIFT_JIS …) to UTF-8, across chunk
 * borders. Bytes below 0x80 are ASCII wherever they end no character. Boards change the colour in
 * the middle of a character: an unfinished one waits across SGR sequences, and is shown in the
 * style that its last byte has. Embedded in its owner; needs no fini.
 */
#ifndef HAIL_BASE_MULTIBYTE_H
#define HAIL_BASE_MULTIBYTE_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum {
	MULTIBYTE_MAX = 8, /* bytes of a character */
	MULTIBYTE_ESCAPE_MAX = 32, /* bytes of a sequence that a character waits across */
};

struct multibyte {
	iconv_t conv; /* to UTF-8; borrowed */
	bool lead[256]; /* bytes that begin a character and are none */
	char part[MULTIBYTE_MAX]; /* an unfinished character */
	size_t part_length;
	char escape[MULTIBYTE_ESCAPE_MAX]; /* an unfinished sequence inside of it */
	size_t escape_length;
};

/* Prepares `m` for `conv`; false if that isn't such a character set. */
bool multibyte_init(struct multibyte *m, iconv_t conv);

/* Converts `n` bytes, appended to `out`; U+FFFD for a byte that means nothing. */
void multibyte_decode(struct multibyte *m, const char *bytes, size_t n, struct buf *out);

/* No more will come: U+FFFD for an unfinished character, then the sequence inside of it. */
void multibyte_finish(struct multibyte *m, struct buf *out);

#endif
