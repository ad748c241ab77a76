/*
 * When to connect again by itself: after 1, 2, 4 … 60 seconds, a quarter more or less.
 */
#ifndef HAIL_LINK_RETRY_H
#define HAIL_LINK_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "loop/loop.h"

typedef struct Retry Retry;

/* Makes one that waits for nothing; `due` is called from the loop when it is time. */
Retry *retry_new(Loop *loop, void (*due)(void *user), void *user);

/* Frees; `due` is not called any more. NULL is fine. */
void retry_free(Retry *r);

/* Says that a connection is up: one that holds for 30 s makes the waits begin anew. */
void retry_up(Retry *r);

/* Plans the next attempt; returns after how many ms. */
int64_t retry_plan(Retry *r);

/* Forgets the next attempt; whether there is one. */
void retry_cancel(Retry *r);
bool retry_waits(const Retry *r);

#endif
