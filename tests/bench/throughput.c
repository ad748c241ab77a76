/*
 * How fast the whole program takes what a peer sends: from its first byte until the last line is on
 * the terminal, history on, beside an ideal netcat, which only copies from the socket to the
 * terminal. Prints MB/s of wall-clock time and their ratio; no verdict, since the machine decides.
 *
 * usage: throughput [INPUT...]      words of the inputs' names (default: all)
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench.h"

enum { REPEATS = 16, RUNS = 5 };

#define LAST_LINE "that-is-all"

_Noreturn void bench_fail(const char *what)
{
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void write_all(int fd, const char *bytes, size_t n)
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

/* Waits for a byte on `go`, then sends the input and the last line. */
static pid_t start_peer(int listener, int go, const char *input)
{
	pid_t pid = fork();
	char byte;

	if (pid)
		return pid;
	int fd = accept(listener, NULL, NULL);
	if (fd < 0 || read(go, &byte, 1) != 1)
		_exit(1);
	for (int i = 0; i < REPEATS; i++)
		write_all(fd, input, BENCH_INPUT);
	write_all(fd, "\x1b[m\r\n" LAST_LINE, strlen("\x1b[m\r\n" LAST_LINE));
	pause();
	_exit(0);
}

/* --- The clients. */

static _Noreturn void run_netcat(unsigned port)
{
	static char buffer[65536];
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ssize_t n;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		_exit(1);
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		write_all(STDOUT_FILENO, buffer, (size_t)n);
	_exit(0);
}

static _Noreturn void run_hail(unsigned port)
{
	char word[16];

	snprintf(word, sizeof(word), "%u", port);
	setenv("TERM", "xterm-256color", 1);
	execl(getenv("HAIL"), "hail", "--no-config", "127.0.0.1", word, (char *)NULL);
	_exit(127);
}

static pid_t start_client(int listener, void (*run)(unsigned port), unsigned port, int *terminal)
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
	run(port);
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

/* MB/s of one run. */
static double run_once(void (*run)(unsigned port), const char *input, const char *ready)
{
	unsigned port;
	int terminal, go[2], listener = listen_on_loopback(&port);
	pid_t peer, client;

	if (pipe(go))
		bench_fail("pipe");
	peer = start_peer(listener, go[0], input);
	client = start_client(listener, run, port, &terminal);
	if (ready)
		read_until(terminal, ready);
	double start = now();
	write_all(go[1], "", 1);
	read_until(terminal, LAST_LINE);
	double taken = now() - start;
	end(client);
	end(peer);
	close(terminal);
	close(listener);
	close(go[0]);
	close(go[1]);
	return (double)BENCH_INPUT * REPEATS / taken / 1e6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(const struct bench_input *which, char *input)
{
	double hail[RUNS], netcat[RUNS];

	bench_fill(input, which);
	for (int i = 0; i < RUNS; i++) {
		hail[i] = run_once(run_hail, input, "connected");
		netcat[i] = run_once(run_netcat, input, NULL);
	}
	qsort(hail, RUNS, sizeof(*hail), compare);
	qsort(netcat, RUNS, sizeof(*netcat), compare);
	printf("%-26s %10.1f %10.1f %8.2f\n", which->name, hail[RUNS / 2], netcat[RUNS / 2],
	       hail[RUNS / 2] / netcat[RUNS / 2]);
	fflush(stdout);
}

static bool wanted(const char *name, char **words)
{
	if (!*words)
		return true;
	while (*words)
		if (strstr(name, *words++))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	char *input = malloc(BENCH_INPUT);

	(void)argc;
	if (!input || !getenv("HAIL"))
		bench_fail("HAIL");
	printf("%-26s %10s %10s %8s\n", "MB/s of the whole program", "hail", "netcat", "ratio");
	for (const struct bench_input *which = bench_inputs; which->name; which++)
		if (wanted(which->name, argv + 1))
			measure(which, input);
	free(input);
	return 0;
}
