/*
 * A byte queue: appended at the end, consumed at the front, contiguous to read.
 * Embedded in its owner (init/fini). Not thread-safe. A `secret` queue wipes what leaves it.
 */
#ifndef HAIL_BASE_BUF_H
#define HAIL_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *bytes;
	size_t start; /* first unread byte */
	size_t end; /* one past the last byte */
	size_t size; /* allocated */
	bool secret; /* memory of base/secret.h, wiped on consume, growth and fini; set while empty
		      */
};

/* Makes `b` empty without allocating. */
void buf_init(struct buf *b);

/* Frees what `b` holds (wiped if secret) and makes it empty again. */
void buf_fini(struct buf *b);

/* Appends `n` bytes. `data` must not point into `b`. */
void buf_append(struct buf *b, const void *data, size_t n);

/* Appends one byte. */
void buf_append_byte(struct buf *b, unsigned char byte);

/* Makes room for `n` more bytes and returns where to write them; then buf_commit what was written.
 */
char *buf_reserve(struct buf *b, size_t n);

/* Counts `n` bytes, written after buf_reserve, as appended. */
void buf_commit(struct buf *b, size_t n);

/* Drops the first `n` bytes (at most buf_length). */
void buf_consume(struct buf *b, size_t n);

/* Drops everything; keeps the allocation unless it is large. */
void buf_clear(struct buf *b);

/* The unread bytes: valid until the next call that changes `b`. NULL while nothing is allocated. */
static inline const char *buf_data(const struct buf *b)
{
	return b->bytes ? b->bytes + b->start : b->bytes;
}

/* How many unread bytes there are. */
static inline size_t buf_length(const struct buf *b)
{
	return b->end - b->start;
}

#endif
