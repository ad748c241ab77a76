#include "base/buf.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/poison.h"

enum {
	BUF_FIRST_SIZE = 256,
	BUF_KEEP_SIZE = 65536, /* a larger allocation is given back when the queue empties */
};

void buf_init(struct buf *b)
{
	*b = (struct buf){ 0 };
}

static void give_back(struct buf *b)
{
	if (b->secret)
		secret_free(b->bytes, b->size);
	else
		free(b->bytes);
}

void buf_fini(struct buf *b)
{
	give_back(b);
	*b = (struct buf){ .secret = b->secret };
}

static void buf_move(struct buf *b, size_t size)
{
	char *bytes = b->secret ? secret_alloc(size) : mem_resize(NULL, size, 1);
	size_t n = buf_length(b);

	if (n)
		memcpy(bytes, b->bytes + b->start, n);
	give_back(b);
	b->bytes = bytes;
	b->size = size;
	b->start = 0;
	b->end = n;
}

char *buf_reserve(struct buf *b, size_t n)
{
	size_t length = buf_length(b);
	size_t size = b->size ? b->size : BUF_FIRST_SIZE;

	if (b->bytes && b->size - b->end >= n)
		return b->bytes + b->end;
	assert(n < SIZE_MAX / 4 && length < SIZE_MAX / 4);
	if (b->bytes && b->size - length >= n && b->start >= length) {
		memcpy(b->bytes, b->bytes + b->start, length);
		if (b->secret)
			mem_wipe(b->bytes + length, b->end - length);
		b->start = 0;
		b->end = length;
		return b->bytes + b->end;
	}
	/* Grows by half, so that a long queue is seldom moved. */
	while (size < length + length / 2 + n)
		size *= 2;
	buf_move(b, size);
	return b->bytes + b->end;
}

void buf_commit(struct buf *b, size_t n)
{
	assert(n <= b->size - b->end);
	b->end += n;
}

void buf_append(struct buf *b, const void *data, size_t n)
{
	if (!n)
		return;
	memcpy(buf_reserve(b, n), data, n);
	b->end += n;
}

void buf_append_byte(struct buf *b, unsigned char byte)
{
	buf_append(b, &byte, 1);
}

void buf_consume(struct buf *b, size_t n)
{
	assert(n <= buf_length(b));
	if (b->secret && n)
		mem_wipe(b->bytes + b->start, n);
	b->start += n;
	if (b->start < b->end)
		return;
	b->start = b->end = 0;
	if (b->size > BUF_KEEP_SIZE)
		buf_fini(b);
}

void buf_clear(struct buf *b)
{
	buf_consume(b, buf_length(b));
}
