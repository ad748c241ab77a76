#include "term/extra.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"

#include "base/poison.h"

enum {
	FIRST_LIMIT = 32768, /* entries before what is unused is given back first */
	CHAINS = 1024,
};

struct entry {
	char *address; /* NULL: none */
	uint32_t underline;
	uint32_t length; /* of the address */
	uint32_t next; /* in its chain, or in that of free ones; 0 ends it */
	bool taken;
	uint64_t line; /* from which on the id means this */
};

/* Entries by id, from 1; chains of ids by hash. */
struct ExtraTable {
	struct entry *entries;
	size_t size; /* entries made, with the unused one of id 0 */
	size_t taken, bytes;
	size_t limit, byte_limit; /* full at these */
	uint32_t free;
	uint32_t *chains; /* NULL before the first entry */
};

ExtraTable *extra_table_new(void)
{
	ExtraTable *x = mem_alloc(sizeof(*x));

	x->limit = FIRST_LIMIT;
	x->byte_limit = EXTRA_BYTES / 2;
	return x;
}

void extra_table_free(ExtraTable *x)
{
	if (!x)
		return;
	for (size_t i = 1; i < x->size; i++)
		free(x->entries[i].address);
	free(x->entries);
	free(x->chains);
	free(x);
}

static uint32_t *chain_of(ExtraTable *x, uint32_t underline, const char *address, size_t n)
{
	uint32_t h = 2166136261u ^ underline;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)address[i]) * 16777619u;
	return &x->chains[(h ^ h >> 15) % CHAINS];
}

/* An entry that isn't taken, or 0; if possible one that never was, if that is wanted. */
static uint32_t take(ExtraTable *x, bool unused)
{
	uint32_t id = x->free;

	if (id && !(unused && x->size <= EXTRA_MAX)) {
		x->free = x->entries[id].next;
		return id;
	}
	if (x->size > EXTRA_MAX)
		return 0;
	id = x->size ? (uint32_t)x->size : 1;
	if (!(id & (id - 1)))
		x->entries = mem_resize(x->entries, 2 * (size_t)id, sizeof(*x->entries));
	x->size = (size_t)id + 1;
	return id;
}

unsigned extra_intern(ExtraTable *x, uint32_t underline, const char *address, size_t n,
		      uint64_t line, bool joined)
{
	if (!underline && !n)
		return 0;
	if (!x->chains)
		x->chains = mem_calloc(CHAINS, sizeof(*x->chains));
	uint32_t *chain = chain_of(x, underline, address, n);
	for (uint32_t id = *chain; id; id = x->entries[id].next) {
		const struct entry *e = &x->entries[id];

		if (e->underline == underline && e->length == n &&
		    (!n || !memcmp(e->address, address, n)))
			return id;
	}
	size_t made = x->size;
	uint32_t id = n > EXTRA_LINK_MAX || x->bytes + n > EXTRA_BYTES ? 0 : take(x, joined);
	if (!id)
		return 0;
	char *copy = n ? mem_alloc(n + 1) : NULL;
	if (n)
		memcpy(copy, address, n);
	line += joined && id < made;
	x->entries[id] = (struct entry){ copy, underline, (uint32_t)n, *chain, true, line };
	*chain = id;
	x->taken++;
	x->bytes += n;
	return id;
}

bool extra_is_full(const ExtraTable *x)
{
	return x->taken >= x->limit || x->bytes + EXTRA_LINK_MAX > x->byte_limit;
}

void extra_keep(ExtraTable *x, const uint8_t *used)
{
	if (!x->chains)
		return;
	memset(x->chains, 0, CHAINS * sizeof(*x->chains));
	x->free = 0;
	for (uint32_t id = 1; id < x->size; id++) {
		struct entry *e = &x->entries[id];
		uint32_t *chain = &x->free;

		if (e->taken && used[id / 8] >> id % 8 & 1) {
			chain = chain_of(x, e->underline, e->address, e->length);
		} else if (e->taken) {
			x->taken--;
			x->bytes -= e->length;
			free(e->address);
			*e = (struct entry){ 0 };
		}
		e->next = *chain;
		*chain = id;
	}
	x->limit = least_size(FIRST_LIMIT + x->taken, EXTRA_MAX);
	x->byte_limit = least_size(EXTRA_BYTES / 2 + x->bytes, EXTRA_BYTES);
}

uint32_t extra_underline(const ExtraTable *x, unsigned id)
{
	return id && id < x->size ? x->entries[id].underline : CELL_DEFAULT;
}

const char *extra_address(const ExtraTable *x, unsigned id, uint64_t line)
{
	if (!id || id >= x->size || x->entries[id].line > line)
		return NULL;
	return x->entries[id].address;
}
