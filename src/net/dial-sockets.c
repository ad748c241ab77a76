#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/address-text.h"
#include "net/dial.h"
#include "net/zone.h"
#include "base/best-effort.h"
#include "base/poison.h"

/* Without a port: many connections to different peers can share one then. */
static int bind_to(int fd, const struct resolve_address *from)
{
#ifdef IP_BIND_ADDRESS_NO_PORT
	int on = 1;

	best_effort(setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)));
#endif
	return bind(fd, (const struct sockaddr *)&from->addr, from->length);
}

static int begin(void *self, const struct resolve_address *to)
{
	int fd = socket(to->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -1;
	/* Interrupted, connect() goes on by itself as if it had said EINPROGRESS. */
	if ((!self || !bind_to(fd, self)) &&
	    (!connect(fd, (const struct sockaddr *)&to->addr, to->length) || errno == EINPROGRESS ||
	     errno == EINTR))
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

static bool parse_numeric(const char *text, struct resolve_address *out)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
					.ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICHOST | AI_PASSIVE };
	struct addrinfo *list;

	if (getaddrinfo(text, NULL, &hints, &list))
		return false;
	memset(out, 0, sizeof(*out));
	memcpy(&out->addr, list->ai_addr, list->ai_addrlen);
	out->length = list->ai_addrlen;
	freeaddrinfo(list);
	return true;
}

bool dial_bind_parse(const char *text, int family, struct resolve_address *out, struct err *e)
{
	const char *shown = address_text_shown(text);
	char literal[ZONE_HOST];
	struct err zone;
	int fd, error;

	if (!zone_resolve(text, literal, &zone))
		return err_set(e, ERR_USAGE, "%s", zone.text);
	if (address_text_has_control(text) || !parse_numeric(literal, out))
		return err_set(e, ERR_USAGE,
			       "the address to connect from is given as a number like 192.0.2.7 "
			       "or 2001:db8::7");
	if (family != AF_UNSPEC && family != out->addr.ss_family)
		return err_set(e, ERR_USAGE, "connecting from %s is not possible with -%c", shown,
			       family == AF_INET ? '4' : '6');
	fd = socket(out->addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	error = fd < 0 || bind_to(fd, out) < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	if (error == EADDRNOTAVAIL)
		return err_set(e, ERR_USAGE, "this machine has no address %s to connect from",
			       shown);
	return !error ||
	       err_set(e, ERR_USAGE, "cannot connect from %s: %s", shown, strerror(error));
}
