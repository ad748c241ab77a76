#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/cell.h"

#include "base/poison.h"

struct entry {
	uint32_t cps[CELL_CLUSTER_MAX];
	uint32_t count;
};

/* What a code point joined to a glyph made; all 0: nothing. */
struct join {
	uint32_t glyph, cp, joined;
};

enum { JOINS = 64 };

/* Entries by id, and an open-addressed index of id + 1 by hash (0 = empty), at most half full. */
struct ClusterTable {
	struct entry *entries;
	size_t count, size;
	uint32_t *index;
	size_t index_size;
	struct join joins[JOINS]; /* the last ones, by hash */
};

ClusterTable *cluster_table_new(void)
{
	return mem_alloc(sizeof(ClusterTable));
}

void cluster_table_free(ClusterTable *t)
{
	if (!t)
		return;
	free(t->entries);
	free(t->index);
	free(t);
}

void cluster_table_clear(ClusterTable *t)
{
	if (!t->count)
		return;
	t->count = 0;
	memset(t->joins, 0, sizeof(t->joins));
	memset(t->index, 0, t->index_size * sizeof(*t->index));
}

size_t cluster_table_count(const ClusterTable *t)
{
	return t->count;
}

static size_t hash(const uint32_t *cps, size_t count)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < count; i++)
		h = (h ^ cps[i]) * 0x100000001b3u;
	return (size_t)(h ^ h >> 29);
}

/* The slot of the index that holds these code points, or the empty one where they belong. */
static uint32_t *find_slot(const ClusterTable *t, const uint32_t *cps, size_t count)
{
	size_t mask = t->index_size - 1;

	for (size_t i = hash(cps, count) & mask;; i = (i + 1) & mask) {
		uint32_t id = t->index[i];

		if (!id)
			return &t->index[i];
		const struct entry *e = &t->entries[id - 1];
		if (e->count == count && !memcmp(e->cps, cps, count * sizeof(*cps)))
			return &t->index[i];
	}
}

static void grow(ClusterTable *t)
{
	t->size = t->size ? t->size * 2 : 16;
	t->entries = mem_resize(t->entries, t->size, sizeof(*t->entries));
	free(t->index);
	t->index_size = t->size * 2;
	t->index = mem_calloc(t->index_size, sizeof(*t->index));
	for (size_t i = 0; i < t->count; i++)
		*find_slot(t, t->entries[i].cps, t->entries[i].count) = (uint32_t)(i + 1);
}

uint32_t cluster_intern(ClusterTable *t, const uint32_t *cps, size_t count)
{
	assert(count >= 2 && count <= CELL_CLUSTER_MAX);
	if (t->count == t->size)
		grow(t);
	uint32_t *slot = find_slot(t, cps, count);
	if (!*slot) {
		struct entry *e = &t->entries[t->count++];

		memcpy(e->cps, cps, count * sizeof(*cps));
		e->count = (uint32_t)count;
		*slot = (uint32_t)t->count;
	}
	return (uint32_t)CELL_CLUSTER | (*slot - 1);
}

uint32_t cluster_join(ClusterTable *t, uint32_t glyph, uint32_t cp)
{
	struct join *join = &t->joins[(glyph * 5 + cp) % JOINS];
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t n;

	if (join->cp == cp && join->glyph == glyph && join->joined)
		return join->joined;
	n = cluster_expand(t, glyph ? glyph : ' ', cps);
	if (n == CELL_CLUSTER_MAX)
		return glyph;
	cps[n] = cp;
	*join = (struct join){ glyph, cp, cluster_intern(t, cps, n + 1) };
	return join->joined;
}

size_t cluster_expand(const ClusterTable *t, uint32_t glyph, uint32_t out[CELL_CLUSTER_MAX])
{
	if (!(glyph & CELL_CLUSTER)) {
		out[0] = glyph;
		return glyph != 0;
	}
	size_t id = glyph & ~(uint32_t)CELL_CLUSTER;
	assert(id < t->count);
	memcpy(out, t->entries[id].cps, t->entries[id].count * sizeof(*out));
	return t->entries[id].count;
}

uint32_t cluster_base(const ClusterTable *t, uint32_t glyph)
{
	return glyph & CELL_CLUSTER ? t->entries[glyph & ~(uint32_t)CELL_CLUSTER].cps[0] : glyph;
}
