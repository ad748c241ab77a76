/*
 * How fast the terminal takes what servers send, beside libvterm in the same run. Prints MB/s and
 * their ratio; no verdict, since the machine decides on the figures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vterm.h>

#include "term/terminal.h"
#include "term/view.h"

enum { WIDTH = 120, HEIGHT = 40, INPUT = 4 << 20, CHUNK = 4096, ROUNDS = 8 };

/* Processor time, so that other work on the machine counts for less. */
static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Repeats what `make` writes for line i until the buffer is full; the rest is LF. */
static void fill(char *out, size_t size, int (*make)(char *line, size_t room, unsigned i))
{
	size_t used = 0;
	char line[1024];

	for (unsigned i = 0;; i++) {
		int n = make(line, sizeof(line), i);

		if (used + (size_t)n > size)
			break;
		memcpy(out + used, line, (size_t)n);
		used += (size_t)n;
	}
	memset(out + used, '\n', size - used);
}

static int coloured(char *line, size_t room, unsigned i)
{
	int n = 0;

	for (unsigned k = 0; k < 12; k++)
		n += snprintf(line + n, room - (size_t)n, "\x1b[%um%-10u", 31 + (i + k) % 7, i * 12 + k);
	return n + snprintf(line + n, room - (size_t)n, "\x1b[m\r\n");
}

static int plain(char *line, size_t room, unsigned i)
{
	return snprintf(line, room, "%-118u\r\n", i);
}

static int mixed(char *line, size_t room, unsigned i)
{
	return snprintf(line, room,
			"\x1b[38;5;%um\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \x1b[38;2;%u;2;3mcaf\xc3\xa9 e\xcc\x81 %u\x1b[m\r\n",
			i % 256, i % 256, i);
}

static int addressed(char *line, size_t room, unsigned i)
{
	return snprintf(line, room, "\x1b[%u;%uH\x1b[1;3%um%u\x1b[K", 1 + i % HEIGHT, 1 + i % 70, i % 8, i);
}

static int endless(char *line, size_t room, unsigned i)
{
	return snprintf(line, room, "%u ", i);
}

static enum terminal_verdict keep(void *user, const struct terminal_line *line, struct str *replacement)
{
	(void)replacement;
	*(size_t *)user += line->length;
	return TERMINAL_KEEP;
}

static double run_hail(const char *input, bool lines)
{
	struct terminal_config config = {WIDTH, HEIGHT, true, 100000, 64 << 20};
	struct terminal_events events = {.line = lines ? keep : NULL};
	size_t total = 0;
	Terminal *t = terminal_new(&config, &events, &total);
	double start = now();

	for (int round = 0; round < ROUNDS; round++)
		for (size_t at = 0; at < INPUT; at += CHUNK)
			terminal_write(t, input + at, CHUNK, 0);
	double taken = now() - start;
	terminal_free(t);
	return (double)ROUNDS * INPUT / taken / 1e6;
}

static double run_vterm(const char *input)
{
	VTerm *vt = vterm_new(HEIGHT, WIDTH);

	vterm_set_utf8(vt, 1);
	vterm_screen_enable_altscreen(vterm_obtain_screen(vt), 1);
	vterm_screen_set_damage_merge(vterm_obtain_screen(vt), VTERM_DAMAGE_SCROLL);
	vterm_screen_reset(vterm_obtain_screen(vt), 1);
	double start = now();
	for (size_t at = 0; at < INPUT; at += CHUNK)
		vterm_input_write(vt, input + at, CHUNK);
	double taken = now() - start;
	vterm_free(vt);
	return (double)INPUT / taken / 1e6;
}

/* Microseconds to draw one window, at the tail and in the middle of a full history. */
static void run_views(const char *input)
{
	struct terminal_config config = {WIDTH, HEIGHT, true, 100000, 64 << 20};
	struct terminal_events events = {0};
	Terminal *t = terminal_new(&config, &events, NULL);
	struct cells cells;
	struct view_result result;
	struct view_anchor anchor;
	struct view_request q = {.presentation = VIEW_TRANSCRIPT, .width = WIDTH, .height = HEIGHT, .tail = true};

	cells_init(&cells);
	for (int round = 0; round < ROUNDS; round++)
		terminal_write(t, input, INPUT, 0);
	for (int tail = 1; tail >= 0; tail--) {
		q.tail = tail;
		q.anchor.line = terminal_end_line(t) / 2 + terminal_first_line(t) / 2;
		double start = now();
		for (int i = 0; i < 1000; i++) {
			cells_reset(&cells, WIDTH, HEIGHT);
			view_render(t, &q, &cells, 0, 0, &result);
		}
		printf("view %-8s %8.1f us\n", tail ? "tail" : "middle", (now() - start) * 1e3);
	}
	q.tail = true;
	double start = now();
	view_scroll(t, &q, -1000000, &anchor);
	printf("view_scroll to the top of %llu lines: %.1f ms; history %.1f MB\n",
	       (unsigned long long)(terminal_end_line(t) - terminal_first_line(t)), (now() - start) * 1e3,
	       (double)terminal_history_bytes(t) / 1e6);
	cells_fini(&cells);
	terminal_free(t);
}

int main(void)
{
	static const struct {
		const char *name;
		int (*make)(char *line, size_t room, unsigned i);
	} inputs[] = {
		{"coloured lines", coloured}, {"plain lines", plain}, {"CJK, 256 and true colour", mixed},
		{"addressed", addressed}, {"no newline", endless},
	};
	char *input = malloc(INPUT);

	if (!input)
		return 1;
	printf("%-26s %10s %10s %10s %8s\n", "MB/s at 120x40", "hail", "+ lines", "libvterm", "ratio");
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		fill(input, INPUT, inputs[i].make);
		double ours = run_hail(input, false), lines = run_hail(input, true), theirs = run_vterm(input);

		printf("%-26s %10.1f %10.1f %10.1f %8.1f\n", inputs[i].name, ours, lines, theirs, ours / theirs);
	}
	fill(input, INPUT, coloured);
	run_views(input);
	free(input);
	return 0;
}
