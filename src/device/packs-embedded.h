/*
 * The packs that the program brings along: the files of src/packs, made into C when it is built.
 */
#ifndef HAIL_DEVICE_PACKS_EMBEDDED_H
#define HAIL_DEVICE_PACKS_EMBEDDED_H

#include <stddef.h>

struct embedded_pack {
	const char *name;
	const unsigned char *text;
	size_t length;
};

/* In the order of their names; the one behind the last has no name. */
extern const struct embedded_pack packs_embedded[];

#endif
