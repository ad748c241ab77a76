/*
 * The inside of a pack, shared by pack.c and pack-parse.c. Nobody else includes this.
 */
#ifndef HAIL_DEVICE_PACK_INTERNAL_H
#define HAIL_DEVICE_PACK_INTERNAL_H

#include "device/pack.h"

struct pack_list {
	struct pack_row *rows;
	size_t count;
};

struct Pack {
	char *name;
	struct pack_list lists[PACK_KEYS];
};

#endif
