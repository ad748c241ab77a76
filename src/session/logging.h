/*
 * The log of a session: what is written there, when it can't be, and how it goes on then. The file
 * is session/session-log.h.
 */
#ifndef HAIL_SESSION_LOGGING_H
#define HAIL_SESSION_LOGGING_H

#include "session/session-log.h"
#include "session/session.h"

/*
 * Logs from now on as `config` says (`wall` as in session_attach); NULL ends it. False with `e` set
 * if the file can't be opened, or if not all of the log before could be written, which has ended
 * then. A file that can't be written later is told of and tried again, and what was missed is
 * written then, as far as the document still has it.
 */
bool session_log(Session *s, const struct session_log_config *config, int64_t wall, struct err *e);

/* Secrets are taken out of the log from now on, or not. */
void session_redact_log(Session *s, bool on);

/* Has the disk hold what was logged; false with `e` set. */
bool session_sync_log(Session *s, struct err *e);

/* The name of the log's file, NULL if there is none; whether it can't be written now. */
const char *session_log_name(const Session *s);
bool session_log_fails(const Session *s);

/* Gives the log of `from`, if there is one, to `to`, which has none: it goes on there. */
void session_move_log(Session *from, Session *to);

#endif
