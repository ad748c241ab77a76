/*
 * A line of a log as it is read again, whatever format it was written in. Pure.
 */
#ifndef HAIL_LOG_LOG_LINE_H
#define HAIL_LOG_LOG_LINE_H

#include <stddef.h>

#include "base/str.h"

/*
 * Appends the line, `n` bytes without its end, as a text log has it: its time, its sign, its text.
 * Returns where in `out` the text begins. A line that isn't one of a log is all text.
 */
size_t log_line_read(const char *line, size_t n, struct str *out);

#endif
