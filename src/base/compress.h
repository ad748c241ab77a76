/*
 * Compression of bytes that stay in memory (zstd, a fast level). What is compressed is held
 * together with its length by the caller.
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

#endif
