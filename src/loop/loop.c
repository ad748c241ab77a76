#include "loop/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loop/deferred.h"
#include "loop/signal-pipe.h"
#include "loop/timer.h"
#include "base/clock.h"
#include "base/interrupted.h"
#include "base/mem.h"
#include "base/poison.h"

enum {
	LOOP_SLEEP_MAX = 1000000, /* ms */
	LOOP_SOCKETS_MS = 8, /* after which the sockets that are left wait for the next turn */
	LOOP_SHORTAGE_MS = 20, /* between two attempts while the system is short of memory */
	LOOP_SHORTAGE_TRIES = 250, /* 5 s */
};

struct LoopWatch {
	enum loop_phase phase;
	int fd;
	short events;
	bool again;
	bool paused;
	bool not_open; /* POLLNVAL was told */
	bool dead;
	short revents;
	loop_watch_fn *handler;
	void *user;
};

struct Loop {
	int64_t now;
	bool stopped;
	struct err error;
	unsigned shortages; /* of memory, in a row */
	unsigned interruptions; /* by signals, in a row */
	LoopWatch **watches;
	size_t watch_count;
	size_t first; /* where the round-robin over sockets begins */
	struct pollfd *fds;
	struct timers timers;
	struct deferred_queue deferred;
	struct signal_pipe signals;
	loop_fn *present;
	void *present_user;
};

Loop *loop_new(struct err *e)
{
	Loop *l = mem_alloc(sizeof(*l));

	if (!signal_pipe_init(&l->signals, e)) {
		free(l);
		return NULL;
	}
	deferred_init(&l->deferred);
	l->now = clock_mono_ms();
	return l;
}

void loop_free(Loop *l)
{
	if (!l)
		return;
	signal_pipe_fini(&l->signals);
	deferred_fini(&l->deferred);
	for (size_t i = 0; i < l->watch_count; i++)
		free(l->watches[i]);
	free(l->watches);
	free(l->fds);
	timers_fini(&l->timers);
	free(l);
}

struct timers *loop_timers(Loop *l)
{
	return &l->timers;
}

void loop_stop(Loop *l)
{
	l->stopped = true;
}

int64_t loop_now(const Loop *l)
{
	return l->now;
}

void loop_on_present(Loop *l, loop_fn *handler, void *user)
{
	l->present = handler;
	l->present_user = user;
}

void loop_on_signal(Loop *l, int signo, signal_fn *handler, void *user)
{
	signal_pipe_catch(&l->signals, signo, handler, user);
}

void loop_on_end_signals(Loop *l, signal_fn *handler, void *user)
{
	signal_pipe_catch_requests(&l->signals, handler, user);
}

void loop_defer(Loop *l, struct deferred *call, loop_fn *handler, void *user)
{
	deferred_add(&l->deferred, call, handler, user);
}

/* --- Watches. */

LoopWatch *loop_watch(Loop *l, enum loop_phase phase, int fd, short events, loop_watch_fn *handler,
		      void *user)
{
	LoopWatch *w = mem_alloc(sizeof(*w));

	*w = (LoopWatch){
		.phase = phase, .fd = fd, .events = events, .handler = handler, .user = user
	};
	l->watches = mem_resize(l->watches, l->watch_count + 1, sizeof(*l->watches));
	l->watches[l->watch_count++] = w;
	return w;
}

void loop_watch_set(LoopWatch *w, short events)
{
	w->events = events;
	w->paused = false;
}

void loop_watch_pause(LoopWatch *w)
{
	w->paused = true;
}

void loop_watch_again(LoopWatch *w)
{
	w->again = true;
}

void loop_unwatch(Loop *l, LoopWatch *w)
{
	(void)l;
	if (w)
		w->dead = true;
}

static void sweep_watches(Loop *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->watch_count; i++) {
		if (l->watches[i]->dead)
			free(l->watches[i]);
		else
			l->watches[kept++] = l->watches[i];
	}
	l->watch_count = kept;
}

/* Whether the handler was due. */
static bool run_watch(LoopWatch *w, enum loop_phase phase)
{
	if (w->dead || w->phase != phase || (!w->revents && !w->again))
		return false;
	w->again = false;
	w->not_open |= (w->revents & POLLNVAL) != 0;
	w->handler(w->user, w->revents);
	return true;
}

static void run_keys(Loop *l, size_t count)
{
	for (size_t i = 0; i < count; i++)
		run_watch(l->watches[i], LOOP_KEYS);
}

/* Each has its turn's budget, but many floods together must not make keys late: after a while the
 * next turn goes on with the first that wasn't reached. */
static void run_sockets(Loop *l, size_t count)
{
	size_t first = count ? l->first % count : 0;
	int64_t end = clock_mono_ms() + LOOP_SOCKETS_MS;

	l->first++;
	for (size_t i = 0; i < count; i++) {
		size_t at = (first + i) % count;

		if (run_watch(l->watches[at], LOOP_SOCKETS) && clock_mono_ms() >= end) {
			l->first = at + 1;
			return;
		}
	}
}

/* --- Waiting. */

static bool wants_turn(const Loop *l)
{
	for (size_t i = 0; i < l->watch_count; i++) {
		if (l->watches[i]->again && !l->watches[i]->dead)
			return true;
	}
	return false;
}

static int poll_timeout(const Loop *l)
{
	int64_t wait;

	if (l->stopped || wants_turn(l) || !deferred_is_empty(&l->deferred))
		return 0;
	wait = timers_next(&l->timers);
	if (wait < 0)
		return -1;
	wait -= clock_mono_ms();
	return wait < 0 ? 0 : wait > LOOP_SLEEP_MAX ? LOOP_SLEEP_MAX : (int)wait;
}

/* Polls the signal pipe and, behind it in `fds`, all watches; returns what poll(2) does. */
static int poll_watches(Loop *l, int timeout)
{
	l->fds = mem_resize(l->fds, l->watch_count + 1, sizeof(*l->fds));
	l->fds[0] = (struct pollfd){ .fd = l->signals.fd[0], .events = POLLIN };
	for (size_t i = 0; i < l->watch_count; i++) {
		const LoopWatch *w = l->watches[i];
		bool skipped = w->paused || w->not_open || w->dead;

		l->fds[i + 1] = (struct pollfd){ .fd = skipped ? -1 : w->fd, .events = w->events };
	}
	return poll(l->fds, l->watch_count + 1, timeout);
}

/*
 * Poll failed with `error`. A signal is no failure. The kernel needs memory for many descriptors:
 * it is asked again after a pause, which a signal ends. Anything else lasts and ends the loop.
 */
static void outlast_poll_failure(Loop *l, int error)
{
	struct pollfd signals = { .fd = l->signals.fd[0], .events = POLLIN };

	if (interrupted(error, &l->interruptions))
		return;
	if ((error == EAGAIN || error == ENOMEM) && l->shortages++ < LOOP_SHORTAGE_TRIES) {
		poll(&signals, 1, LOOP_SHORTAGE_MS);
		return;
	}
	err_set(&l->error, ERR_OTHER, "cannot wait for descriptors: %s", strerror(error));
	l->stopped = true;
}

/* Waits and marks the watches; returns how many there were then. */
static size_t wait_for_events(Loop *l)
{
	bool failed = poll_watches(l, poll_timeout(l)) < 0;

	if (failed)
		outlast_poll_failure(l, errno);
	else
		l->shortages = l->interruptions = 0;
	for (size_t i = 0; i < l->watch_count; i++)
		l->watches[i]->revents = failed ? 0 : l->fds[i + 1].revents;
	return l->watch_count;
}

bool loop_pending(Loop *l)
{
	if (wants_turn(l))
		return true;
	if (poll_watches(l, 0) <= 0)
		return false;
	for (size_t i = 0; i < l->watch_count; i++) {
		const struct pollfd *fd = &l->fds[i + 1];

		if ((fd->events & POLLIN) && (fd->revents & ~POLLOUT))
			return true;
	}
	return false;
}

/* --- Turns. */

static void present(Loop *l)
{
	if (l->present)
		l->present(l->present_user);
}

static void turn(Loop *l)
{
	size_t count = wait_for_events(l);

	l->now = clock_mono_ms();
	signal_pipe_run(&l->signals);
	run_keys(l, count);
	timers_run(&l->timers, l->now);
	run_sockets(l, count);
	deferred_run(&l->deferred);
	sweep_watches(l);
	present(l);
}

void loop_run(Loop *l)
{
	err_clear(&l->error);
	l->now = clock_mono_ms();
	if (!l->stopped)
		present(l);
	while (!l->stopped)
		turn(l);
	l->stopped = false;
}

const struct err *loop_error(const Loop *l)
{
	return &l->error;
}
