/*
 * Timers in a heap. Times are monotonic ms from the caller; nothing here reads a clock.
 */
#ifndef HAIL_LOOP_TIMER_H
#define HAIL_LOOP_TIMER_H

#include <stddef.h>
#include <stdint.h>

typedef struct Timer Timer;

/* A set of timers, embedded in the loop; all zero is an empty one. */
struct timers {
	Timer **heap; /* heap[1] is due first */
	size_t count;
};

/* Frees the set and the timers that are set in it. */
void timers_fini(struct timers *s);

/* When the first timer is due; -1 if none is set. */
int64_t timers_next(const struct timers *s);

/* Runs the handlers of all that were due at `now`; one set again meanwhile waits for the next call.
 */
void timers_run(struct timers *s, int64_t now);

/* Makes a timer that is not set, owned by the caller; `handler` runs once each time it is due. */
Timer *timer_new(struct timers *s, void (*handler)(void *user), void *user);

/* Unsets and frees. NULL is fine. */
void timer_free(Timer *t);

/* Sets the timer for `at`; -1 unsets it. */
void timer_set(Timer *t, int64_t at);

#endif
