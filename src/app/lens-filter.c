#include "app/lens-filter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/exit-status.h"
#include "app/pipe-lens.h"
#include "base/interrupted.h"
#include "base/poison.h"

enum { CHUNK = 65536 };

/* Whether a call that has failed with `error` is to be made again. A descriptor that others have
 * made non-blocking is waited for. */
static bool again(int fd, short events, int error, unsigned *times)
{
	struct pollfd p = { .fd = fd, .events = events };

	if (error != EAGAIN)
		return interrupted(error, times);
	return poll(&p, 1, -1) >= 0 || interrupted(errno, times);
}

/* Writes all of `out`. False at an error; `e` stays as it is where nobody reads any more. */
static bool flush(struct buf *out, struct err *e)
{
	unsigned times = 0;

	while (buf_length(out)) {
		ssize_t n = write(STDOUT_FILENO, buf_data(out), buf_length(out));

		if (n >= 0) {
			times = 0;
			buf_consume(out, (size_t)n);
		} else if (errno == EPIPE) {
			return false;
		} else if (!again(STDOUT_FILENO, POLLOUT, errno, &times)) {
			return err_set(e, ERR_OTHER, "cannot write to standard output: %s",
				       strerror(errno));
		}
	}
	return true;
}

/* Reads until the end; false at an error. */
static bool read_all(PipeLens *lens, struct buf *out, struct err *e)
{
	unsigned times = 0;
	char bytes[CHUNK];

	for (;;) {
		ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

		if (n < 0 && again(STDIN_FILENO, POLLIN, errno, &times))
			continue;
		if (n < 0)
			return err_set(e, ERR_OTHER, "cannot read standard input: %s",
				       strerror(errno));
		if (n == 0)
			return true;
		times = 0;
		pipe_lens_feed(lens, bytes, (size_t)n);
		if (!flush(out, e))
			return false;
	}
}

int lens_filter_run(const struct args *args, const Options *options)
{
	struct err e = { .kind = ERR_NONE }, unread = { .kind = ERR_NONE };
	PipeLens *lens;
	struct buf out;

	signal(SIGPIPE, SIG_IGN);
	buf_init(&out);
	lens = pipe_lens_new(args, options, &out, &e);
	if (lens) {
		bool good = read_all(lens, &out, &e);

		if (good || e.kind != ERR_NONE) {
			pipe_lens_end(lens, &unread);
			flush(&out, e.kind == ERR_NONE ? &e : NULL);
		}
		if (good && e.kind == ERR_NONE)
			e = unread;
	}
	pipe_lens_free(lens);
	buf_fini(&out);
	return e.kind == ERR_NONE ? 0 : exit_with(&e);
}
