/*
 * The records of what a session does, put into a recording: pieces of its wire and its deeds in
 * order, secrets taken out.
 */
#ifndef HAIL_RECORD_SESSION_RECORDS_H
#define HAIL_RECORD_SESSION_RECORDS_H

#include <stdbool.h>

#include "record/recording-writer.h"
#include "session/session.h"

typedef struct SessionRecords SessionRecords;

/* Puts records into `file` (borrowed); of no session yet. */
SessionRecords *session_records_new(RecordingWriter *file);

/* NULL is fine. */
void session_records_free(SessionRecords *r);

/* They are of `s` (borrowed; NULL: of none any more) from now on, whose peer is called `name` and
 * has that port, or 0. What was held of another one is put. */
void session_records_of(SessionRecords *r, const Session *s, const char *name, unsigned port);

/* What looks like a secret (log/redact-rules.h) is taken out from now on, or not. */
void session_records_redact(SessionRecords *r, bool on);

/* A part begins: puts what there is of the session. */
void session_records_begin(SessionRecords *r);

/* What a tap sees, what a recorder hears (session/deed.h), and that the call of the session ends.
 */
void session_records_piece(SessionRecords *r, const struct wire_piece *piece);
void session_records_deed(SessionRecords *r, const struct session_deed *deed);
void session_records_turn(SessionRecords *r);

/* The connection has ended: why it failed, or NULL. */
void session_records_end(SessionRecords *r, const char *failure);

#endif
