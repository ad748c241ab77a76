/*
 * Places in a list by the names of what stands there. Embedded in its owner, all zero at first
 * (fini).
 */
#ifndef HAIL_FLEET_NAME_INDEX_H
#define HAIL_FLEET_NAME_INDEX_H

#include <stddef.h>

struct name_index {
	struct name_slot *slots; /* owned */
	size_t slot_count; /* a power of two, or 0 */
	size_t count;
};

void name_index_fini(struct name_index *index);

/* The place of `name`; SIZE_MAX: it has none. */
size_t name_index_find(const struct name_index *index, const char *name);

/* Says that `name`, which had no place, stands at `place`. It is borrowed as long as the index is.
 */
void name_index_add(struct name_index *index, const char *name, size_t place);

#endif
