#include "fleet/output.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "fleet/shown-lines.h"
#include "base/poison.h"

enum {
	OUTPUT_SAFE_WRITE = 4096, /* a writable pipe takes this much without blocking (POSIX) */
	OUTPUT_FILE_WRITE = 65536,
	OUTPUT_IDLE_MAX = 1000, /* calls in a row that poll(2) promised to do something */
};

struct Output {
	Loop *loop;
	LoopWatch *watch;
	struct buf waits;
	size_t chunk;
	unsigned idle;
	bool closed;
	struct err error;
	void (*stopped)(void *user);
	void (*taken)(void *user);
	void *user;
	bool terminal; /* standard error is one */
	bool shares; /* standard output goes there, too */
	size_t shown; /* columns of the progress that stand on it */
};

static void stop(Output *o)
{
	o->closed = true;
	buf_clear(&o->waits);
	loop_watch_pause(o->watch);
	o->stopped(o->user);
}

static void tell_taken(Output *o)
{
	void (*taken)(void *user) = o->taken;

	o->taken = NULL;
	if (taken)
		taken(o->user);
}

static void on_writable(void *user, short revents)
{
	Output *o = user;
	size_t n = buf_length(&o->waits);
	ssize_t done = 0;

	if (n)
		done = write(STDOUT_FILENO, buf_data(&o->waits), n < o->chunk ? n : o->chunk);
	if (done < 0 && (errno == EINTR || errno == EAGAIN) && ++o->idle < OUTPUT_IDLE_MAX)
		return;
	if (done < 0 && errno != EPIPE)
		err_set(&o->error, ERR_OTHER, "cannot write to standard output: %s",
			strerror(errno));
	if (done < 0 || (!n && revents & (POLLERR | POLLHUP | POLLNVAL))) {
		stop(o);
		return;
	}
	o->idle = 0;
	buf_consume(&o->waits, (size_t)done);
	if (buf_length(&o->waits))
		return;
	loop_watch_pause(o->watch);
	tell_taken(o);
}

static size_t chunk_size(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) ? OUTPUT_FILE_WRITE :
								       OUTPUT_SAFE_WRITE;
}

Output *output_new(Loop *loop, void (*stopped)(void *user), void *user)
{
	Output *o = mem_alloc(sizeof(*o));

	o->loop = loop;
	o->stopped = stopped;
	o->user = user;
	o->chunk = chunk_size();
	o->terminal = isatty(STDERR_FILENO);
	o->shares = o->terminal && isatty(STDOUT_FILENO);
	o->watch = loop_watch(loop, LOOP_SOCKETS, STDOUT_FILENO, 0, on_writable, o);
	loop_watch_pause(o->watch);
	return o;
}

void output_free(Output *o)
{
	if (!o)
		return;
	output_progress(o, "");
	loop_unwatch(o->loop, o->watch);
	buf_fini(&o->waits);
	free(o);
}

void output_write(Output *o, const char *bytes, size_t n)
{
	if (o->closed)
		return;
	if (o->shares)
		output_progress(o, "");
	buf_append(&o->waits, bytes, n);
	loop_watch_set(o->watch, POLLOUT);
}

size_t output_waits(const Output *o)
{
	return buf_length(&o->waits);
}

void output_when_empty(Output *o, void (*taken)(void *user))
{
	o->taken = taken;
	if (!buf_length(&o->waits))
		loop_watch_set(o->watch, POLLOUT);
}

const struct err *output_error(const Output *o)
{
	return &o->error;
}

bool output_is_closed(const Output *o)
{
	return o->closed;
}

/* --- Standard error. */

bool output_shows_progress(const Output *o)
{
	return o->terminal && !(o->shares && buf_length(&o->waits));
}

static size_t columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

void output_progress(Output *o, const char *text)
{
	size_t n = strlen(text), width = columns();
	struct str line;

	if (!o->terminal || (!n && !o->shown))
		return;
	n = n < width ? n : width - 1;
	while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--; /* in the middle of a character */
	str_init(&line);
	str_append_char(&line, '\r');
	str_append(&line, text, n);
	for (size_t i = n; i < o->shown; i++)
		str_append_char(&line, ' ');
	if (!n)
		str_append_char(&line, '\r');
	fputs(line.text, stderr);
	str_fini(&line);
	o->shown = n;
}

void output_say(Output *o, const char *text)
{
	struct str line;

	output_progress(o, "");
	str_init(&line);
	shown_lines_append(&line, "hail: ", text);
	fputs(line.text, stderr);
	str_fini(&line);
}
