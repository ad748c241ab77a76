#include "net/unix.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/tcp.h"
#include "base/poison.h"

static bool fill_address(const char *path, struct sockaddr_un *address, socklen_t *length,
			 struct err *e)
{
	bool abstract = *path == '@';
	size_t n = strlen(path), max = sizeof(address->sun_path) - 1;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	if (n < (abstract ? 2 : 1))
		return err_set(e, ERR_USAGE, "the path of the socket is missing: unix:PATH");
	if (n > max)
		return err_set(e, ERR_USAGE,
			       "the path of a socket can't be longer than %zu bytes, this one has "
			       "%zu: use a relative path or a link",
			       max, n);
#ifndef __linux__
	if (abstract)
		return err_set(e, ERR_USAGE,
			       "abstract sockets (@NAME) exist on Linux only: for a "
			       "file write ./%s",
			       path);
#endif
	memcpy(address->sun_path, path, n);
	if (abstract)
		address->sun_path[0] = '\0';
	/* An abstract name is as long as it is; a path takes its NUL along. */
	*length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + !abstract);
	return true;
}

/* ECONNREFUSED says as well that the file is no socket at all. */
static bool is_socket_or_abstract(const char *path)
{
	struct stat st;

	return *path == '@' || stat(path, &st) < 0 || S_ISSOCK(st.st_mode);
}

static const char *cause_of(const char *path, int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "there is no such file; check the path, and that the service is running";
	case ECONNREFUSED:
		return is_socket_or_abstract(path) ?
			       "nobody listens there; check that the service is running" :
			       "it is not a socket; check the path";
	case EACCES:
	case EPERM: return "permission denied; check who may write to it and enter its folders";
	case EPROTOTYPE: return "it is a socket of another type, not of a stream";
	case EAGAIN: return "too many wait there already; try again later";
	default: return NULL;
	}
}

static void explain(const char *path, int error, struct err *e)
{
	const char *cause = cause_of(path, error);

	err_set(e, cause ? ERR_REFUSED : ERR_OTHER, "cannot connect to unix:%s: %s", path,
		cause ? cause : strerror(error));
}

Transport *unix_connect(const char *path, struct err *e)
{
	struct sockaddr_un address;
	socklen_t length = 0;
	int fd, error;

	if (!fill_address(path, &address, &length, e))
		return NULL;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		err_set(e, ERR_OTHER, "cannot make a socket: %s", strerror(errno));
		return NULL;
	}
	if (!connect(fd, (const struct sockaddr *)&address, length))
		return fd_transport(fd);
	error = errno;
	close(fd);
	explain(path, error, e);
	return NULL;
}
