#include "app/lens-filter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/exit-status.h"
#include "app/pipe-lens.h"
#include "app/standard-output.h"
#include "base/poison.h"

enum { CHUNK = 65536 };

/* Reads until the end; false at an error. */
static bool read_all(PipeLens *lens, struct buf *out, struct err *e)
{
	unsigned times = 0;
	char bytes[CHUNK];

	for (;;) {
		ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

		if (n < 0 && standard_again(STDIN_FILENO, POLLIN, errno, &times))
			continue;
		if (n < 0)
			return err_set(e, ERR_OTHER, "cannot read standard input: %s",
				       strerror(errno));
		if (n == 0)
			return true;
		times = 0;
		pipe_lens_feed(lens, bytes, (size_t)n);
		if (!standard_output_write(out, e))
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
			standard_output_write(&out, e.kind == ERR_NONE ? &e : NULL);
		}
		if (good && e.kind == ERR_NONE)
			e = unread;
	}
	pipe_lens_free(lens);
	buf_fini(&out);
	return e.kind == ERR_NONE ? 0 : exit_with(&e);
}
