/* The service on a socket: a small loop of its own, in a process of its own. */
#include "demo/demo.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "demo/area.h"
#include "demo/service.h"
#include "net/exec-spawn.h"
#include "net/tcp.h"
#include "tls/tls.h"

#include "base/poison.h"

enum {
	READ_SIZE = 16 * 1024,
	CLOSE_WAIT = 2000, /* ms for the peer to close its side after ours */
};

struct Demo {
	TlsContext *tls; /* NULL until it is needed */
};

/* Writes what the peer takes; false if it is gone. So for reading. */
static bool write_output(Transport *t, struct buf *out)
{
	enum io_status status = IO_OK;
	size_t done;
	struct err e;

	while (status == IO_OK && buf_length(out)) {
		status = transport_write(t, buf_data(out), buf_length(out), &done, &e);
		if (status == IO_OK)
			buf_consume(out, done);
	}
	return status == IO_OK || status == IO_AGAIN;
}

static bool read_input(Transport *t, Service *s)
{
	char bytes[READ_SIZE];
	enum io_status status;
	struct err e;
	size_t n = 0;

	status = transport_read(t, bytes, sizeof bytes, &n, &e);
	if (status == IO_OK)
		service_receive(s, bytes, n, clock_mono_ms());
	else if (status == IO_EOF)
		service_finish(s, clock_mono_ms());
	mem_wipe(bytes, n);
	return status != IO_ERROR;
}

static int wait_time(const Service *s, bool reading, const Transport *t)
{
	int64_t due = service_deadline(s), wait = due - clock_mono_ms();

	if (reading && transport_may_have_more(t))
		return 0;
	return due < 0 ? -1 : wait <= 0 ? 0 : wait > INT16_MAX ? INT16_MAX : (int)wait;
}

static int wait_for(Transport *t, unsigned wants, int ms)
{
	struct pollfd p = { .fd = transport_fd(t), .events = transport_poll_events(wants) };

	if (poll(&p, 1, ms) < 0)
		return errno == EINTR ? 0 : POLLERR;
	return p.revents;
}

/* Waits, reads, works, writes. A hang-up of both directions leaves nobody to serve: false then. */
static bool serve_turn(Transport *t, Service *s)
{
	struct buf *out = service_output(s);
	bool reading = service_wants_input(s);
	int events = wait_for(t, transport_wants(t, reading, buf_length(out) > 0),
			      wait_time(s, reading, t));

	if ((events & (POLLERR | POLLHUP | POLLNVAL)) || (reading && !read_input(t, s)) ||
	    !write_output(t, out))
		return false;
	service_tick(s, clock_mono_ms());
	return true;
}

/*
 * Closes our direction and reads until the peer closes its: unread input at the final close would
 * reach the peer as a reset, and take our last words with it.
 */
static void close_gently(Transport *t)
{
	int64_t now = clock_mono_ms(), end = now + CLOSE_WAIT;
	enum io_status status = IO_AGAIN;
	char bytes[READ_SIZE];
	struct err e;
	size_t n;

	if (!transport_shutdown(t, &e))
		return;
	for (; now < end && (status == IO_OK || status == IO_AGAIN); now = clock_mono_ms()) {
		if (!transport_may_have_more(t))
			wait_for(t, transport_wants(t, true, false), (int)(end - now));
		status = transport_read(t, bytes, sizeof bytes, &n, &e);
	}
}

/* Shakes hands as the server on `inner` (taken); NULL if nothing comes of it. */
static Transport *accept_tls(Transport *inner, TlsContext *context)
{
	struct tls_config config = { .context = context };
	Tls *tls = tls_new(inner, &config, 0);
	enum handshake_state state = tls_step(tls, 0, NULL);
	Transport *t = NULL;

	while (state == HANDSHAKE_BUSY) {
		wait_for(inner, tls_wants(tls), -1);
		state = tls_step(tls, 0, NULL);
	}
	if (state == HANDSHAKE_DONE)
		t = tls_take_transport(tls);
	tls_free(tls);
	return t;
}

/* Serves on `fd` (taken), over TLS if there is a context; returns the exit status. */
static int serve(int fd, const char *part, TlsContext *context)
{
	Transport *t = fd_transport(fd);
	Service *s;

	if (context)
		t = accept_tls(t, context);
	if (!t)
		return 0;
	s = service_new(&menu_area, context != NULL, clock_mono_ms());
	if (part && !strcmp(part, "board"))
		service_go(s, &board_area);
	while (!service_is_done(s) && serve_turn(t, s))
		continue;
	if (service_is_done(s))
		close_gently(t);
	service_free(s);
	transport_free(t);
	return 0;
}

Demo *demo_new(void)
{
	return mem_alloc(sizeof(Demo));
}

void demo_free(Demo *d)
{
	if (!d)
		return;
	tls_context_free(d->tls);
	free(d);
}

int demo_spawn(void *demo, const char *part, bool tls, pid_t *pid, struct err *e)
{
	Demo *d = demo;
	int ends[2];

	if (tls && !d->tls)
		d->tls = tls_context_new_accepting(DEMO_NAME, clock_wall_ms(), e);
	if (tls && !d->tls)
		return -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		err_set(e, ERR_OTHER, "the demo can't make a socket: %s", strerror(errno));
		return -1;
	}
	*pid = exec_spawn_fork((const int[]){ ends[1], -1, -1 });
	if (!*pid) {
		mem_on_exhausted(NULL);
		_exit(serve(STDIN_FILENO, part, tls ? d->tls : NULL));
	}
	if (*pid < 0)
		err_set(e, ERR_OTHER, "the demo can't make a process: %s", strerror(errno));
	close(ends[1]);
	if (*pid > 0)
		return ends[0];
	close(ends[0]);
	return -1;
}
