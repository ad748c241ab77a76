/*
 * Packs by their names (device/pack.h): the user's own, from the folder `packs` of the
 * configuration, before those that the program brings along.
 */
#ifndef HAIL_CONFIG_PACKS_H
#define HAIL_CONFIG_PACKS_H

#include "device/pack.h"

typedef struct Packs Packs;

/* Makes an empty store, which keeps what packs_get has read until it is freed. */
Packs *packs_new(void);
void packs_free(Packs *p);

/* The pack called `name`, read once. NULL with `e` set if there is none, or one with an error.
 * Borrowed from the store. */
const Pack *packs_get(Packs *p, const char *name, struct err *e);

/* Whether there is a pack of that name and it can be read; `e` says why not, and which name is
 * near. */
bool packs_check(const char *name, struct err *e);

/* What the option may be, for completion: its words, then the packs of the program; NULL behind
 * the last. */
const char *packs_word(size_t i);

#endif
