/*
 * What a command says on stderr, as lines that can be shown: bounded, without controls. No I/O.
 */
#ifndef HAIL_NET_EXEC_ERRORS_H
#define HAIL_NET_EXEC_ERRORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum {
	EXEC_ERRORS_LINES = 16, /* not yet taken; then the oldest are dropped */
	EXEC_ERRORS_LINE_MAX = 200, /* bytes; the rest of a line is dropped */
};

struct exec_errors {
	struct str line; /* under way, as it came */
	struct str lines[EXEC_ERRORS_LINES];
	size_t first, count;
	struct str last; /* the last line that wasn't empty */
};

void exec_errors_init(struct exec_errors *x);
void exec_errors_fini(struct exec_errors *x);

/* Adds the `n` bytes at `bytes`; a line ends with LF or CR. */
void exec_errors_add(struct exec_errors *x, const char *bytes, size_t n);

/* Ends the line under way. */
void exec_errors_end(struct exec_errors *x);

/* Appends the oldest line not yet taken to `out`; false if there is none. */
bool exec_errors_take(struct exec_errors *x, struct str *out);

#endif
