/*
 * What the bench is made of: inputs such as servers send, and the paths that take them. Each path
 * is measured alone in processor time, so that other work on the machine counts for less.
 */
#ifndef HAIL_TESTS_BENCH_H
#define HAIL_TESTS_BENCH_H

#include <stddef.h>

enum { BENCH_WIDTH = 120, BENCH_HEIGHT = 40 };
enum { BENCH_INPUT = 4 << 20 }; /* bytes of an input */
enum { BENCH_CHUNK = 16384 }; /* bytes a call, as many as a session reads at once */
enum { BENCH_LINES = 100000 }; /* of history */

struct bench_input {
	const char *name;
	/* Writes the text of step `i`, at most `room` bytes; returns how many. */
	int (*make)(char *text, size_t room, unsigned i);
};

/* Ends with a NULL name. */
extern const struct bench_input bench_inputs[];

/* Fills BENCH_INPUT bytes with steps of `input`; the rest is LF. */
void bench_fill(char *out, const struct bench_input *input);

/* A way of taking bytes: `take` runs over all of a filled input once. */
struct bench_path {
	const char *name;
	void *(*open)(const char *input);
	void (*take)(void *self, const char *input);
	void (*close)(void *self);
};

extern const struct bench_path bench_discard, bench_libtelnet, bench_libvterm;
extern const struct bench_path bench_telnet, bench_mccp2, bench_terminal, bench_session;

/* The processor time that the program has used, s. */
double bench_now(void);

/* Measures a history of a million lines. */
void bench_history(void);

/* Says what failed and ends the program. */
_Noreturn void bench_fail(const char *what);

#endif
