#include "term/block-reader.h"

#include <stdlib.h>

#include "base/mem.h"

#include "base/poison.h"

enum {
	READINGS = 32, /* at most, */
	READING_BYTES = 8 << 20, /* and what they may take together when one more is opened */
};

struct BlockReader {
	Decompressor *decompressor;
	struct block_reading readings[READINGS];
	uint64_t clock; /* counts looks at them */
	struct buf text; /* of `text_of` */
	const struct block *text_of; /* a compressed block, or NULL */
};

BlockReader *block_reader_new(void)
{
	BlockReader *r = mem_alloc(sizeof(*r));

	buf_init(&r->text);
	return r;
}

void block_reader_free(BlockReader *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < READINGS; i++)
		block_reading_close(&r->readings[i]);
	decompressor_free(r->decompressor);
	buf_fini(&r->text);
	free(r);
}

/* What decompresses `b`; NULL if it isn't compressed. */
static Decompressor *decompressor_for(BlockReader *r, const struct block *b)
{
	if (b->cold && !r->decompressor)
		r->decompressor = decompressor_new();
	return b->cold ? r->decompressor : NULL;
}

static struct block_reading *find_reading(BlockReader *r, const struct block *b)
{
	for (size_t i = 0; i < READINGS; i++) {
		if (r->readings[i].block == b)
			return &r->readings[i];
	}
	return NULL;
}

/* The reading that wasn't looked at for the longest; with `holding`, of those that hold something.
 */
static struct block_reading *least_used(BlockReader *r, bool holding)
{
	struct block_reading *least = NULL;

	for (size_t i = 0; i < READINGS; i++) {
		struct block_reading *at = &r->readings[i];

		if ((!holding || at->block) && (!least || at->used < least->used))
			least = at;
	}
	return least;
}

static size_t reading_bytes(const BlockReader *r)
{
	size_t bytes = 0;

	for (size_t i = 0; i < READINGS; i++)
		bytes += block_reading_bytes(&r->readings[i]);
	return bytes;
}

size_t block_reader_bytes(const BlockReader *r)
{
	return reading_bytes(r) + r->text.size;
}

struct block_reading *block_reader_open(BlockReader *r, const struct block *b)
{
	struct block_reading *at = find_reading(r, b);

	if (!at) {
		while (reading_bytes(r) > READING_BYTES)
			block_reading_close(least_used(r, true));
		at = least_used(r, false);
		block_reading_open(at, b, decompressor_for(r, b));
	}
	at->used = ++r->clock;
	return at;
}

const char *block_reader_text(BlockReader *r, const struct block *b)
{
	const char *text;

	if (b->cold && r->text_of == b)
		return r->text.bytes;
	text = block_text(b, decompressor_for(r, b), &r->text);
	r->text_of = b->cold && text ? b : NULL;
	return text;
}

bool block_reader_warm(BlockReader *r, struct block *b)
{
	block_reader_forget(r, b);
	return block_warm(b, decompressor_for(r, b));
}

void block_reader_forget(BlockReader *r, const struct block *b)
{
	struct block_reading *reading = find_reading(r, b);

	if (reading)
		block_reading_close(reading);
	if (r->text_of == b)
		r->text_of = NULL;
}
