/*
 * A search over a pane's document that works on the loop: a little each turn, after keys, until the
 * document was searched, and again when there is output.
 */
#ifndef HAIL_APP_HUNT_H
#define HAIL_APP_HUNT_H

#include "app/pane.h"
#include "loop/loop.h"
#include "term/search.h"

typedef struct Hunt Hunt;

/*
 * Begins to look for `pattern` (taken) in the document of `pane`, from line `line` to older ones
 * first. `progress` is called after each step on the loop.
 */
Hunt *hunt_new(Loop *loop, const Pane *pane, Pattern *pattern, uint64_t line,
	       void (*progress)(void *user), void *user);
void hunt_free(Hunt *h);

/* The search, as far as it has come. */
Search *hunt_search(const Hunt *h);

/* Looks at what has come or changed since, and goes on later if there is more. */
void hunt_refresh(Hunt *h);

/* Goes on as soon as the loop can, and calls `progress` then. */
void hunt_hurry(Hunt *h);

#endif
