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

#include "base/mem.h"
#include "base/poison.h"

/* Of keepalive, in seconds. */
enum { TCP_IDLE_MAX = 32767, TCP_INTERVAL_MAX = 75, TCP_QUESTIONS = 3 };

struct stream {
	int fd;
	bool is_socket;
};

static enum io_status stream_fail(int error, struct err *e)
{
	if (error == EAGAIN || error == EWOULDBLOCK)
		return IO_AGAIN;
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
	return IO_ERROR;
}

static enum io_status stream_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	const struct stream *s = self;
	ssize_t n;

	do
		n = read(s->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		/* A pty whose other side has been closed by the last process. */
		if (!s->is_socket && errno == EIO)
			return IO_EOF;
		return stream_fail(errno, e);
	}
	*done = (size_t)n;
	return n ? IO_OK : IO_EOF;
}

static ssize_t stream_put(const struct stream *s, const char *from, size_t n, int flags)
{
	ssize_t put;

	do
		put = s->is_socket ? send(s->fd, from, n, MSG_NOSIGNAL | flags) :
				     write(s->fd, from, n);
	while (put < 0 && errno == EINTR);
	return put;
}

static enum io_status stream_write(void *self, const char *from, size_t n, size_t *done,
				   struct err *e)
{
	ssize_t put = stream_put(self, from, n, 0);

	if (put < 0)
		return stream_fail(errno, e);
	*done = (size_t)put;
	return put ? IO_OK : IO_AGAIN;
}

static enum io_status stream_urgent(void *self, char byte, struct err *e)
{
	if (stream_put(self, &byte, 1, MSG_OOB) < 0)
		return stream_fail(errno, e);
	return IO_OK;
}

static bool stream_shutdown(void *self, struct err *e)
{
	const struct stream *s = self;

	if (!s->is_socket)
		return err_set(e, ERR_OTHER,
			       "this kind of connection can't end one direction only");
	if (!shutdown(s->fd, SHUT_WR))
		return true;
	stream_fail(errno, e);
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
	.free = stream_free,
};

static const struct transport_ops fd_ops = {
	.name = "fd",
	.read = stream_read,
	.write = stream_write,
	.shutdown = stream_shutdown,
	.fd = stream_fd,
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

	(void)setsockopt(fd, level, option, &on, sizeof(on));
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

Transport *fd_transport(int fd)
{
	return transport_new(&fd_ops, stream_new(fd));
}
