#include "app/ctl-mcp-run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/private-file.h"
#include "ctl/ctl-client.h"
#include "ctl/ctl-mcp.h"
#include "base/poison.h"

enum { CHUNK = 16384 };

struct server {
	const char *path;
	pid_t pid;
	Mcp *mcp;
	CtlClient *client; /* NULL: not reached yet, or it has gone */
	struct buf in; /* it may hold secrets */
	bool ended; /* standard input has */
	bool skips; /* the rest of a line that is too long */
	bool failed; /* standard output has */
	struct err *e;
};

static void on_reply(void *user, const char *line, size_t n)
{
	struct server *s = user;

	if (!s->failed && (!private_file_write(STDOUT_FILENO, line, n) ||
			   !private_file_write(STDOUT_FILENO, "\n", 1)))
		s->failed = !err_set(s->e, ERR_OTHER, "cannot write to standard output: %s",
				     strerror(errno));
}

static void lose(struct server *s, const char *why)
{
	ctl_client_free(s->client);
	s->client = NULL;
	mcp_lost(s->mcp, why);
}

/* The program may have been started since, or another one have taken its place. */
static bool on_ask(void *user, const char *line, size_t n, struct err *e)
{
	struct server *s = user;

	if (!s->client)
		s->client = ctl_client_open(s->path, s->pid, e);
	return s->client && ctl_client_send(s->client, line, n, e);
}

/* --- Standard input. */

/* What is too long is refused as a whole: what it begins with is no JSON. */
static void take_line(struct server *s, const char *line, size_t n)
{
	if (n && line[n - 1] == '\r')
		n--;
	if (!s->skips && n)
		mcp_take(s->mcp, line, n);
	s->skips = false;
}

static void take_lines(struct server *s)
{
	for (;;) {
		size_t n = buf_length(&s->in);
		const char *line = buf_data(&s->in), *end = n ? memchr(line, '\n', n) : NULL;

		if (!end && n > MCP_LINE_MAX) {
			take_line(s, line, n);
			s->skips = true;
			buf_consume(&s->in, n);
		}
		if (!end)
			break;
		take_line(s, line, (size_t)(end - line));
		buf_consume(&s->in, (size_t)(end - line) + 1);
	}
	if (s->ended && buf_length(&s->in))
		take_line(s, buf_data(&s->in), buf_length(&s->in));
}

static void read_input(struct server *s)
{
	ssize_t n = read(STDIN_FILENO, buf_reserve(&s->in, CHUNK), CHUNK);

	if (n > 0)
		buf_commit(&s->in, (size_t)n);
	s->ended = n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
	take_lines(s);
}

/* --- The program. */

static void read_answers(struct server *s)
{
	struct str line;
	struct err e;
	bool good = ctl_client_fill(s->client, &e);

	str_init(&line);
	while (ctl_client_take(s->client, &line))
		mcp_answer(s->mcp, line.text, line.length);
	str_fini(&line);
	if (!good)
		lose(s, e.text);
}

/* A reader of ours that has gone wants nothing more. */
static void serve(struct server *s)
{
	while (!s->failed && (!s->ended || mcp_pending(s->mcp))) {
		struct pollfd fds[] = {
			{ .fd = s->ended ? -1 : STDIN_FILENO, .events = POLLIN },
			{ .fd = s->client ? ctl_client_fd(s->client) : -1, .events = POLLIN },
			{ .fd = STDOUT_FILENO },
		};

		if (poll(fds, 3, -1) < 0)
			continue;
		if (fds[1].revents)
			read_answers(s);
		if (fds[0].revents)
			read_input(s);
		if (fds[2].revents & (POLLERR | POLLNVAL))
			break;
	}
}

bool ctl_mcp_run(const char *path, pid_t pid, bool allow_send, struct err *e)
{
	static const struct mcp_events events = { .reply = on_reply, .ask = on_ask };
	struct server s = { .path = path, .pid = pid, .in = { .secret = true }, .e = e };

	signal(SIGPIPE, SIG_IGN);
	s.mcp = mcp_new(allow_send, &events, &s);
	serve(&s);
	ctl_client_free(s.client);
	mcp_free(s.mcp);
	buf_fini(&s.in);
	return !s.failed;
}
