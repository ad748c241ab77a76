/*
 * Exit statuses, from the kind of an error, and what is said on standard error.
 */
#ifndef HAIL_APP_EXIT_STATUS_H
#define HAIL_APP_EXIT_STATUS_H

#include "base/err.h"

/* 0 for no error; 1 to 9 as hail(1) lists them. */
int exit_status(enum err_kind kind);

/*
 * Writes `lines`, each behind `before`, to standard error. A word of the command line, a file's
 * name or a peer's words may be in them: what isn't printable is shown by name.
 */
void error_lines_write(const char *before, const char *lines);

/* Writes `hail: ` and the sentence of `e` to standard error; returns its exit status. */
int exit_with(const struct err *e);

#endif
