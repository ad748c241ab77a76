/*
 * Calls that wait for the end of a turn of the loop, in the order in which they were asked for.
 * Each is embedded in the object that it is for, so that it goes with it.
 */
#ifndef HAIL_LOOP_DEFERRED_H
#define HAIL_LOOP_DEFERRED_H

#include <stdbool.h>

/* One call; all zero is one that doesn't wait. Its members belong to this module. */
struct deferred {
	void (*handler)(void *user);
	void *user;
	struct deferred *before, *after; /* in the ring; NULL while it doesn't wait */
};

/* The calls that wait: a ring with a head that is no call itself. */
struct deferred_queue {
	struct deferred head;
};

/* Makes `q` empty. Its address must not change from now on. */
void deferred_init(struct deferred_queue *q);

/* Lets go of the calls that wait; they don't run. */
void deferred_fini(struct deferred_queue *q);

/* Whether no call waits. */
bool deferred_is_empty(const struct deferred_queue *q);

/* Appends `call`, or, if it waits already, leaves it in its place with the new handler. */
void deferred_add(struct deferred_queue *q, struct deferred *call, void (*handler)(void *user),
		  void *user);

/* Takes `call` out of the queue that it waits in, if any. */
void deferred_cancel(struct deferred *call);

/* Runs the calls that wait now; what is added meanwhile waits for the next time. A handler may free
 * the object that its call is in. */
void deferred_run(struct deferred_queue *q);

#endif
