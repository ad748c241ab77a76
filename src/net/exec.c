#include "net/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/mem.h"
#include "net/address-text.h"
#include "net/exec-errors.h"
#include "net/exec-spawn.h"
#include "net/exec-words.h"
#include "net/tcp.h"
#include "base/poison.h"

enum {
	ERRORS_BUDGET = 64 * 1024,
	SIZE_MAX_CELLS = 65535,
	CTRL_D = 4,
};

struct exec {
	Transport *stream;
	Children *children;
	pid_t pid;
	char *name;
	char last; /* byte written; LF at the beginning */
	char end_bytes[2]; /* still to be typed for the end of our direction */
	size_t end_count;
	int errors_fd; /* -1 = none */
	int both_fd; /* epoll of socket and stderr: owners poll one descriptor; -1 = none */
	struct exec_errors errors;
};

/* --- stderr. */

static void close_errors(struct exec *x)
{
	exec_errors_end(&x->errors);
	close(x->errors_fd);
	x->errors_fd = -1;
}

static void read_errors(struct exec *x)
{
	char bytes[4096];

	for (size_t total = 0; x->errors_fd >= 0 && total < ERRORS_BUDGET;) {
		ssize_t n = read(x->errors_fd, bytes, sizeof(bytes));

		if (n > 0) {
			exec_errors_add(&x->errors, bytes, (size_t)n);
			total += (size_t)n;
		} else if (!n || (errno != EAGAIN && errno != EINTR)) {
			close_errors(x);
		} else if (errno == EAGAIN) {
			return;
		}
	}
}

/* --- Both kinds. */

/* A command that ends without reading all leaves an error on the socket: for a reader it is the
 * end. */
static enum io_status exec_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	struct exec *x = self;
	enum io_status status;

	read_errors(x);
	status = transport_read(x->stream, to, room, done, e);
	return status == IO_ERROR ? IO_EOF : status;
}

static enum io_status exec_write(void *self, const char *from, size_t n, size_t *done,
				 struct err *e)
{
	struct exec *x = self;
	enum io_status status;

	read_errors(x);
	status = transport_write(x->stream, from, n, done, e);
	if (status == IO_ERROR) {
		*done = n;
		status = IO_OK;
	}
	if (status == IO_OK)
		x->last = from[*done - 1];
	return status;
}

static int exec_fd(const void *self)
{
	const struct exec *x = self;

	return transport_fd(x->stream);
}

static int exec_retry_ms(const void *self)
{
	const struct exec *x = self;

	return transport_retry_ms(x->stream);
}

static void exec_free(void *self)
{
	struct exec *x = self;

	if (x->both_fd >= 0)
		close(x->both_fd);
	transport_free(x->stream);
	if (x->errors_fd >= 0)
		close_errors(x);
	exec_errors_fini(&x->errors);
	children_release(x->children, x->pid);
	free(x->name);
	free(x);
}

/* --- The socketpair. */

static int pair_fd(const void *self)
{
	const struct exec *x = self;

	return x->both_fd >= 0 ? x->both_fd : exec_fd(x);
}

static uint32_t epoll_events(unsigned wants)
{
	return (wants & TRANSPORT_READ ? (uint32_t)EPOLLIN : 0) |
	       (wants & TRANSPORT_WRITE ? (uint32_t)EPOLLOUT : 0);
}

/* A command that has filled the pipe of its stderr waits. So stderr wakes the owner too, whose next
 * read or write collects it. */
static void watch_both(struct exec *x)
{
	struct epoll_event event = { .events = EPOLLIN };

	x->both_fd = epoll_create1(EPOLL_CLOEXEC);
	if (x->both_fd < 0)
		return; /* the socket alone is polled */
	best_effort(epoll_ctl(x->both_fd, EPOLL_CTL_ADD, exec_fd(x), &event));
	best_effort(epoll_ctl(x->both_fd, EPOLL_CTL_ADD, x->errors_fd, &event));
}

static unsigned pair_wants(const void *self, bool reading, bool writing)
{
	const struct exec *x = self;
	unsigned wants = transport_wants(x->stream, reading, writing);
	struct epoll_event event = { .events = epoll_events(wants) };

	if (x->both_fd < 0)
		return wants;
	epoll_ctl(x->both_fd, EPOLL_CTL_MOD, exec_fd(x), &event);
	return wants ? TRANSPORT_READ : 0;
}

static bool pair_shutdown(void *self, struct err *e)
{
	struct exec *x = self;

	/* A command that has ended already has no use for the end. */
	best_effort(transport_shutdown(x->stream, e));
	return true;
}

static const struct transport_ops pair_ops = {
	.name = "exec",
	.read = exec_read,
	.write = exec_write,
	.shutdown = pair_shutdown,
	.fd = pair_fd,
	.wants = pair_wants,
	.retry_ms = exec_retry_ms,
	.free = exec_free,
};

/* --- The pty. */

static void type_end(struct exec *x)
{
	struct err e;
	size_t done;

	while (x->end_count) {
		switch (transport_write(x->stream, x->end_bytes, x->end_count, &done, &e)) {
		case IO_OK: x->end_count -= done; break;
		case IO_AGAIN: return;
		case IO_EOF:
		case IO_ERROR: x->end_count = 0; break;
		}
	}
}

static enum io_status pty_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	type_end(self);
	return exec_read(self, to, room, done, e);
}

/* In the middle of a line the first end-of-file character passes the line on, the second ends. */
static bool pty_shutdown(void *self, struct err *e)
{
	struct exec *x = self;
	struct termios t;
	char end = CTRL_D;
	bool lines = true;

	if (!tcgetattr(exec_fd(x), &t)) {
		lines = t.c_lflag & ICANON;
		end = (char)t.c_cc[VEOF];
	}
	if (end == (char)_POSIX_VDISABLE)
		return err_set(e, ERR_OTHER, "\"%s\" has turned off the end-of-file character",
			       address_text_shown(x->name));
	x->end_bytes[0] = x->end_bytes[1] = end;
	x->end_count = lines && !strchr("\r\n", x->last) ? 2 : 1;
	type_end(x);
	return true;
}

static unsigned pty_wants(const void *self, bool reading, bool writing)
{
	const struct exec *x = self;

	return transport_wants(x->stream, reading, writing || x->end_count);
}

static const struct transport_ops pty_ops = {
	.name = "pty",
	.read = pty_read,
	.write = exec_write,
	.shutdown = pty_shutdown,
	.fd = exec_fd,
	.retry_ms = exec_retry_ms,
	.wants = pty_wants,
	.free = exec_free,
};

static struct exec *self_of(Transport *t)
{
	struct exec *x = transport_self(t, &pty_ops);

	return x ? x : transport_self(t, &pair_ops);
}

static bool set_size(int fd, unsigned columns, unsigned rows)
{
	struct winsize size = { 0 };

	size.ws_col = (unsigned short)(columns < SIZE_MAX_CELLS ? columns : SIZE_MAX_CELLS);
	size.ws_row = (unsigned short)(rows < SIZE_MAX_CELLS ? rows : SIZE_MAX_CELLS);
	return !ioctl(fd, TIOCSWINSZ, &size);
}

/* A fresh pty; both ends are close-on-exec. */
static bool open_pty(const struct exec_config *config, int *ours, int *theirs, struct err *e)
{
	struct termios t;
	char name[64];

	*theirs = -1;
	*ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*ours >= 0 && !grantpt(*ours) && !unlockpt(*ours) &&
	    !ptsname_r(*ours, name, sizeof(name)))
		*theirs = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*theirs < 0) {
		err_set(e, ERR_OTHER, "cannot make a terminal for the command: %s",
			strerror(errno));
		if (*ours >= 0)
			close(*ours);
		return false;
	}
#ifdef IUTF8
	if (!tcgetattr(*theirs, &t)) {
		t.c_iflag |= IUTF8;
		tcsetattr(*theirs, TCSANOW, &t);
	}
#endif
	set_size(*theirs, config->columns, config->rows);
	return true;
}

/* --- Starting. */

/* Our environment with another TERM, without the variables that describe the user's terminal. */
static char **make_environment(const char *term)
{
	static const char *const left_out[] = { "TERM=", "TERMCAP=", "COLUMNS=", "LINES=" };
	size_t count = 0, kept = 0;
	struct str entry;
	char **list;

	while (environ[count])
		count++;
	list = mem_calloc(count + 2, sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		bool keep = true;

		for (size_t j = 0; term && j < sizeof(left_out) / sizeof(*left_out); j++)
			keep = keep && strncmp(environ[i], left_out[j], strlen(left_out[j]));
		if (keep)
			list[kept++] = environ[i];
	}
	if (!term)
		return list;
	str_init(&entry);
	str_append_format(&entry, "TERM=%s", term);
	list[kept] = str_take(&entry);
	return list;
}

static void free_environment(char **list, const char *term)
{
	size_t n = 0;

	while (list[n])
		n++;
	if (term)
		free(list[n - 1]);
	free(list);
}

static bool make_words(const struct exec_config *config, struct exec_words *words, struct err *e)
{
	if (!exec_words_split(config->command, words, e))
		return false;
	if (!config->host || exec_words_expand(words, config->host, config->port, e))
		return true;
	exec_words_fini(words);
	return false;
}

/* Starts the command on `fds`; `ours` and `errors` (-1 = none) are taken in any case. */
static Transport *start(const struct exec_config *config, const int fds[EXEC_SPAWN_FDS],
			bool terminal, int ours, int errors, struct err *e)
{
	const char *term = terminal ? config->term : NULL;
	struct exec_spawn spawn = { .fds = { fds[0], fds[1], fds[2] }, .terminal = terminal };
	struct exec_words words = { 0 };
	struct exec *x;
	bool ok = make_words(config, &words, e);
	pid_t pid = -1;

	if (ok) {
		spawn.words = words.words;
		spawn.environment = make_environment(term);
		ok = exec_spawn(&spawn, &pid, e);
		free_environment((char **)spawn.environment, term);
	}
	if (!ok) {
		exec_words_fini(&words);
		close(ours);
		if (errors >= 0)
			close(errors);
		return NULL;
	}
	x = mem_alloc(sizeof(*x));
	x->stream = fd_transport(ours);
	x->children = config->children;
	x->pid = pid;
	x->name = mem_strdup(words.words[0]);
	x->last = '\n';
	x->errors_fd = errors;
	x->both_fd = -1;
	if (errors >= 0)
		watch_both(x);
	exec_errors_init(&x->errors);
	children_add(x->children, pid);
	exec_words_fini(&words);
	return transport_new(terminal ? &pty_ops : &pair_ops, x);
}

Transport *exec_pty(const struct exec_config *config, struct err *e)
{
	Transport *t;
	int ours, theirs;

	if (!open_pty(config, &ours, &theirs, e))
		return NULL;
	t = start(config, (const int[]){ theirs, theirs, theirs }, true, ours, -1, e);
	close(theirs);
	return t;
}

static bool make_ends(bool collect, int pair[2], int errors[2], struct err *e)
{
	errors[0] = -1;
	errors[1] = STDERR_FILENO;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(e, ERR_OTHER, "cannot make a socket for the command: %s",
			       strerror(errno));
	if (!collect || !pipe2(errors, O_CLOEXEC))
		return true;
	err_set(e, ERR_OTHER, "cannot make a pipe for the command: %s", strerror(errno));
	close(pair[0]);
	close(pair[1]);
	return false;
}

Transport *exec_pair(const struct exec_config *config, struct err *e)
{
	bool collect = !config->inherit_errors;
	int pair[2], errors[2], fds[EXEC_SPAWN_FDS];
	Transport *t;

	if (!make_ends(collect, pair, errors, e))
		return NULL;
	if (collect)
		fcntl(errors[0], F_SETFL, O_NONBLOCK);
	fds[0] = fds[1] = pair[1];
	fds[2] = errors[1];
	t = start(config, fds, false, pair[0], errors[0], e);
	close(pair[1]);
	if (collect)
		close(errors[1]);
	return t;
}

/* --- What can be asked. */

bool exec_resize(Transport *t, unsigned columns, unsigned rows)
{
	struct exec *x = transport_self(t, &pty_ops);

	return x && set_size(exec_fd(x), columns, rows);
}

static void describe_end(struct child_end end, struct str *out)
{
	if (end.state == CHILD_RUNNING)
		str_append_string(out, "closed the connection");
	else if (end.state == CHILD_KILLED)
		str_append_format(out, "was ended by signal %d (%s)", end.code,
				  strsignal(end.code));
	else if (end.code > 0)
		str_append_format(out, "ended with status %d", end.code);
	else
		str_append_string(out, "ended");
}

enum exec_end exec_look(Transport *t)
{
	struct exec *x = self_of(t);
	struct child_end end = { .state = CHILD_KILLED };

	if (x)
		end = children_look(x->children, x->pid);
	if (end.state == CHILD_RUNNING)
		return EXEC_RUNNING;
	return end.state == CHILD_KILLED || end.code ? EXEC_FAILED : EXEC_SUCCEEDED;
}

void exec_explain(Transport *t, struct err *e)
{
	struct exec *x = self_of(t);
	struct str text;

	err_clear(e);
	if (!x)
		return;
	read_errors(x);
	str_init(&text);
	describe_end(children_look(x->children, x->pid), &text);
	if (x->errors.last.length)
		str_append_format(&text, ": %s", x->errors.last.text);
	err_set(e, ERR_OTHER, "\"%s\" %s", address_text_shown(x->name), text.text);
	str_fini(&text);
}
