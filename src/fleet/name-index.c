#include "fleet/name-index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

enum { NAME_INDEX_LEAST = 64 /* slots */ };

struct name_slot {
	const char *name; /* NULL: the slot is empty */
	size_t place;
};

void name_index_fini(struct name_index *index)
{
	free(index->slots);
	*index = (struct name_index){ 0 };
}

static size_t hash(const char *text)
{
	uint64_t value = 0xcbf29ce484222325u; /* FNV-1a */

	for (; *text; text++)
		value = (value ^ (unsigned char)*text) * 0x100000001b3u;
	return (size_t)(value ^ value >> 32);
}

/* The slot of `name`, or the empty one where it belongs. */
static struct name_slot *slot_of(const struct name_index *index, const char *name)
{
	size_t at = hash(name) & (index->slot_count - 1);

	while (index->slots[at].name && strcmp(index->slots[at].name, name) != 0)
		at = (at + 1) & (index->slot_count - 1);
	return &index->slots[at];
}

size_t name_index_find(const struct name_index *index, const char *name)
{
	const struct name_slot *slot = index->slot_count ? slot_of(index, name) : NULL;

	return slot && slot->name ? slot->place : SIZE_MAX;
}

/* Half of the slots stay empty at least. */
static void grow(struct name_index *index)
{
	struct name_index more = { .slot_count = index->slot_count * 2, .count = index->count };

	if (!more.slot_count)
		more.slot_count = NAME_INDEX_LEAST;
	more.slots = mem_calloc(more.slot_count, sizeof(*more.slots));
	for (size_t i = 0; i < index->slot_count; i++) {
		if (index->slots[i].name)
			*slot_of(&more, index->slots[i].name) = index->slots[i];
	}
	free(index->slots);
	*index = more;
}

void name_index_add(struct name_index *index, const char *name, size_t place)
{
	if ((index->count + 1) * 2 > index->slot_count)
		grow(index);
	*slot_of(index, name) = (struct name_slot){ name, place };
	index->count++;
}
