/*
 * The event loop: poll(2), a heap of timers, signals through a pipe, deferred calls. A turn does
 * signals, keys, timers, sockets, deferred calls and then the present hook, in this order; it
 * sleeps until something is due. One loop a process (signal handlers are process-wide).
 */
#ifndef HAIL_LOOP_LOOP_H
#define HAIL_LOOP_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "loop/deferred.h"
#include "loop/signal-pipe.h"
#include "loop/timer.h"
#include "base/err.h"

typedef struct Loop Loop;
typedef struct LoopWatch LoopWatch;

/* When in a turn a descriptor's handler runs. */
enum loop_phase { LOOP_KEYS, LOOP_SOCKETS };

typedef void loop_watch_fn(void *user, short revents);
typedef void loop_fn(void *user);

/* Makes a loop. NULL with `e` set if the signal pipe can't be made. */
Loop *loop_new(struct err *e);

/* Restores the signal handlers it replaced and frees; watches and timers left over go with it. */
void loop_free(Loop *l);

/* Turns until loop_stop, or until the system can't wait for descriptors any more: see loop_error.
 */
void loop_run(Loop *l);

/* Why the last loop_run ended by itself (ERR_OTHER); ERR_NONE if loop_stop ended it. */
const struct err *loop_error(const Loop *l);

/* Makes loop_run return at the end of this turn; before loop_run, makes that return at once. */
void loop_stop(Loop *l);

/* The time this turn began, in monotonic ms: the `now` of every handler. */
int64_t loop_now(const Loop *l);

/*
 * Calls `handler` when poll(2) reports any of `events`, an error or a hang-up on `fd` (not taken).
 * A descriptor that isn't open is told once, as POLLNVAL, and then not looked at any more.
 */
LoopWatch *loop_watch(Loop *l, enum loop_phase phase, int fd, short events, loop_watch_fn *handler,
		      void *user);

/* Changes what is waited for, and resumes. */
void loop_watch_set(LoopWatch *w, short events);

/* Doesn't look at the descriptor, not even for errors, until loop_watch_set. */
void loop_watch_pause(LoopWatch *w);

/* Calls the handler in the next turn whatever poll says: data waits where poll can't see it. */
void loop_watch_again(LoopWatch *w);

/* Ends a watch; its handler is not called any more. NULL is fine. */
void loop_unwatch(Loop *l, LoopWatch *w);

/*
 * Whether more waits to be read now: a handler asked for another turn, or a descriptor that is
 * watched for POLLIN has something. Asks the system each time.
 */
bool loop_pending(Loop *l);

/* The timers of this loop. */
struct timers *loop_timers(Loop *l);

/* Calls `handler` in the loop after signal `signo` came. One handler a signal. */
void loop_on_signal(Loop *l, int signo, signal_fn *handler, void *user);

/* Calls `handler` after any signal that asks the process to end (SIGNAL_REQUEST), but for those
 * that the process was started with ignored. */
void loop_on_end_signals(Loop *l, signal_fn *handler, void *user);

/*
 * Calls `handler` once at the end of this turn, before present; from a deferred call: of the next
 * turn. `call` is embedded in the object that it is for, which deferred_cancel must part from the
 * loop before it is freed; the handler itself may free it. See loop/deferred.h.
 */
void loop_defer(Loop *l, struct deferred *call, loop_fn *handler, void *user);

/* Sets what runs at the end of every turn, e.g. painting. */
void loop_on_present(Loop *l, loop_fn *handler, void *user);

#endif
