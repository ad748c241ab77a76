/*
 * What a command says on stderr: its last line, fit to be shown in a sentence of ours. No I/O.
 */
#ifndef HAIL_NET_EXEC_ERRORS_H
#define HAIL_NET_EXEC_ERRORS_H

#include "base/str.h"

enum { EXEC_ERRORS_LINE_MAX = 200 }; /* bytes; the rest of a line is dropped */

struct exec_errors {
	struct str line; /* under way, as it came */
	struct str last; /* the last line that wasn't empty */
};

void exec_errors_init(struct exec_errors *x);
void exec_errors_fini(struct exec_errors *x);

/* Adds the `n` bytes at `bytes`; a line ends with LF or CR. */
void exec_errors_add(struct exec_errors *x, const char *bytes, size_t n);

/* Ends the line under way. */
void exec_errors_end(struct exec_errors *x);

#endif
