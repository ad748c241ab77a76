#include "net/tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/clock.h"
#include "base/interrupted.h"
#include "base/mem.h"
#include "base/poison.h"

/* Of keepalive, in seconds. */
enum { TCP_IDLE_MAX = 32767, TCP_INTERVAL_MAX = 75, TCP_QUESTIONS = 3 };

enum {
	SHORTAGE_MAX_MS = 10000, /* the kernel may lack memory for so long */
	SHORTAGE_RETRY_MS = 20,
	SHORTAGE_RETRY_MAX_MS = 500,
};

struct stream {
	int fd;
	bool is_socket;
	int failure; /* errno that ended the connection: the kernel tells it once, to who asks first
		      */
	unsigned interruptions; /* by signals, in a row */
	bool short_of_memory; /* the last try failed for want of memory in the kernel */
	int64_t short_since; /* when the first such try was */
};

/* What may work a little later, though poll says that it works now. */
static bool is_shortage(int error)
{
	return error == ENOBUFS || error == ENOMEM || error == EPROTOTYPE;
}

static bool may_try_again(struct stream *s)
{
	int64_t now = clock_mono_ms();

	if (!s->short_of_memory)
		s->short_since = now;
	s->short_of_memory = true;
	return now - s->short_since < SHORTAGE_MAX_MS;
}

static void explain(int error, struct err *e)
{
	switch (error) {
	case ECONNRESET:
	case ECONNABORTED: err_set(e, ERR_LOST, "the peer reset the connection"); break;
	case EPIPE:
	case ENOTCONN: err_set(e, ERR_LOST, "the peer has closed the connection"); break;
	case ETIMEDOUT:
		err_set(e, ERR_LOST, "the peer no longer answers: the connection timed out");
		break;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case ENETDOWN:
	case ENETRESET:
		err_set(e, ERR_LOST, "the network path to the peer is gone (%s)", strerror(error));
		break;
	default: err_set(e, ERR_LOST, "the connection broke: %s", strerror(error)); break;
	}
}

static enum io_status stream_fail(struct stream *s, int error, struct err *e)
{
	if (error == EAGAIN || error == EWOULDBLOCK || interrupted(error, &s->interruptions) ||
	    (is_shortage(error) && may_try_again(s)))
		return IO_AGAIN;
	s->short_of_memory = false;
	/* EPIPE and ENOTCONN say no more than that it is over. */
	if (s->is_socket && error != EPIPE && error != ENOTCONN && !s->failure)
		s->failure = error;
	explain(s->failure ? s->failure : error, e);
	return IO_ERROR;
}

/* The end of file: not in order if a write has heard of a reset before. */
static enum io_status stream_end(struct stream *s, struct err *e)
{
	return s->failure ? stream_fail(s, s->failure, e) : IO_EOF;
}

static enum io_status stream_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	struct stream *s = self;
	ssize_t n = read(s->fd, to, room);

	if (n < 0) {
		/* A pty whose other side has been closed by the last process; a connection that
		 * was reset after its peer had ended its direction. */
		if (errno == (s->is_socket ? EPIPE : EIO))
			return stream_end(s, e);
		return stream_fail(s, errno, e);
	}
	s->short_of_memory = false;
	s->interruptions = 0;
	*done = (size_t)n;
	return n ? IO_OK : stream_end(s, e);
}

static enum io_status stream_put(struct stream *s, const char *from, size_t n, int flags,
				 size_t *done, struct err *e)
{
	ssize_t put = s->is_socket ? send(s->fd, from, n, MSG_NOSIGNAL | flags) :
				     write(s->fd, from, n);

	if (put < 0)
		return stream_fail(s, errno, e);
	s->short_of_memory = false;
	s->interruptions = 0;
	*done = (size_t)put;
	return put ? IO_OK : IO_AGAIN;
}

static enum io_status stream_write(void *self, const char *from, size_t n, size_t *done,
				   struct err *e)
{
	return stream_put(self, from, n, 0, done, e);
}

static enum io_status stream_urgent(void *self, char byte, struct err *e)
{
	size_t done;

	return stream_put(self, &byte, 1, MSG_OOB, &done, e);
}

/* The pause grows with the shortage: the kernel doesn't say when it has memory again. */
static int stream_retry_ms(const void *self)
{
	const struct stream *s = self;
	int64_t waited;

	if (!s->short_of_memory)
		return 0;
	waited = clock_mono_ms() - s->short_since;
	if (waited < SHORTAGE_RETRY_MS)
		return SHORTAGE_RETRY_MS;
	return waited < SHORTAGE_RETRY_MAX_MS ? (int)waited : SHORTAGE_RETRY_MAX_MS;
}

static bool stream_shutdown(void *self, struct err *e)
{
	const struct stream *s = self;

	if (!s->is_socket)
		return err_set(e, ERR_OTHER,
			       "this kind of connection can't end one direction only");
	if (!shutdown(s->fd, SHUT_WR))
		return true;
	explain(errno, e);
	return false;
}

static int stream_fd(const void *self)
{
	const struct stream *s = self;

	return s->fd;
}

static void stream_free(void *self)
{
	struct stream *s = self;

	close(s->fd);
	free(s);
}

static const struct transport_ops tcp_ops = {
	.name = "tcp",
	.read = stream_read,
	.write = stream_write,
	.urgent = stream_urgent,
	.shutdown = stream_shutdown,
	.fd = stream_fd,
	.retry_ms = stream_retry_ms,
	.free = stream_free,
};

static const struct transport_ops fd_ops = {
	.name = "fd",
	.read = stream_read,
	.write = stream_write,
	.shutdown = stream_shutdown,
	.fd = stream_fd,
	.retry_ms = stream_retry_ms,
	.free = stream_free,
};

static struct stream *stream_new(int fd)
{
	struct stream *s = mem_alloc(sizeof(*s));
	struct stat st;
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	s->fd = fd;
	s->is_socket = !fstat(fd, &st) && S_ISSOCK(st.st_mode);
	return s;
}

/* A refused option costs comfort, not the session: nothing to report. */
static void socket_enable(int fd, int level, int option)
{
	int on = 1;

	best_effort(setsockopt(fd, level, option, &on, sizeof(on)));
}

Transport *tcp_transport(int fd)
{
	socket_enable(fd, IPPROTO_TCP, TCP_NODELAY);
	socket_enable(fd, SOL_SOCKET, SO_KEEPALIVE);
	socket_enable(fd, SOL_SOCKET, SO_OOBINLINE);
	return transport_new(&tcp_ops, stream_new(fd));
}

static bool set_number(int fd, int level, int option, unsigned value)
{
	int number = value < INT_MAX ? (int)value : INT_MAX;

	return !setsockopt(fd, level, option, &number, sizeof(number));
}

static bool is_tcp(int fd)
{
	int type = 0;
	socklen_t length = sizeof(type);

	return fd >= 0 && !getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &type, &length) &&
	       type == IPPROTO_TCP;
}

/* The kernel takes 1 to 32767 s. */
bool tcp_set_keepalive(Transport *t, unsigned seconds)
{
	int fd = transport_fd(t);
	unsigned idle = seconds < TCP_IDLE_MAX ? seconds : TCP_IDLE_MAX;
	unsigned interval = idle / TCP_QUESTIONS;

	if (interval < 1)
		interval = 1;
	if (interval > TCP_INTERVAL_MAX)
		interval = TCP_INTERVAL_MAX;
	if (!is_tcp(fd) || !set_number(fd, SOL_SOCKET, SO_KEEPALIVE, seconds > 0))
		return false;
	return !seconds || (set_number(fd, IPPROTO_TCP, TCP_KEEPIDLE, idle) &&
			    set_number(fd, IPPROTO_TCP, TCP_KEEPINTVL, interval) &&
			    set_number(fd, IPPROTO_TCP, TCP_KEEPCNT, TCP_QUESTIONS));
}

bool tcp_set_user_timeout(Transport *t, unsigned seconds)
{
	int fd = transport_fd(t);

	return is_tcp(fd) && set_number(fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
					seconds < INT_MAX / 1000 ? seconds * 1000 : INT_MAX);
}

#ifdef __linux__
static bool get_info(const Transport *t, struct tcp_info *info)
{
	socklen_t length = sizeof(*info);
	int fd = transport_fd(t);

	*info = (struct tcp_info){ 0 };
	return is_tcp(fd) && !getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &length);
}
#endif

int64_t tcp_unanswered_ms(const Transport *t)
{
#ifdef __linux__
	struct tcp_info info;

	if (get_info(t, &info) && (info.tcpi_unacked || info.tcpi_probes))
		return info.tcpi_last_ack_recv;
#else
	(void)t;
#endif
	return -1;
}

bool tcp_get_figures(const Transport *t, struct tcp_figures *out)
{
#ifdef __linux__
	struct tcp_info info;

	if (get_info(t, &info)) {
		*out = (struct tcp_figures){ .rtt_us = info.tcpi_rtt,
					     .rtt_varies_us = info.tcpi_rttvar,
					     .retransmits = info.tcpi_total_retrans,
					     .window = info.tcpi_snd_cwnd,
					     .unacknowledged = info.tcpi_unacked };
		return true;
	}
#else
	(void)t;
#endif
	*out = (struct tcp_figures){ 0 };
	return false;
}

Transport *fd_transport(int fd)
{
	return transport_new(&fd_ops, stream_new(fd));
}
