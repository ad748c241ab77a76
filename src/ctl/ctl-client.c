#include "ctl/ctl-client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ctl/ctl-path.h"
#include "base/poison.h"

enum {
	CHUNK = 16384,
	ANSWER_MAX = 16 << 20, /* bytes of a line; no answer is so long */
};

struct CtlClient {
	int fd;
	struct buf in;
};

/* --- Found. */

struct search {
	pid_t pid; /* 0: any */
	char *path; /* the one that was found */
	struct str pids;
	size_t count;
};

static int connect_to(const char *path, struct err *e)
{
	struct sockaddr_un address;
	int fd;

	if (!ctl_path_address(path, &address, e))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	err_set(e, ERR_REFUSED, "cannot connect to the control socket %s: %s", path,
		strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Only where somebody listens. */
static bool note(void *user, pid_t pid, const char *path)
{
	struct search *s = user;
	int fd = s->pid && s->pid != pid ? -1 : connect_to(path, NULL);

	if (fd < 0)
		return true;
	close(fd);
	if (!s->count++)
		s->path = mem_strdup(path);
	str_append_format(&s->pids, "%s%ld", s->count > 1 ? ", " : "", (long)pid);
	return s->count < 20;
}

static int find_one(pid_t pid, struct err *e)
{
	struct search s = { .pid = pid };
	int fd = -1;

	str_init(&s.pids);
	ctl_path_each(note, &s);
	if (s.count == 1)
		fd = connect_to(s.path, e);
	else if (s.count)
		err_set(e, ERR_USAGE, "more than one hail can be controlled: choose by --pid (%s)",
			s.pids.text);
	else if (pid)
		err_set(e, ERR_REFUSED,
			"the process %ld has no control socket (/set -g control on)", (long)pid);
	else
		err_set(e, ERR_REFUSED,
			"no hail of yours has a control socket: /set -g control on opens it");
	free(s.path);
	str_fini(&s.pids);
	return fd;
}

CtlClient *ctl_client_open(const char *path, pid_t pid, struct err *e)
{
	int fd = path ? connect_to(path, e) : find_one(pid, e);
	CtlClient *c;

	if (fd < 0)
		return NULL;
	c = mem_alloc(sizeof(*c));
	c->fd = fd;
	return c;
}

void ctl_client_free(CtlClient *c)
{
	if (!c)
		return;
	close(c->fd);
	buf_fini(&c->in);
	free(c);
}

int ctl_client_fd(const CtlClient *c)
{
	return c->fd;
}

/* --- Spoken with. */

static bool wait_for(CtlClient *c, short events, int64_t until)
{
	struct pollfd p = { .fd = c->fd, .events = events };
	int64_t left;

	while ((left = until - clock_mono_ms()) >= 0) {
		int n = poll(&p, 1, left < 1000 ? (int)left : 1000);

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
	}
	return false;
}

static bool no_answer(struct err *e)
{
	return err_set(e, ERR_TIMEOUT,
		       "hail does not answer at its control socket: is it suspended?");
}

static bool send_all(CtlClient *c, const char *bytes, size_t n, struct err *e)
{
	int64_t until = clock_mono_ms() + CTL_CLIENT_MS;

	while (n) {
		ssize_t done = send(c->fd, bytes, n, MSG_NOSIGNAL);

		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		} else if (errno != EAGAIN && errno != EINTR) {
			return err_set(e, ERR_LOST, "cannot write to the control socket: %s",
				       strerror(errno));
		} else if (!wait_for(c, POLLOUT, until)) {
			return no_answer(e);
		}
	}
	return true;
}

bool ctl_client_send(CtlClient *c, const char *line, size_t n, struct err *e)
{
	if (send_all(c, line, n, e) && send_all(c, "\n", 1, e))
		return true;
	/* Behind a part of a line no other request would be understood. */
	shutdown(c->fd, SHUT_RDWR);
	return false;
}

bool ctl_client_fill(CtlClient *c, struct err *e)
{
	ssize_t n = read(c->fd, buf_reserve(&c->in, CHUNK), CHUNK);

	if (n > 0)
		buf_commit(&c->in, (size_t)n);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return buf_length(&c->in) <= ANSWER_MAX ||
		       err_set(e, ERR_OTHER, "an answer of hail is too long");
	return err_set(e, ERR_LOST, "hail has closed its control socket");
}

bool ctl_client_take(CtlClient *c, struct str *out)
{
	size_t n = buf_length(&c->in);
	const char *line = buf_data(&c->in), *end = n ? memchr(line, '\n', n) : NULL;

	if (!end)
		return false;
	str_clear(out);
	str_append(out, line, (size_t)(end - line));
	buf_consume(&c->in, (size_t)(end - line) + 1);
	return true;
}

bool ctl_client_read(CtlClient *c, int64_t ms, struct str *out, struct err *e)
{
	int64_t until = clock_mono_ms() + ms;

	while (!ctl_client_take(c, out)) {
		if (!wait_for(c, POLLIN, until))
			return no_answer(e);
		if (!ctl_client_fill(c, e))
			return false;
	}
	return true;
}
