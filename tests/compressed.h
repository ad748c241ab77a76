/*
 * What a server compresses, for the tests: by zlib and zstd themselves.
 */
#ifndef HAIL_TESTS_COMPRESSED_H
#define HAIL_TESTS_COMPRESSED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum compressed_kind {
	COMPRESSED_ZLIB, /* RFC 1950 */
	COMPRESSED_GZIP, /* RFC 1952 */
	COMPRESSED_RAW, /* RFC 1951 */
	COMPRESSED_ZSTD, /* RFC 8878 */
	COMPRESSED_KINDS
};

/* Appends a stream of `n` bytes, ended or only flushed. */
void compressed_append(struct buf *out, enum compressed_kind kind, const char *bytes, size_t n,
		       bool ended);

/* Appends a stream of `n` letters, ended: the smallest there is. */
void compressed_append_letters(struct buf *out, enum compressed_kind kind, size_t n);

/* Appends what the `n` bytes of a stream of zlib (RFC 1950) stand for; how many of them are the
 * stream, or 0 if they are none. It need not have ended. */
size_t compressed_read(struct buf *out, const char *bytes, size_t n, bool *ended);

#endif
