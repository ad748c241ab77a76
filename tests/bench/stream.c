#include "bench/stream.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"

#define LAST_LINE "that-is-all"

static double read_clock(clockid_t clock)
{
	struct timespec ts;

	if (clock_gettime(clock, &ts))
		bench_fail("clock_gettime");
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void stream_write(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written <= 0)
			_exit(1);
		bytes += written;
		n -= (size_t)written;
	}
}

/* --- The peer. */

static int listen_on_loopback(unsigned *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 1) ||
	    getsockname(fd, (struct sockaddr *)&address, &length))
		bench_fail("listen");
	*port = ntohs(address.sin_port);
	return fd;
}

/* Says on `line` when the client has connected, waits for a byte there, then sends the text and the
 * last line. */
static pid_t start_peer(int listener, int line, const struct stream *s)
{
	static const char last[] = "\x1b[m\r\n" LAST_LINE "\r\n";
	pid_t pid = fork();
	char byte = 0;

	if (pid)
		return pid;
	int fd = accept(listener, NULL, NULL);
	if (fd < 0 || write(line, &byte, 1) != 1 || read(line, &byte, 1) != 1)
		_exit(1);
	for (unsigned i = 0; i < s->repeats; i++)
		stream_write(fd, s->text, s->length);
	stream_write(fd, last, sizeof(last) - 1);
	pause();
	_exit(0);
}

static pid_t start_client(int listener, const struct stream *s, unsigned port, int *terminal)
{
	struct winsize size = { .ws_row = BENCH_HEIGHT, .ws_col = BENCH_WIDTH };
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	pid_t pid;

	if (master < 0 || grantpt(master) || unlockpt(master) || ioctl(master, TIOCSWINSZ, &size))
		bench_fail("posix_openpt");
	*terminal = master;
	pid = fork();
	if (pid)
		return pid;
	close(listener);
	setsid();
	int slave = open(ptsname(master), O_RDWR);
	for (int fd = 0; fd <= 2; fd++)
		dup2(slave, fd);
	close(slave);
	s->run(port, s->user);
	_exit(1);
}

/* Reads what the client writes until `text` is among it. */
static void read_until(int terminal, const char *text)
{
	static char buffer[65536 + 64];
	size_t kept = 0, length = strlen(text);

	for (;;) {
		ssize_t n = read(terminal, buffer + kept, sizeof(buffer) - kept);

		if (n <= 0)
			bench_fail("read");
		n += (ssize_t)kept;
		if (memmem(buffer, (size_t)n, text, length))
			return;
		kept = (size_t)n < length ? (size_t)n : length;
		memmove(buffer, buffer + n - kept, kept);
	}
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

struct stream_cost stream_run(const struct stream *s)
{
	unsigned port;
	int terminal, line[2], listener = listen_on_loopback(&port);
	struct stream_cost cost;
	pid_t peer, client;
	clockid_t clock;
	char byte;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line))
		bench_fail("socketpair");
	peer = start_peer(listener, line[0], s);
	client = start_client(listener, s, port, &terminal);
	close(line[0]);
	if (s->ready)
		read_until(terminal, s->ready);
	if (read(line[1], &byte, 1) != 1 || clock_getcpuclockid(client, &clock))
		bench_fail("connect");
	cost.cpu = -read_clock(clock);
	cost.seconds = -read_clock(CLOCK_MONOTONIC);
	stream_write(line[1], "", 1);
	read_until(terminal, LAST_LINE);
	cost.seconds += read_clock(CLOCK_MONOTONIC);
	cost.cpu += read_clock(clock);
	end(client);
	end(peer);
	close(terminal);
	close(listener);
	close(line[1]);
	return cost;
}
