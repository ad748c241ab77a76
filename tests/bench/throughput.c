/*
 * How fast the whole program takes what a peer sends: from its first byte until the last line is on
 * the terminal, history on, beside an ideal netcat, which only copies from the socket to the
 * terminal; and with a log, beside itself without. Prints MB/s of wall-clock time and their ratios;
 * no verdict, since the machine decides.
 *
 * usage: throughput [INPUT...]      words of the inputs' names (default: all)
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/stream.h"

enum { REPEATS = 16, RUNS = 5 };

_Noreturn void bench_fail(const char *what)
{
	perror(what);
	exit(1);
}

static _Noreturn void run_netcat(unsigned port, const void *user)
{
	static char buffer[65536];
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ssize_t n;

	(void)user;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		_exit(1);
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		stream_write(STDOUT_FILENO, buffer, (size_t)n);
	_exit(0);
}

static _Noreturn void run_hail(unsigned port, const void *user)
{
	char word[16];

	(void)user;
	snprintf(word, sizeof(word), "%u", port);
	setenv("TERM", "xterm-256color", 1);
	execl(getenv("HAIL"), "hail", "--no-config", "127.0.0.1", word, (char *)NULL);
	_exit(127);
}

/* The same with a log, whose name is `user`. */
static _Noreturn void run_logged(unsigned port, const void *user)
{
	char word[16];

	snprintf(word, sizeof(word), "%u", port);
	setenv("TERM", "xterm-256color", 1);
	execl(getenv("HAIL"), "hail", "--no-config", "--log", (const char *)user, "127.0.0.1", word,
	      (char *)NULL);
	_exit(127);
}

/* MB/s of one run. */
static double run_once(void (*run)(unsigned port, const void *user), const void *user,
		       const char *ready, const char *input)
{
	const struct stream s = { .run = run,
				  .user = user,
				  .ready = ready,
				  .text = input,
				  .length = BENCH_INPUT,
				  .repeats = REPEATS };

	return (double)BENCH_INPUT * REPEATS / stream_run(&s).seconds / 1e6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(const struct bench_input *which, char *input)
{
	double hail[RUNS], netcat[RUNS], logged[RUNS];
	char log[] = "/tmp/hail-bench-XXXXXX";

	close(mkstemp(log));

	bench_fill(input, which);
	for (int i = 0; i < RUNS; i++) {
		hail[i] = run_once(run_hail, NULL, "connected", input);
		logged[i] = run_once(run_logged, log, "connected", input);
		netcat[i] = run_once(run_netcat, NULL, NULL, input);
		if (truncate(log, 0) != 0)
			bench_fail("truncate");
	}
	qsort(hail, RUNS, sizeof(*hail), compare);
	qsort(netcat, RUNS, sizeof(*netcat), compare);
	qsort(logged, RUNS, sizeof(*logged), compare);
	printf("%-26s %10.1f %10.1f %8.2f %10.1f %8.2f\n", which->name, hail[RUNS / 2],
	       netcat[RUNS / 2], hail[RUNS / 2] / netcat[RUNS / 2], logged[RUNS / 2],
	       logged[RUNS / 2] / hail[RUNS / 2]);
	unlink(log);
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
	printf("%-26s %10s %10s %8s %10s %8s\n", "MB/s of the whole program", "hail", "netcat",
	       "ratio", "with a log", "ratio");
	for (const struct bench_input *which = bench_inputs; which->name; which++)
		if (wanted(which->name, argv + 1))
			measure(which, input);
	free(input);
	return 0;
}
