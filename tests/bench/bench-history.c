/*
 * A history of a million log lines: what a line takes, how long a search through all of them, a
 * limited view and a resize take.
 */
#include "bench/bench.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "term/search.h"
#include "term/terminal.h"
#include "term/view.h"

enum {
	LINES = 1000000,
	LINE_BYTES = 91,
	STEP_WORK = 1000000, /* a turn's of a session */
};

static unsigned pick(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

/* A line such as hosts log, LINE_BYTES long; some have a word in colour. Returns the bytes. */
static size_t make_line(char *out, size_t room, unsigned i, uint64_t *state)
{
	static const char *const hosts[] = { "core1", "core2", "edge-7", "mail" };
	static const char *const programs[] = { "sshd", "kernel", "ospfd", "dhcpd", "nginx" };
	static const char *const words[] = { "connection", "accepted", "interface", "changed",
					     "state",      "timeout",  "login",     "session",
					     "closed",     "packet",   "dropped",   "retry",
					     "client",     "request",  "warning",   "error" };
	int n = snprintf(out, room, "Nov %2u %02u:%02u:%02u %s %s[%u]: ", 1 + i / 90000,
			 i / 3600 % 24, i / 60 % 60, i % 60, hosts[pick(state, 4)],
			 programs[pick(state, 5)], 1000 + pick(state, 30000));
	size_t used = (size_t)n, shown = used;

	while (shown < 66) {
		const char *word = words[pick(state, 16)];
		bool colour = pick(state, 20) == 0;

		n = snprintf(out + used, room - used, colour ? "\x1b[31m%s\x1b[m " : "%s ", word);
		used += (size_t)n;
		shown += strlen(word) + 1;
	}
	n = snprintf(out + used, room - used, "10.%u.%u.%u port %u", pick(state, 256),
		     pick(state, 256), pick(state, 256), pick(state, 65536));
	used += (size_t)n;
	shown += (size_t)n;
	for (; shown < LINE_BYTES; shown++)
		out[used++] = '.';
	memcpy(out + used, "\r\n", 2);
	return used + 2;
}

static Terminal *make_terminal(void)
{
	struct terminal_config config = { BENCH_WIDTH, BENCH_HEIGHT, true, LINES,
					  (size_t)256 << 20 };
	struct terminal_events events = { 0 };
	Terminal *t = terminal_new(&config, &events, NULL);
	uint64_t state = 1;
	char *chunk = malloc(BENCH_CHUNK + 512);
	size_t used = 0;

	if (!chunk)
		bench_fail("malloc");
	for (unsigned i = 0; i < LINES + BENCH_HEIGHT; i++) {
		used += make_line(chunk + used, 512, i, &state);
		if (used >= BENCH_CHUNK || i + 1 == LINES + BENCH_HEIGHT) {
			terminal_write(t, chunk, used, (int64_t)i * 1000);
			used = 0;
		}
	}
	free(chunk);
	return t;
}

static void time_search(const Terminal *t, const char *text, enum pattern_kind kind)
{
	struct err err;
	Search *s = search_new(pattern_new(text, strlen(text), kind, PATTERN_CASE_SMART, &err),
			       terminal_end_line(t));
	double start = bench_now(), first = 0, longest = 0;
	bool more = true;

	while (more) {
		double begin = bench_now(), taken;

		more = search_step(s, t, STEP_WORK);
		taken = bench_now() - begin;
		first = first ? first : taken;
		longest = taken > longest ? taken : longest;
	}
	printf("%-24s %13.1f %13.1f %13.1f %13llu\n", text, first * 1e3, longest * 1e3,
	       (bench_now() - start) * 1e3, (unsigned long long)search_count(s).hits);
	search_free(s);
}

static void time_limit(const Terminal *t)
{
	struct err err;
	Search *s = search_new(pattern_new("10.1.1.", 7, PATTERN_LITERAL, PATTERN_CASE_SMART, &err),
			       terminal_end_line(t));
	struct search_limit limit = { .search = s, .before = 2 };
	struct view_request q = { .width = BENCH_WIDTH, .height = BENCH_HEIGHT, .tail = true };
	struct view_result result;
	struct cells cells;
	double start;

	while (search_step(s, t, STEP_WORK))
		;
	q.filter = search_limit_filter(&limit);
	cells_init(&cells);
	cells_reset(&cells, BENCH_WIDTH, BENCH_HEIGHT);
	start = bench_now();
	view_render(t, &q, &cells, 0, 0, &result);
	printf("%-40s %8.2f ms\n", "draw a window limited to 10.1.1.", (bench_now() - start) * 1e3);
	cells_fini(&cells);
	search_free(s);
}

static void time_resizes(Terminal *t)
{
	static const unsigned sizes[][2] = { { 80, 24 }, { 200, 60 }, { 20, 10 }, { 120, 40 } };
	double longest = 0;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct view_request q = { .width = sizes[i][0], .height = sizes[i][1] };
		struct view_result result;
		struct cells cells;
		double start;

		cells_init(&cells);
		cells_reset(&cells, sizes[i][0], sizes[i][1]);
		q.anchor.line = terminal_first_line(t) + LINES / 2;
		start = bench_now();
		terminal_resize(t, sizes[i][0], sizes[i][1]);
		view_render(t, &q, &cells, 0, 0, &result);
		if (bench_now() - start > longest)
			longest = bench_now() - start;
		cells_fini(&cells);
	}
	printf("%-40s %8.2f ms\n", "resize and draw, scrolled to the middle", longest * 1e3);
}

void bench_history(void)
{
	double start = bench_now();
	Terminal *t = make_terminal();
	uint64_t lines = terminal_end_line(t) - terminal_first_line(t);

	printf("\n%u lines of %u bytes: %.1f bytes each in history, %.0f MB/s\n", LINES, LINE_BYTES,
	       (double)terminal_history_bytes(t) / (double)lines,
	       (LINE_BYTES + 2) * (double)LINES / (bench_now() - start) / 1e6);
	printf("%-24s %13s %13s %13s %13s\n", "search through them, ms", "first step",
	       "longest step", "complete", "hits");
	time_search(t, "error", PATTERN_LITERAL);
	time_search(t, "e", PATTERN_LITERAL);
	time_search(t, "0", PATTERN_LITERAL);
	time_search(t, "10.1.2.3 ", PATTERN_LITERAL);
	time_search(t, "nowhere", PATTERN_LITERAL);
	time_search(t, "warning.*port 1\\d+$", PATTERN_REGEX);
	time_search(t, "(retry|timeout) client", PATTERN_REGEX);
	time_search(t, "\\d+\\.1\\.1\\.\\d", PATTERN_REGEX);
	time_search(t, "error|warning", PATTERN_REGEX);
	time_search(t, "kernel\\[", PATTERN_REGEX);
	time_search(t, "\\berror\\b", PATTERN_REGEX);
	time_search(t, "[aeiou]{4}", PATTERN_REGEX);
	time_limit(t);
	time_resizes(t);
	terminal_free(t);
}
