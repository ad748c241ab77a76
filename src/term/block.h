/*
 * Consecutive lines of a history: their texts one after the other, and what else is known of them.
 * A block is written to while it is the newest; a cold one is compressed. Embedded in its owner.
 *
 *     text   a line's UTF-8 and a newline, which no text holds
 *     notes  for each line what differs from a plain one: lengths, flags, fill, time, runs
 */
#ifndef HAIL_TERM_BLOCK_H
#define HAIL_TERM_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compress.h"
#include "term/pack.h"
#include "term/text-line.h"

struct block {
	uint64_t first; /* the number of its first line */
	uint64_t revision; /* of the history when lines were last taken from it, or it was begun */
	unsigned count;
	int64_t time; /* of the last line */
	uint32_t text_length, notes_length;
	uint32_t text_size, notes_size; /* allocated; 0 if it is compressed */
	char *text, *notes;
	char *cold; /* both compressed, one after the other, or NULL */
	uint32_t cold_text, cold_notes; /* bytes */
};

/* Frees what it holds. */
void block_fini(struct block *b);

/* Bytes that it holds. */
size_t block_bytes(const struct block *b);

/* The most bytes that block_append adds for `line`. */
size_t block_need(const struct packed_line *line);

/* Appends a line; memory grows to `limit` bytes and beyond that only as far as it has to. */
void block_append(struct block *b, const struct packed_line *line, size_t limit);

/* Compresses a block, unless that makes nothing smaller; `scratch` is emptied. */
void block_cool(struct block *b, struct buf *scratch);

/* Makes a compressed block one that can be written to; false if it can't be read. */
bool block_warm(struct block *b, Decompressor *d);

/* The text of the block, of text_length bytes, in the block or in `scratch`; NULL if it can't be
 * read. */
const char *block_text(const struct block *b, Decompressor *d, struct buf *scratch);

/* Where a line begins in a block, and the time of the line before it. */
struct block_place {
	uint32_t text, notes;
	int64_t time;
};

/* A block being read: where its lines are, and its bytes while it is compressed. */
struct block_reading {
	const struct block *block; /* NULL: none */
	char *text, *notes; /* owned; NULL while the block has them */
	bool lost; /* it can't be read */
	struct block_place *place; /* of each line, and the end */
	unsigned count, size;
	uint64_t used; /* when it was last looked at, for who keeps several */
};

/* Begins to read `b`; what `r` held is freed. */
void block_reading_open(struct block_reading *r, const struct block *b, Decompressor *d);
void block_reading_close(struct block_reading *r);

/* Reads line `i` of the block, counted from 0, into `out`. */
void block_reading_line(struct block_reading *r, unsigned i, struct text_line *out);

/* Takes the last line from the block, which must be warm and the one that `r` reads. */
void block_drop_last(struct block *b, struct block_reading *r);

/* Bytes that it holds. */
size_t block_reading_bytes(const struct block_reading *r);

#endif
