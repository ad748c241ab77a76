#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/dial.h"
#include "base/poison.h"

static int begin(void *self, const struct resolve_address *to)
{
	int fd = socket(to->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	(void)self;
	if (fd < 0)
		return -1;
	/* Interrupted, connect() goes on by itself as if it had said EINPROGRESS. */
	if (!connect(fd, (const struct sockaddr *)&to->addr, to->length) ||
	    errno == EINPROGRESS || errno == EINTR)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/*
 * On the loopback a socket that connects to a port nobody listens on may be given that very port
 * as its own and so reach itself.
 */
static bool is_self(int fd)
{
	struct sockaddr_storage ours, theirs;
	socklen_t our_length = sizeof(ours), their_length = sizeof(theirs);

	memset(&ours, 0, sizeof(ours));
	memset(&theirs, 0, sizeof(theirs));
	return !getsockname(fd, (struct sockaddr *)&ours, &our_length) &&
	       !getpeername(fd, (struct sockaddr *)&theirs, &their_length) &&
	       our_length == their_length && !memcmp(&ours, &theirs, our_length);
}

static int finish(void *self, int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t length = sizeof(error);

	(void)self;
	if (poll(&poll_fd, 1, 0) <= 0)
		return EINPROGRESS;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
		return errno;
	return !error && is_self(fd) ? ECONNREFUSED : error;
}

static void close_socket(void *self, int fd)
{
	(void)self;
	close(fd);
}

const struct dial_sockets dial_real_sockets = {
	.begin = begin,
	.finish = finish,
	.close = close_socket,
};
