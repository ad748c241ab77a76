#include "loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/timer.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/poison.h"

enum { LOOP_SIGNALS = 16 };

struct LoopWatch {
	enum loop_phase phase;
	int fd;
	short events;
	bool again;
	bool paused;
	bool dead;
	short revents;
	loop_watch_fn *handler;
	void *user;
};

struct deferred {
	loop_fn *handler;
	void *user;
};

struct caught {
	int signo;
	struct sigaction before;
	loop_signal_fn *handler;
	void *user;
};

struct Loop {
	int64_t now;
	bool stopped;
	LoopWatch **watches;
	size_t watch_count;
	size_t first; /* where the round-robin over sockets begins */
	struct pollfd *fds;
	struct timers timers;
	struct deferred *deferred;
	size_t deferred_count;
	struct caught caught[LOOP_SIGNALS];
	size_t caught_count;
	int pipe[2];
	loop_fn *present;
	void *present_user;
};

/* The write end of the signal pipe: a handler has nowhere else to look. */
static volatile sig_atomic_t signal_pipe = -1;

static void note_signal(int signo)
{
	int saved = errno;
	unsigned char byte = (unsigned char)signo;

	/* A full pipe means that the loop has signals to look at anyway. */
	if (write((int)signal_pipe, &byte, 1) < 0)
		errno = saved;
	errno = saved;
}

Loop *loop_new(struct err *e)
{
	Loop *l = mem_alloc(sizeof(*l));

	if (pipe2(l->pipe, O_CLOEXEC | O_NONBLOCK) < 0) {
		err_set(e, ERR_OTHER, "cannot make a pipe: %s", strerror(errno));
		free(l);
		return NULL;
	}
	signal_pipe = l->pipe[1];
	l->now = clock_mono_ms();
	return l;
}

void loop_free(Loop *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->caught_count; i++)
		sigaction(l->caught[i].signo, &l->caught[i].before, NULL);
	signal_pipe = -1;
	close(l->pipe[0]);
	close(l->pipe[1]);
	for (size_t i = 0; i < l->watch_count; i++)
		free(l->watches[i]);
	free(l->watches);
	free(l->fds);
	timers_fini(&l->timers);
	free(l->deferred);
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

void loop_defer(Loop *l, loop_fn *handler, void *user)
{
	l->deferred = mem_resize(l->deferred, l->deferred_count + 1, sizeof(*l->deferred));
	l->deferred[l->deferred_count++] = (struct deferred){ handler, user };
}

void loop_on_signal(Loop *l, int signo, loop_signal_fn *handler, void *user)
{
	struct sigaction action = { .sa_handler = note_signal, .sa_flags = SA_RESTART };
	struct caught *c = &l->caught[l->caught_count];

	assert(l->caught_count < LOOP_SIGNALS);
	*c = (struct caught){ .signo = signo, .handler = handler, .user = user };
	sigemptyset(&action.sa_mask);
	if (sigaction(signo, &action, &c->before) == 0)
		l->caught_count++;
}

static void deliver_signal(Loop *l, int signo)
{
	for (size_t i = 0; i < l->caught_count; i++) {
		if (l->caught[i].signo == signo)
			l->caught[i].handler(l->caught[i].user, signo);
	}
}

static void run_signals(Loop *l)
{
	bool seen[65] = { false };
	unsigned char bytes[64];
	ssize_t n;

	while ((n = read(l->pipe[0], bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			seen[bytes[i] % 65] = true;
	}
	for (int signo = 1; signo < 65; signo++) {
		if (seen[signo])
			deliver_signal(l, signo);
	}
}

static void run_watches(Loop *l, enum loop_phase phase, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		LoopWatch *w = l->watches[(l->first + i) % count];

		if (w->dead || w->phase != phase || (!w->revents && !w->again))
			continue;
		w->again = false;
		w->handler(w->user, w->revents);
	}
}

static void run_deferred(Loop *l)
{
	for (size_t i = 0; i < l->deferred_count; i++) {
		struct deferred d = l->deferred[i];

		d.handler(d.user);
	}
	l->deferred_count = 0;
}

static int poll_timeout(const Loop *l)
{
	int64_t wait;

	for (size_t i = 0; i < l->watch_count; i++) {
		if (l->watches[i]->again)
			return 0;
	}
	if (l->deferred_count)
		return 0;
	wait = timers_next(&l->timers);
	if (wait < 0)
		return -1;
	wait -= clock_mono_ms();
	return wait < 0 ? 0 : wait > 1000000 ? 1000000 : (int)wait;
}

/* Waits and marks the watches; returns how many there were then. */
static size_t wait_for_events(Loop *l)
{
	size_t count = l->watch_count;

	l->fds = mem_resize(l->fds, count + 1, sizeof(*l->fds));
	for (size_t i = 0; i < count; i++)
		l->fds[i] = (struct pollfd){ .fd = l->watches[i]->paused ? -1 : l->watches[i]->fd,
					     .events = l->watches[i]->events };
	l->fds[count] = (struct pollfd){ .fd = l->pipe[0], .events = POLLIN };
	if (poll(l->fds, count + 1, poll_timeout(l)) < 0) {
		for (size_t i = 0; i <= count; i++)
			l->fds[i].revents = 0;
	}
	for (size_t i = 0; i < count; i++)
		l->watches[i]->revents = l->fds[i].revents;
	return count;
}

void loop_run(Loop *l)
{
	l->stopped = false;
	l->now = clock_mono_ms();
	if (l->present)
		l->present(l->present_user);
	while (!l->stopped) {
		size_t count = wait_for_events(l);

		l->now = clock_mono_ms();
		run_signals(l);
		if (count) {
			run_watches(l, LOOP_KEYS, count);
			timers_run(&l->timers, l->now);
			run_watches(l, LOOP_SOCKETS, count);
			l->first = (l->first + 1) % count;
		} else {
			timers_run(&l->timers, l->now);
		}
		run_deferred(l);
		sweep_watches(l);
		if (l->present)
			l->present(l->present_user);
	}
}
