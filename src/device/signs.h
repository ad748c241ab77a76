/*
 * What a peer may be known by: the signs of all packs that the program brings along, looked for in
 * the lines and prompts of a connection.
 */
#ifndef HAIL_DEVICE_SIGNS_H
#define HAIL_DEVICE_SIGNS_H

#include <stddef.h>
#include <stdint.h>

#include "device/pack.h"

typedef struct Signs Signs;

enum { SIGNS_PACKS_MAX = 64 };

/* Which signs one connection has shown: of each pack a bit for each. All zero: none. */
struct signs_seen {
	uint32_t of[SIGNS_PACKS_MAX];
};

/* Reads the signs of the packs. */
Signs *signs_new(void);
void signs_free(Signs *s);

/* Looks for signs in the `n` bytes of `text`, a line or what stands in the open one. */
void signs_look(const Signs *s, struct signs_seen *seen, const char *text, size_t n);

/*
 * The pack whose signs were seen, if they make it sure enough and no other is nearly as sure: its
 * name and title, and in *certainty how sure in percent. NULL if there is none.
 */
const Pack *signs_propose(const Signs *s, const struct signs_seen *seen, unsigned *certainty);

#endif
