/*
 * A client program in a pseudo-terminal to which a peer on loopback sends text, as fast as it takes
 * it, until the text's last line is on the terminal.
 */
#ifndef HAIL_TESTS_BENCH_STREAM_H
#define HAIL_TESTS_BENCH_STREAM_H

#include <stddef.h>

struct stream {
	/* Becomes the client, in a process of its own on its terminal; doesn't return. */
	void (*run)(unsigned port, const void *user);
	const void *user;
	const char *ready; /* what the terminal shows before anything is sent; NULL: connected */
	const char *text;
	size_t length;
	unsigned repeats; /* of the text */
};

struct stream_cost {
	double seconds; /* from the first byte until the last line is shown */
	double cpu; /* of the client meanwhile, s */
};

/* Runs it once. */
struct stream_cost stream_run(const struct stream *s);

/* Writes all `n` bytes; ends the process if that fails. */
void stream_write(int fd, const char *bytes, size_t n);

#endif
