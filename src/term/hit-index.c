#include "term/hit-index.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/poison.h"

enum { CHUNK = 1024 }; /* lines */

/* The lines whose number divided by CHUNK is the same. */
struct hit_chunk {
	uint32_t hits, lines;
	uint16_t *count; /* of each line; NULL while none has hits */
};

void hit_index_init(struct hit_index *x)
{
	memset(x, 0, sizeof(*x));
}

void hit_index_fini(struct hit_index *x)
{
	for (size_t i = 0; i < x->count; i++)
		free(x->chunks[i].count);
	free(x->chunks);
	memset(x, 0, sizeof(*x));
}

static struct hit_chunk *find_chunk(const struct hit_index *x, uint64_t line)
{
	uint64_t number = line / CHUNK;

	if (number < x->first || number - x->first >= x->count)
		return NULL;
	return &x->chunks[number - x->first];
}

/* Makes room so that chunk `number` is there. */
static struct hit_chunk *make_chunk(struct hit_index *x, uint64_t number)
{
	uint64_t first = !x->count || number < x->first ? number : x->first;
	uint64_t end = !x->count || number >= x->first + x->count ? number + 1 :
								    x->first + x->count;
	size_t count = (size_t)(end - first), before = x->count ? (size_t)(x->first - first) : 0;

	if (count > x->size) {
		x->size = count + count / 2 + 16;
		x->chunks = mem_resize(x->chunks, x->size, sizeof(*x->chunks));
	}
	if (before)
		memmove(x->chunks + before, x->chunks, x->count * sizeof(*x->chunks));
	memset(x->chunks, 0, before * sizeof(*x->chunks));
	memset(x->chunks + before + x->count, 0, (count - before - x->count) * sizeof(*x->chunks));
	x->first = first;
	x->count = count;
	return &x->chunks[number - first];
}

void hit_index_set(struct hit_index *x, uint64_t line, unsigned hits)
{
	struct hit_chunk *c = find_chunk(x, line);
	uint16_t value = (uint16_t)(hits < HIT_INDEX_MAX ? hits : HIT_INDEX_MAX), *at;

	if (!value && (!c || !c->count))
		return;
	if (!c)
		c = make_chunk(x, line / CHUNK);
	if (!c->count)
		c->count = mem_calloc(CHUNK, sizeof(*c->count));
	at = &c->count[line % CHUNK];
	c->hits += (uint32_t)value - *at;
	x->hits += (uint64_t)value - *at;
	c->lines += (uint32_t)(value != 0) - (*at != 0);
	x->lines += (uint64_t)(value != 0) - (*at != 0);
	*at = value;
}

static void drop_chunk(struct hit_index *x, struct hit_chunk *c)
{
	x->hits -= c->hits;
	x->lines -= c->lines;
	free(c->count);
	*c = (struct hit_chunk){ 0 };
}

/* Lines `from` to `to` - 1, which lie in one chunk, have no hits any more. */
static void clear_lines(struct hit_index *x, uint64_t from, uint64_t to)
{
	for (uint64_t line = from; line < to; line++)
		hit_index_set(x, line, 0);
}

void hit_index_drop_before(struct hit_index *x, uint64_t line)
{
	size_t gone = 0;

	while (gone < x->count && (x->first + gone + 1) * CHUNK <= line)
		drop_chunk(x, &x->chunks[gone++]);
	if (gone) {
		x->count -= gone;
		x->first += gone;
		memmove(x->chunks, x->chunks + gone, x->count * sizeof(*x->chunks));
	}
	if (x->count && x->first * CHUNK < line)
		clear_lines(x, x->first * CHUNK, line);
}

void hit_index_drop_from(struct hit_index *x, uint64_t line)
{
	while (x->count && (x->first + x->count - 1) * CHUNK >= line)
		drop_chunk(x, &x->chunks[--x->count]);
	if (find_chunk(x, line))
		clear_lines(x, line, (line / CHUNK + 1) * CHUNK);
}

/* Adds up what lines `from` to `to` - 1 have: hits, or lines with hits. */
static uint64_t sum(const struct hit_index *x, uint64_t from, uint64_t to, bool hits)
{
	uint64_t end = (x->first + x->count) * CHUNK, total = 0;

	if (from < x->first * CHUNK)
		from = x->first * CHUNK;
	if (to > end)
		to = end;
	while (from < to) {
		const struct hit_chunk *c = &x->chunks[from / CHUNK - x->first];

		if (from % CHUNK == 0 && to - from >= CHUNK) {
			total += hits ? c->hits : c->lines;
			from += CHUNK;
		} else if (!c->count) {
			from = (from / CHUNK + 1) * CHUNK;
		} else {
			uint16_t count = c->count[from++ % CHUNK];

			total += hits ? count : count != 0;
		}
	}
	return total;
}

uint64_t hit_index_hits(const struct hit_index *x, uint64_t from, uint64_t to)
{
	return sum(x, from, to, true);
}

uint64_t hit_index_lines(const struct hit_index *x, uint64_t from, uint64_t to)
{
	return sum(x, from, to, false);
}

static bool seek_newer(const struct hit_index *x, uint64_t *line)
{
	uint64_t at = *line < x->first * CHUNK ? x->first * CHUNK : *line;
	uint64_t end = (x->first + x->count) * CHUNK;

	while (at < end) {
		const struct hit_chunk *c = &x->chunks[at / CHUNK - x->first];

		if (!c->lines) {
			at = (at / CHUNK + 1) * CHUNK;
		} else if (c->count[at % CHUNK]) {
			*line = at;
			return true;
		} else {
			at++;
		}
	}
	return false;
}

static bool seek_older(const struct hit_index *x, uint64_t *line)
{
	uint64_t begin = x->first * CHUNK, end = (x->first + x->count) * CHUNK;
	uint64_t at = *line < end ? *line + 1 : end;

	while (at > begin) {
		const struct hit_chunk *c = &x->chunks[(at - 1) / CHUNK - x->first];

		if (!c->lines) {
			at = (at - 1) / CHUNK * CHUNK;
		} else if (c->count[--at % CHUNK]) {
			*line = at;
			return true;
		}
	}
	return false;
}

bool hit_index_seek(const struct hit_index *x, uint64_t *line, bool newer)
{
	return newer ? seek_newer(x, line) : seek_older(x, line);
}
