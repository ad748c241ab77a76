/*
 * Compression by zstd: of bytes that stay in memory and are to be read fast, held together with
 * their length by the caller; and the other way of what a peer sends in pieces.
 */
#ifndef HAIL_BASE_COMPRESS_H
#define HAIL_BASE_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The working memory of decompression, for many calls. */
typedef struct Decompressor Decompressor;

Decompressor *decompressor_new(void);
void decompressor_free(Decompressor *d);

/* Appends the `n` bytes at `bytes`, compressed, to `out`; returns how many that are. */
size_t compress_bytes(const char *bytes, size_t n, struct buf *out);

/* Writes what compress_bytes made the `n` bytes at `bytes` of to `out`; false if that isn't exactly
 * `length` bytes. */
bool decompress_bytes(Decompressor *d, const char *bytes, size_t n, char *out, size_t length);

enum decompress_status {
	DECOMPRESS_GOES_ON, /* the frame isn't at its end */
	DECOMPRESS_ENDED, /* what follows is no part of it; the next call begins another */
	DECOMPRESS_BROKEN, /* this is no such frame, or its window is over 8 MiB */
};

/*
 * Takes a frame (RFC 8878) in pieces: `*used` of the `n` bytes at `bytes` became `*made` bytes at
 * `out`, at most `room`. When all room was used there may be more without another byte. One frame
 * at a time, and not between calls of decompress_bytes.
 */
enum decompress_status decompress_some(Decompressor *d, const char *bytes, size_t n, size_t *used,
				       char *out, size_t room, size_t *made);

/* Whether all that was taken by decompress_some has been given: it ended between two blocks. */
bool decompressor_is_settled(const Decompressor *d);

#endif
