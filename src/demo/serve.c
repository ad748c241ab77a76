/* The service on a socket: a small loop of its own, in a process of its own. */
#include "demo/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "demo/area.h"
#include "demo/service.h"

#include "base/poison.h"

enum {
	READ_SIZE = 16 * 1024,
	CLOSE_WAIT = 2000, /* ms for the peer to close its side after ours */
	SERVICE_FD = 3,
};

enum turn { TURN_GO_ON, TURN_FINISHED, TURN_GONE };

/* What a failed read or write means: nothing, or that the peer is gone. */
static bool is_passing(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static enum turn write_output(int fd, struct buf *out)
{
	while (buf_length(out)) {
		ssize_t n = send(fd, buf_data(out), buf_length(out), MSG_NOSIGNAL);

		if (n < 0)
			return is_passing(errno) ? TURN_GO_ON : TURN_GONE;
		buf_consume(out, (size_t)n);
	}
	return TURN_GO_ON;
}

static enum turn read_input(int fd, Service *s)
{
	char bytes[READ_SIZE];
	ssize_t n = recv(fd, bytes, sizeof bytes, 0);

	if (n < 0)
		return is_passing(errno) ? TURN_GO_ON : TURN_GONE;
	if (n)
		service_receive(s, bytes, (size_t)n, clock_mono_ms());
	else
		service_finish(s, clock_mono_ms());
	mem_wipe(bytes, (size_t)n);
	return TURN_GO_ON;
}

static int wait_time(const Service *s)
{
	int64_t due = service_deadline(s), now = clock_mono_ms();

	if (due < 0)
		return -1;
	return due <= now ? 0 : due - now > INT16_MAX ? INT16_MAX : (int)(due - now);
}

/* One turn: wait, read, work, write. A hang-up of both directions leaves nobody to serve. */
static enum turn serve_turn(int fd, Service *s)
{
	struct buf *out = service_output(s);
	struct pollfd p = { .fd = fd };
	enum turn turn = TURN_GO_ON;

	if (service_is_done(s) && !buf_length(out))
		return TURN_FINISHED;
	p.events = (short)((service_wants_input(s) ? POLLIN : 0) | (buf_length(out) ? POLLOUT : 0));
	if (poll(&p, 1, wait_time(s)) < 0)
		return errno == EINTR ? TURN_GO_ON : TURN_GONE;
	if (p.revents & (POLLERR | POLLHUP | POLLNVAL))
		return TURN_GONE;
	if (p.revents & POLLIN)
		turn = read_input(fd, s);
	if (turn == TURN_GO_ON)
		turn = write_output(fd, out);
	service_tick(s, clock_mono_ms());
	return turn;
}

/*
 * Closes our direction and reads until the peer closes its: unread input at the final close would
 * reach the peer as a reset, and take our last words with it.
 */
static void close_gently(int fd)
{
	int64_t end = clock_mono_ms() + CLOSE_WAIT;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[READ_SIZE];

	if (shutdown(fd, SHUT_WR) < 0)
		return;
	for (int64_t now = end - CLOSE_WAIT; now < end; now = clock_mono_ms()) {
		ssize_t n;

		if (poll(&p, 1, (int)(end - now)) < 0 && errno != EINTR)
			return;
		n = recv(fd, bytes, sizeof bytes, 0);
		if (!n || (n < 0 && !is_passing(errno)))
			return;
	}
}

/* Makes `fd` non-blocking; returns the exit status. */
static int serve(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	enum turn turn = TURN_GO_ON;
	Service *s;

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return 0;
	s = service_new(&menu_area, clock_mono_ms());
	while (turn == TURN_GO_ON)
		turn = serve_turn(fd, s);
	if (turn == TURN_FINISHED)
		close_gently(fd);
	service_free(s);
	return 0;
}

/* The caller's handlers would act on the caller's terminal. */
static void reset_signals(void)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigemptyset(&standard.sa_mask);
	for (int number = 1; number < NSIG; number++)
		sigaction(number, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Standard streams to /dev/null, `fd` to SERVICE_FD, nothing above it. */
static bool keep_only(int fd)
{
	long limit = sysconf(_SC_OPEN_MAX);
	int nothing;

	if (fd != SERVICE_FD && dup2(fd, SERVICE_FD) < 0)
		return false;
	if (limit < 0 || limit > 65536)
		limit = 65536;
	for (int other = SERVICE_FD + 1; other < limit; other++)
		close(other);
	nothing = open("/dev/null", O_RDWR);
	for (int standard = 0; nothing >= 0 && standard < SERVICE_FD; standard++) {
		if (dup2(nothing, standard) < 0)
			return false;
	}
	if (nothing > SERVICE_FD)
		close(nothing);
	return nothing >= 0;
}

static _Noreturn void run_child(int fd)
{
	mem_on_exhausted(NULL);
	reset_signals();
	_exit(keep_only(fd) ? serve(SERVICE_FD) : 1);
}

int demo_spawn(pid_t *pid, struct err *e)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		err_set(e, ERR_OTHER, "the demo can't make a socket: %s", strerror(errno));
		return -1;
	}
	*pid = fork();
	if (*pid < 0) {
		err_set(e, ERR_OTHER, "the demo can't make a process: %s", strerror(errno));
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	if (!*pid)
		run_child(ends[1]);
	close(ends[1]);
	return ends[0];
}
