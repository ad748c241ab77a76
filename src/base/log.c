#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/poison.h"

static int log_fd = -1;

bool log_open(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_set(e, ERR_OTHER, "cannot open the debug log %s: %s", path,
			       strerror(errno));
	log_close();
	log_fd = fd;
	return true;
}

void log_debug(const char *format, ...)
{
	char line[1024];
	va_list args;
	int head, body;
	size_t n;

	if (log_fd < 0)
		return;
	head = snprintf(line, sizeof(line), "%lld ", (long long)clock_mono_ms());
	va_start(args, format);
	body = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, format, args);
	va_end(args);
	n = (size_t)head + (body > 0 ? (size_t)body : 0);
	if (n > sizeof(line) - 2)
		n = sizeof(line) - 2;
	/* What a peer sent may be in it: it must not look like another line or move a cursor. */
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	}
	line[n++] = '\n';
	if (write(log_fd, line, n) < 0)
		log_close();
}

void log_close(void)
{
	if (log_fd >= 0)
		close(log_fd);
	log_fd = -1;
}
