/*
 * The session log: the document's lines as plain text, one time stamp a line, in a file of mode
 * 0600. What was typed while masked never reaches the document, and so never the log; other secrets
 * are redacted (log/redact-rules.h).
 */
#ifndef HAIL_SESSION_SESSION_LOG_H
#define HAIL_SESSION_SESSION_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct SessionLog SessionLog;

/* Opens `path` to append to; one that is there becomes 0600. NULL with `e` set if it can't be (a
 * symbolic link is refused). */
SessionLog *session_log_open(const char *path, struct err *e);

/* Writes what is waiting and closes. False with `e` set if not all of the log could be written.
 * NULL is fine. */
bool session_log_close(SessionLog *log, struct err *e);

/* Whether the file was there with a laxer mode that can't be changed. */
bool session_log_is_open_to_others(const SessionLog *log);

/* The path it was opened with. */
const char *session_log_path(const SessionLog *log);

enum session_log_direction {
	SESSION_LOG_RECEIVED, /* < */
	SESSION_LOG_SENT, /* > */
	SESSION_LOG_NOTICE, /* * said by the client itself */
};

/*
 * Adds one line of UTF-8 that arrived at `time` (wall-clock ms), with a sign for its direction:
 * controls, marks of direction and what can't be seen are written by name (deceptive_name), so that
 * neither a terminal nor a reader is fooled.
 */
void session_log_line(SessionLog *log, int64_t time, enum session_log_direction direction,
		      const char *text, size_t n);

/* Writes what is waiting. False with `e` set if the file can't take it; the rest is dropped then.
 */
bool session_log_flush(SessionLog *log, struct err *e);

#endif
