#include "servers/loopback.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int new_socket(uint16_t port, struct sockaddr_in *at)
{
	*at = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
	at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* Closes `fd` unless all went well. */
static int socket_if(int fd, int failed)
{
	if (!failed)
		return fd;
	close(fd);
	return -1;
}

int loopback_bind(struct sockaddr_in *at)
{
	socklen_t size = sizeof(*at);
	int fd = new_socket(0, at);

	return fd < 0 ? -1 :
			socket_if(fd, bind(fd, (struct sockaddr *)at, size) < 0 ||
					      getsockname(fd, (struct sockaddr *)at, &size) < 0);
}

int loopback_listen(int backlog, struct sockaddr_in *at)
{
	int fd = loopback_bind(at);

	return fd < 0 ? -1 : socket_if(fd, listen(fd, backlog) < 0);
}

int loopback_connect(const char *port)
{
	struct sockaddr_in at;
	int fd = new_socket((uint16_t)strtoul(port, NULL, 10), &at);

	return fd < 0 ? -1 : socket_if(fd, connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0);
}
