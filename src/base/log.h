/*
 * The program's own diagnostic log (not the session log): off unless opened. Process-wide.
 */
#ifndef HAIL_BASE_LOG_H
#define HAIL_BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

/* Appends to the file `path` (created 0600) from now on. False with `e` set if it can't be opened.
 */
bool log_open(const char *path, struct err *e);

/* Writes one line with a time stamp, control characters as `?`; nothing when no log is open. Never
 * pass a secret. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Closes the log. */
void log_close(void);

#endif
