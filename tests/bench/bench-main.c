/*
 * How fast Hail takes what servers send, beside limits in the same run: reading alone, libtelnet
 * alone, libvterm. Prints figures and their ratios; no verdict, since the machine decides on them.
 */
#include "bench/bench.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <vterm.h>

#include "term/terminal.h"
#include "term/view.h"

static const struct bench_path *const paths[] = {
	&bench_discard, &bench_libtelnet, &bench_libvterm, &bench_telnet,
	&bench_mccp2,   &bench_terminal,  &bench_session,
};

enum { DISCARD, LIBTELNET, LIBVTERM, TELNET, MCCP2, TERMINAL, SESSION, PATHS };

_Noreturn void bench_fail(const char *what)
{
	fprintf(stderr, "bench: %s failed\n", what);
	exit(1);
}

double bench_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* MB/s: the best of some runs of at least a tenth of a second, after one that fills history. */
static double measure(const struct bench_path *path, const char *input)
{
	void *self = path->open(input);
	double best = 0;

	path->take(self, input);
	for (int run = 0; run < 3; run++) {
		double start = bench_now(), taken = 0, bytes = 0;

		while (taken < 0.1) {
			path->take(self, input);
			bytes += BENCH_INPUT;
			taken = bench_now() - start;
		}
		if (bytes / taken > best)
			best = bytes / taken;
	}
	path->close(self);
	return best / 1e6;
}

static void run_rates(char *input)
{
	double rate[64][PATHS];
	size_t count = 0;

	printf("%-26s", "MB/s of processor time");
	for (int p = 0; p < PATHS; p++)
		printf(" %13s", paths[p]->name);
	printf("\n");
	for (; bench_inputs[count].name; count++) {
		bench_fill(input, &bench_inputs[count]);
		printf("%-26s", bench_inputs[count].name);
		for (int p = 0; p < PATHS; p++) {
			rate[count][p] = measure(paths[p], input);
			printf(" %13.1f", rate[count][p]);
			fflush(stdout);
		}
		printf("\n");
	}
	printf("\n%-26s %17s %17s %17s %17s %17s %17s\n", "ratios", "telnet/libtelnet",
	       "mccp2/telnet", "terminal/libvterm", "session/libvterm", "session/terminal",
	       "discard/session");
	for (size_t i = 0; i < count; i++) {
		const double *r = rate[i];

		printf("%-26s %17.2f %17.2f %17.2f %17.2f %17.2f %17.2f\n", bench_inputs[i].name,
		       r[TELNET] / r[LIBTELNET], r[MCCP2] / r[TELNET], r[TERMINAL] / r[LIBVTERM],
		       r[SESSION] / r[LIBVTERM], r[SESSION] / r[TERMINAL], r[DISCARD] / r[SESSION]);
	}
}

/* Bytes of the heap in use, or 0 where that isn't known. */
static size_t heap(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
#else
	return 0;
#endif
}

/* A terminal whose history holds BENCH_LINES lines and has no limit in bytes that counts. */
static Terminal *full_terminal(const struct bench_input *input, size_t *sent)
{
	struct terminal_config config = { BENCH_WIDTH, BENCH_HEIGHT, true, BENCH_LINES,
					  (size_t)1 << 30 };
	struct terminal_events events = { 0 };
	Terminal *t = terminal_new(&config, &events, NULL);
	char text[1024];

	*sent = 0;
	for (unsigned i = 0; i < BENCH_LINES + BENCH_HEIGHT; i++) {
		int n = input->make(text, sizeof(text), i);

		terminal_write(t, text, (size_t)n, 0);
		*sent += (size_t)n;
	}
	return t;
}

static void run_memory(void)
{
	double cells = (double)sizeof(VTermScreenCell) * BENCH_WIDTH * BENCH_LINES;

	printf("\n%-26s %13s %13s %13s %13s\n", "MB a 100,000 lines", "sent", "counted", "heap",
	       "cells/heap");
	for (const struct bench_input *input = bench_inputs; input->name; input++) {
		size_t before = heap(), sent;

		if (!strcmp(input->name, "cursor-addressed") || !strcmp(input->name, "no newline"))
			continue;
		Terminal *t = full_terminal(input, &sent);
		size_t used = heap() - before;
		printf("%-26s %13.1f %13.1f %13.1f %13.1f\n", input->name, (double)sent / 1e6,
		       (double)terminal_history_bytes(t) / 1e6, (double)used / 1e6,
		       used ? cells / (double)used : 0);
		terminal_free(t);
	}
	printf("(cells: as many of libvterm's, %.0f MB)\n", cells / 1e6);
}

/* Time to draw one window, at the tail and in the middle of a full history, and to scroll through
 * it. */
static void run_views(void)
{
	size_t sent;
	Terminal *t = full_terminal(&bench_inputs[0], &sent);
	struct cells cells;
	struct view_result result;
	struct view_request q = {
		.presentation = VIEW_TRANSCRIPT,
		.width = BENCH_WIDTH,
		.height = BENCH_HEIGHT,
		.anchor.line = terminal_end_line(t) / 2 + terminal_first_line(t) / 2,
	};

	cells_init(&cells);
	printf("\n");
	for (int tail = 1; tail >= 0; tail--) {
		q.tail = tail;
		double start = bench_now();
		for (int i = 0; i < 1000; i++) {
			cells_reset(&cells, BENCH_WIDTH, BENCH_HEIGHT);
			view_render(t, &q, &cells, 0, 0, &result);
		}
		printf("%-40s %8.1f us\n",
		       tail ? "draw a window, coloured lines, tail" : "the same in mid-history",
		       (bench_now() - start) * 1e3);
	}
	q.tail = true;
	double start = bench_now();
	view_scroll(t, &q, -1000000, &q.anchor);
	printf("%-40s %8.1f ms\n", "scroll from the tail to the top", (bench_now() - start) * 1e3);
	cells_fini(&cells);
	terminal_free(t);
}

int main(void)
{
	char *input = malloc(BENCH_INPUT);

	if (!input)
		bench_fail("malloc");
	printf("%dx%d, %d bytes a call\n\n", BENCH_WIDTH, BENCH_HEIGHT, BENCH_CHUNK);
	run_rates(input);
	run_memory();
	run_views();
	bench_history();
	free(input);
	return 0;
}
