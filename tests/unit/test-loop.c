/* Turns of the loop: their order, deferred calls, signals, and poll(2) that fails (wrapped). */
#include "unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop/loop.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/signal-class.h"

int __real_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);

/* What the next calls of poll do: fail `left` times with `error`. */
static struct {
	int error;
	unsigned left, calls;
} failing;

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	failing.calls++;
	if (!failing.left)
		return __real_poll(fds, count, timeout);
	failing.left--;
	errno = failing.error;
	return -1;
}

struct fixture {
	Loop *loop;
	char trace[256];
	struct deferred calls[3];
	LoopWatch *watch;
	Timer *timer;
	int pipe[2];
	unsigned turns; /* how many end before the loop is stopped */
};

static void note(struct fixture *f, const char *what)
{
	strncat(f->trace, what, sizeof(f->trace) - strlen(f->trace) - 1);
}

static void on_present(void *user)
{
	struct fixture *f = user;

	note(f, "|");
	if (f->turns-- == 0)
		loop_stop(f->loop);
}

static int setup(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err e;

	f->loop = loop_new(&e);
	assert_non_null(f->loop);
	assert_int_equal(pipe(f->pipe), 0);
	loop_on_present(f->loop, on_present, f);
	*state = f;
	failing.left = 0;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	timer_free(f->timer);
	loop_free(f->loop);
	close(f->pipe[0]);
	close(f->pipe[1]);
	free(f);
	return 0;
}

/* Runs until `turns` turns have ended. */
static void run(struct fixture *f, unsigned turns)
{
	f->trace[0] = '\0';
	f->turns = turns;
	loop_run(f->loop);
}

/* --- The order of a turn. */

static void on_signal(void *user, int signo)
{
	(void)signo;
	note(user, "S");
}

static void on_key(void *user, short revents)
{
	(void)revents;
	note(user, "K");
}

static void on_timer(void *user)
{
	note(user, "T");
}

static void on_deferred(void *user)
{
	note(user, "D");
}

static void on_socket(void *user, short revents)
{
	struct fixture *f = user;

	(void)revents;
	note(f, "R");
	loop_defer(f->loop, &f->calls[0], on_deferred, f);
}

static void test_order(void **state)
{
	struct fixture *f = *state;

	loop_watch(f->loop, LOOP_SOCKETS, f->pipe[0], POLLIN, on_socket, f);
	loop_watch(f->loop, LOOP_KEYS, f->pipe[0], POLLIN, on_key, f);
	loop_on_signal(f->loop, SIGUSR1, on_signal, f);
	f->timer = timer_new(loop_timers(f->loop), on_timer, f);
	timer_set(f->timer, 0);
	assert_int_equal(write(f->pipe[1], "x", 1), 1);
	raise(SIGUSR1);
	run(f, 1);
	assert_string_equal(f->trace, "|SKTRD|");
}

/* --- Many busy sockets. */

enum { FLOODS = 20, FLOOD_MS = 3, FLOOD_ROUNDS = 3 };

static struct {
	Loop *loop;
	unsigned keys, runs[FLOODS], since_key, most_since_key;
} flood;

static void on_flood_key(void *user, short revents)
{
	(void)user;
	(void)revents;
	flood.keys++;
	flood.since_key = 0;
}

/* Takes as long as a peer that asks for much work. */
static void on_flood(void *user, short revents)
{
	unsigned *runs = user;
	int64_t end = clock_mono_ms() + FLOOD_MS;

	(void)revents;
	while (clock_mono_ms() < end)
		;
	if (++flood.since_key > flood.most_since_key)
		flood.most_since_key = flood.since_key;
	if (++*runs == FLOOD_ROUNDS)
		loop_stop(flood.loop);
}

/* Keys come between, and each socket has its turn. */
static void test_many_floods(void **state)
{
	struct fixture *f = *state;

	flood.loop = f->loop;
	f->turns = 1000;
	assert_int_equal(write(f->pipe[1], "x", 1), 1);
	loop_watch(f->loop, LOOP_KEYS, f->pipe[0], POLLIN, on_flood_key, NULL);
	for (int i = 0; i < FLOODS; i++)
		loop_watch(f->loop, LOOP_SOCKETS, f->pipe[0], POLLIN, on_flood, &flood.runs[i]);
	loop_run(f->loop);
	assert_true(flood.keys >= FLOODS * (FLOOD_ROUNDS - 1) / 4);
	assert_true(flood.most_since_key <= 4);
	for (int i = 0; i < FLOODS; i++)
		assert_in_range(flood.runs[i], FLOOD_ROUNDS - 1, FLOOD_ROUNDS);
}

static void test_stop_before_run(void **state)
{
	struct fixture *f = *state;

	f->turns = 1000;
	loop_stop(f->loop);
	loop_run(f->loop);
	assert_string_equal(f->trace, "");
	assert_int_equal(loop_error(f->loop)->kind, ERR_NONE);
	/* It was meant for that run alone. */
	loop_defer(f->loop, &f->calls[0], on_deferred, f);
	run(f, 1);
	assert_string_equal(f->trace, "|D|");
}

/* --- Deferred calls. */

static void defer_again(void *user)
{
	struct fixture *f = user;

	note(f, "A");
	loop_defer(f->loop, &f->calls[0], defer_again, f);
}

static void cancel_second(void *user)
{
	struct fixture *f = user;

	note(f, "C");
	deferred_cancel(&f->calls[1]);
}

static void test_deferred(void **state)
{
	struct fixture *f = *state;

	loop_defer(f->loop, &f->calls[0], defer_again, f);
	loop_defer(f->loop, &f->calls[1], on_deferred, f);
	loop_defer(f->loop, &f->calls[1], on_deferred, f);
	run(f, 3);
	assert_string_equal(f->trace, "|AD|A|A|");
}

static void test_deferred_cancelled(void **state)
{
	struct fixture *f = *state;

	deferred_cancel(&f->calls[0]);
	loop_defer(f->loop, &f->calls[0], cancel_second, f);
	loop_defer(f->loop, &f->calls[1], on_deferred, f);
	loop_defer(f->loop, &f->calls[2], on_deferred, f);
	run(f, 1);
	assert_string_equal(f->trace, "|CD|");
	/* Once cancelled or run it can be asked for anew; what waits when the loop goes is let go.
	 */
	loop_defer(f->loop, &f->calls[1], on_deferred, f);
	run(f, 1);
	assert_string_equal(f->trace, "|D|");
	loop_defer(f->loop, &f->calls[1], on_deferred, f);
}

struct mortal {
	struct deferred call;
};

static void test_deferred_frees(void **state)
{
	struct fixture *f = *state;
	struct mortal *one = mem_alloc(sizeof(*one));
	struct mortal *other = mem_alloc(sizeof(*other));

	loop_defer(f->loop, &one->call, free, one);
	loop_defer(f->loop, &other->call, free, other);
	run(f, 1);
	assert_string_equal(f->trace, "||");
}

/* --- What poll says. */

static void rearm(void *user, short revents)
{
	struct fixture *f = user;

	note(f, revents == POLLNVAL ? "N" : "?");
	loop_watch_set(f->watch, POLLIN);
}

static void wake(void *user)
{
	note(user, "T");
}

/* Told once, though the handler waits for it again; then the loop sleeps until the timer. */
static void test_not_open(void **state)
{
	struct fixture *f = *state;
	int fd = dup(f->pipe[0]);

	close(fd);
	f->watch = loop_watch(f->loop, LOOP_SOCKETS, fd, POLLIN, rearm, f);
	f->timer = timer_new(loop_timers(f->loop), wake, f);
	timer_set(f->timer, clock_mono_ms() + 30);
	run(f, 2);
	assert_string_equal(f->trace, "|N|T|");
}

static void test_poll_fails_for_a_while(void **state)
{
	static const int errors[] = { EINTR, EAGAIN, ENOMEM };
	struct fixture *f = *state;

	loop_watch(f->loop, LOOP_SOCKETS, f->pipe[0], POLLIN, on_key, f);
	assert_int_equal(write(f->pipe[1], "x", 1), 1);
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		failing.error = errors[i];
		failing.left = 1;
		run(f, 2);
		assert_string_equal(f->trace, "||K|");
		assert_int_equal(loop_error(f->loop)->kind, ERR_NONE);
	}
}

static void test_poll_fails_for_good(void **state)
{
	static const int errors[] = { EINVAL, EBADF, ENOMEM };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		failing.error = errors[i];
		failing.left = 1000000;
		failing.calls = 0;
		run(f, 1000000);
		assert_int_equal(loop_error(f->loop)->kind, ERR_OTHER);
		assert_non_null(strstr(loop_error(f->loop)->text, strerror(errors[i])));
		assert_in_range(failing.calls, 1, 1000);
	}
	failing.left = 0;
	loop_stop(f->loop);
	loop_run(f->loop);
	assert_int_equal(loop_error(f->loop)->kind, ERR_NONE);
}

static void on_again(void *user, short revents)
{
	struct fixture *f = user;

	(void)revents;
	note(f, "R");
	loop_watch_again(f->watch);
}

static void test_pending(void **state)
{
	struct fixture *f = *state;
	LoopWatch *w = loop_watch(f->loop, LOOP_SOCKETS, f->pipe[0], POLLIN, on_key, f);
	LoopWatch *out = loop_watch(f->loop, LOOP_SOCKETS, f->pipe[1], POLLOUT, on_key, f);
	char byte;

	assert_false(loop_pending(f->loop));
	assert_int_equal(write(f->pipe[1], "x", 1), 1);
	assert_true(loop_pending(f->loop));
	loop_watch_pause(w);
	assert_false(loop_pending(f->loop));
	loop_watch_set(w, POLLIN);
	assert_int_equal(read(f->pipe[0], &byte, 1), 1);
	assert_false(loop_pending(f->loop));
	loop_unwatch(f->loop, out);
	f->watch = loop_watch(f->loop, LOOP_SOCKETS, f->pipe[0], POLLIN, on_again, f);
	loop_watch_again(f->watch);
	assert_true(loop_pending(f->loop));
	run(f, 3);
	assert_string_equal(f->trace, "|R|R|R|");
	assert_true(loop_pending(f->loop));
	loop_unwatch(f->loop, f->watch);
	assert_false(loop_pending(f->loop));
}

/* --- Signals. */

static unsigned got[NSIG];

static void count_signal(void *user, int signo)
{
	(void)user;
	got[signo]++;
}

static void test_every_request(void **state)
{
	struct fixture *f = *state;
	struct sigaction now;
	unsigned requests = 0;

	memset(got, 0, sizeof(got));
	signal(SIGHUP, SIG_IGN);
	loop_on_end_signals(f->loop, count_signal, f);
	for (int signo = 1; signo < NSIG; signo++) {
		if (signal_class(signo) == SIGNAL_REQUEST) {
			raise(signo);
			raise(signo);
			requests++;
		}
	}
	run(f, 1);
	for (int signo = 1; signo < NSIG; signo++)
		assert_int_equal(got[signo],
				 signal_class(signo) == SIGNAL_REQUEST && signo != SIGHUP);
	assert_true(requests > 16);
	signal(SIGHUP, SIG_DFL);
	loop_free(f->loop);
	assert_int_equal(sigaction(SIGTERM, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
	f->loop = loop_new(NULL);
}

/* A flood of one signal doesn't hide another, though the pipe is full. */
static void test_signal_flood(void **state)
{
	struct fixture *f = *state;

	memset(got, 0, sizeof(got));
	loop_on_signal(f->loop, SIGWINCH, count_signal, f);
	loop_on_signal(f->loop, SIGTERM, count_signal, f);
	for (unsigned i = 0; i < 70000; i++)
		raise(SIGWINCH);
	raise(SIGTERM);
	run(f, 1);
	assert_int_equal(got[SIGWINCH], 1);
	assert_int_equal(got[SIGTERM], 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stop_before_run),
		TEST(test_order),
		TEST(test_many_floods),
		TEST(test_deferred),
		TEST(test_deferred_cancelled),
		TEST(test_deferred_frees),
		TEST(test_not_open),
		TEST(test_poll_fails_for_a_while),
		TEST(test_poll_fails_for_good),
		TEST(test_pending),
		TEST(test_every_request),
		TEST(test_signal_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
