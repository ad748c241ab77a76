/*
 * Notices what breaks connections without a word: this machine lost an address, or slept. Linux's
 * rtnetlink(7) and clocks; where they can't be had nothing is noticed.
 */
#ifndef HAIL_LINK_NETWORK_WATCH_H
#define HAIL_LINK_NETWORK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "loop/loop.h"

typedef struct NetworkWatch NetworkWatch;

/* Calls `changed` from the loop after an address of this machine has gone. */
NetworkWatch *network_watch_new(Loop *loop, void (*changed)(void *user), void *user);
void network_watch_free(NetworkWatch *w);

/* Milliseconds the machine has slept since the last call (0 if it hasn't): call in any turn. */
int64_t network_watch_slept(NetworkWatch *w);

/* Whether the local address of the connected socket `fd` still belongs to this machine. */
bool network_watch_has_address(int fd);

#endif
