/*
 * Names of log files: templates with the host, the session and the time in them. Pure.
 */
#ifndef HAIL_LOG_LOG_NAME_H
#define HAIL_LOG_LOG_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Appends the name that `template` makes: `%h` is the host, `%s` the session's name, both without
 * what means something to a shell or in a path, `%%` a percent sign; any other letter is
 * strftime(3)'s, for the local time of `wall` (wall-clock ms).
 */
void log_name_make(const char *template, const char *host, const char *session, int64_t wall,
		   struct str *out);

/* Appends a pattern of glob(7) for all names that `template` makes for `host` at any time, of any
 * session, or where the host isn't in it of the session `session`. */
void log_name_pattern(const char *template, const char *host, const char *session, struct str *out);

/* Whether `template` can be one: each `%` has a letter that is known, and it names no folder alone.
 * False with `e` set. */
bool log_name_check(const char *template, struct err *e);

#endif
