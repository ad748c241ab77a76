/* What others do with the same bytes: nothing at all, libtelnet alone, libvterm. */
#include "bench/bench.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libtelnet.h>
#include <vterm.h>

/* Read and discard: a socket that another process fills. */
struct discard {
	int fd;
	pid_t writer;
};

static _Noreturn void write_for_ever(int fd, const char *input)
{
	signal(SIGPIPE, SIG_DFL);
	for (;;) {
		for (size_t at = 0; at < BENCH_INPUT;) {
			ssize_t n = write(fd, input + at, BENCH_INPUT - at);

			if (n < 0 && errno != EINTR)
				_exit(1);
			at += n > 0 ? (size_t)n : 0;
		}
	}
}

static void *discard_open(const char *input)
{
	struct discard *d = malloc(sizeof(*d));
	int fds[2];

	if (!d || socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		bench_fail("socketpair");
	d->writer = fork();
	if (d->writer < 0)
		bench_fail("fork");
	if (!d->writer) {
		close(fds[0]);
		write_for_ever(fds[1], input);
	}
	close(fds[1]);
	d->fd = fds[0];
	return d;
}

static void discard_take(void *self, const char *input)
{
	struct discard *d = self;
	char bytes[BENCH_CHUNK];

	(void)input;
	for (size_t at = 0; at < BENCH_INPUT;) {
		ssize_t n = read(d->fd, bytes, sizeof(bytes));

		if (n <= 0)
			bench_fail("read");
		at += (size_t)n;
	}
}

static void discard_close(void *self)
{
	struct discard *d = self;

	close(d->fd);
	while (waitpid(d->writer, NULL, 0) < 0 && errno == EINTR)
		;
	free(d);
}

const struct bench_path bench_discard = { "read, discard", discard_open, discard_take,
					  discard_close };

static void ignore_event(telnet_t *t, telnet_event_t *event, void *user)
{
	(void)t;
	(void)event;
	(void)user;
}

static void *libtelnet_open(const char *input)
{
	static const telnet_telopt_t none[] = { { -1, 0, 0 } };
	telnet_t *t = telnet_init(none, ignore_event, 0, NULL);

	(void)input;
	if (!t)
		bench_fail("telnet_init");
	return t;
}

static void libtelnet_take(void *self, const char *input)
{
	for (size_t at = 0; at < BENCH_INPUT; at += BENCH_CHUNK)
		telnet_recv(self, input + at, BENCH_CHUNK);
}

static void libtelnet_close(void *self)
{
	telnet_free(self);
}

const struct bench_path bench_libtelnet = { "libtelnet", libtelnet_open, libtelnet_take,
					    libtelnet_close };

static void *libvterm_open(const char *input)
{
	VTerm *vt = vterm_new(BENCH_HEIGHT, BENCH_WIDTH);

	(void)input;
	if (!vt)
		bench_fail("vterm_new");
	vterm_set_utf8(vt, 1);
	vterm_screen_enable_altscreen(vterm_obtain_screen(vt), 1);
	vterm_screen_set_damage_merge(vterm_obtain_screen(vt), VTERM_DAMAGE_SCROLL);
	vterm_screen_reset(vterm_obtain_screen(vt), 1);
	return vt;
}

static void libvterm_take(void *self, const char *input)
{
	for (size_t at = 0; at < BENCH_INPUT; at += BENCH_CHUNK)
		vterm_input_write(self, input + at, BENCH_CHUNK);
}

static void libvterm_close(void *self)
{
	vterm_free(self);
}

const struct bench_path bench_libvterm = { "libvterm", libvterm_open, libvterm_take,
					   libvterm_close };
