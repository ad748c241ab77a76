/*
 * How many hits each line of a document has: two bytes a line where there are some, a few bytes a
 * thousand lines where there are none. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TERM_HIT_INDEX_H
#define HAIL_TERM_HIT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HIT_INDEX_MAX = UINT16_MAX }; /* hits of a line; more are not counted */

struct hit_chunk;

struct hit_index {
	struct hit_chunk *chunks; /* consecutive ones, `count` of them */
	uint64_t first; /* the number of the first */
	size_t count, size;
	uint64_t hits, lines; /* in all; the lines are those with hits */
};

void hit_index_init(struct hit_index *x);
void hit_index_fini(struct hit_index *x);

/* Says that `line` has `hits`. */
void hit_index_set(struct hit_index *x, uint64_t line, unsigned hits);

/* Forgets the lines before `line`, those from `line` on. */
void hit_index_drop_before(struct hit_index *x, uint64_t line);
void hit_index_drop_from(struct hit_index *x, uint64_t line);

/* The hits, or the lines with hits, in lines `from` to `to` - 1. */
uint64_t hit_index_hits(const struct hit_index *x, uint64_t from, uint64_t to);
uint64_t hit_index_lines(const struct hit_index *x, uint64_t from, uint64_t to);

/* Finds the first line with hits from `*line` on, itself included, towards newer or older ones. */
bool hit_index_seek(const struct hit_index *x, uint64_t *line, bool newer);

#endif
