#include "app/standard-output.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupted.h"
#include "base/poison.h"

bool standard_again(int fd, short events, int error, unsigned *times)
{
	struct pollfd p = { .fd = fd, .events = events };

	if (error != EAGAIN)
		return interrupted(error, times);
	return poll(&p, 1, -1) >= 0 || interrupted(errno, times);
}

bool standard_output_write(struct buf *out, struct err *e)
{
	unsigned times = 0;

	while (buf_length(out)) {
		ssize_t n = write(STDOUT_FILENO, buf_data(out), buf_length(out));

		if (n >= 0) {
			times = 0;
			buf_consume(out, (size_t)n);
		} else if (errno == EPIPE) {
			return false;
		} else if (!standard_again(STDOUT_FILENO, POLLOUT, errno, &times)) {
			return err_set(e, ERR_OTHER, "cannot write to standard output: %s",
				       strerror(errno));
		}
	}
	return true;
}
