/*
 * Reads the blocks of a history, and keeps those that were read last decompressed for a while,
 * within bounds. One for each history; reading changes nothing but this.
 */
#ifndef HAIL_TERM_BLOCK_READER_H
#define HAIL_TERM_BLOCK_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "term/block.h"

typedef struct BlockReader BlockReader;

BlockReader *block_reader_new(void);
void block_reader_free(BlockReader *r);

/* The reading of `b`: borrowed until the next call here. */
struct block_reading *block_reader_open(BlockReader *r, const struct block *b);

/* The text of `b`, text_length bytes, borrowed until the next call here or the block changes; NULL
 * if it can't be read. */
const char *block_reader_text(BlockReader *r, const struct block *b);

/* Makes a compressed block one that can be written to; false if it can't be read. */
bool block_reader_warm(BlockReader *r, struct block *b);

/* To be called before `b` is compressed or freed. */
void block_reader_forget(BlockReader *r, const struct block *b);

/* Bytes held. */
size_t block_reader_bytes(const BlockReader *r);

#endif
