/*
 * How the lines of a log are written: text, with SGR sequences, HTML, JSON. Secrets are redacted
 * (log/redact-rules.h), and what can't be seen or is no text stands there by name, so that no line
 * can look like another. Owned by the log; no descriptor, no clock.
 */
#ifndef HAIL_SESSION_LOG_FORMAT_H
#define HAIL_SESSION_LOG_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "term/text-line.h"

typedef struct LogFormat LogFormat;

enum session_log_format {
	SESSION_LOG_TEXT, /* time, sign, text */
	SESSION_LOG_ANSI, /* the same, with the text's colours */
	SESSION_LOG_HTML,
	SESSION_LOG_RAW, /* what passes on the wire; session/log-raw.h */
	SESSION_LOG_JSON, /* an object a line: time, direction, text, session */
};

enum session_log_direction {
	SESSION_LOG_RECEIVED, /* < */
	SESSION_LOG_SENT, /* > */
	SESSION_LOG_NOTICE, /* * said by the client itself */
};

/* A line, or a part of one; borrowed. */
struct log_line {
	int64_t time; /* wall-clock ms */
	enum session_log_direction direction;
	const char *text; /* `length` bytes of UTF-8 */
	size_t length;
	const struct terminal_run *runs; /* cover it; may be NULL where styles don't matter */
	size_t run_count;
	size_t runs_before; /* the runs' bytes before `text` */
};

/* Lines of the session `session` (copied) in `format`, not SESSION_LOG_RAW. */
LogFormat *log_format_new(enum session_log_format format, bool redact, const char *session);
void log_format_free(LogFormat *f);

/* Secrets are taken out from now on, or not. */
void log_format_redact(LogFormat *f, bool on);

/* What a file begins with; NULL: nothing. */
const char *log_format_head(enum session_log_format format);

/* Appends the line to `out`, with its end. */
void log_format_put(LogFormat *f, const struct log_line *line, struct str *out);

#endif
