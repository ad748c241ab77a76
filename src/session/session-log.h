/*
 * The session log: the document's lines, each with its time and direction (session/log-format.h),
 * or what passes on the wire (session/log-raw.h), in a file of mode 0600 (log/log-file.h). What was
 * typed while masked never reaches the document, and so never the log; other secrets are redacted.
 */
#ifndef HAIL_SESSION_SESSION_LOG_H
#define HAIL_SESSION_SESSION_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "log/log-file.h"
#include "session/log-format.h"
#include "session/wire.h"

typedef struct SessionLog SessionLog;

/* What is written, and where; strings are copied. */
struct session_log_config {
	const char *name; /* of the file, or a template (log/log-name.h) */
	bool is_template;
	const char *host, *session;
	enum session_log_format format;
	uint64_t rotate; /* bytes after which it goes on in another file; 0: never */
	bool daily; /* it goes on in another each day */
	bool keep_secrets; /* nothing is redacted */
};

/* Opens the file to append to; one that is there becomes 0600. NULL with `e` set if it can't be (a
 * symbolic link is refused). `wall`: ms. */
SessionLog *session_log_open(const struct session_log_config *config, int64_t wall, struct err *e);

/* Writes what is waiting and closes. False with `e` set if not all of the log could be written.
 * NULL is fine. */
bool session_log_close(SessionLog *log, int64_t wall, struct err *e);

/* Secrets are taken out from now on, or not. */
void session_log_redact(SessionLog *log, bool on, int64_t wall);

/* Adds a line, unless the log is raw. */
void session_log_put(SessionLog *log, const struct log_line *line);

/* Adds what passed on the wire, if the log is raw. */
void session_log_piece(SessionLog *log, const struct wire_piece *piece);

/* The connection has ended: what was held back of it is written. */
void session_log_end_stream(SessionLog *log, int64_t wall);

/* Writes what is waiting; see log_file_flush. */
enum log_file_news session_log_flush(SessionLog *log, int64_t now, int64_t wall, struct err *e);

/* Whether the log is of what passes on the wire. */
bool session_log_is_raw(const SessionLog *log);

/* Its file. */
LogFile *session_log_file(SessionLog *log);

#endif
