/*
 * A raw log: the bytes of both directions as they passed on the wire, in a file, and beside it, in
 * FILE.times, when each piece came and which way: `TIME < OFFSET LENGTH`. Of what was hidden the
 * length stands there alone. Owned by the log.
 */
#ifndef HAIL_SESSION_LOG_RAW_H
#define HAIL_SESSION_LOG_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "log/log-file.h"
#include "session/wire.h"

typedef struct LogRaw LogRaw;

#define LOG_RAW_TIMES ".times" /* what the name of the other file has more */

/* Writes to `file` (borrowed), and beside it. NULL with `e` set if that can't be opened. */
LogRaw *log_raw_new(LogFile *file, bool redact, int64_t wall, struct err *e);
void log_raw_free(LogRaw *r);

/* Secrets are taken out from now on, or not. */
void log_raw_redact(LogRaw *r, bool on, int64_t wall);

/* Takes a piece, to be written by log_file_flush. */
void log_raw_put(LogRaw *r, const struct wire_piece *piece);

/* The connection, or the log, ends: what may be a secret won't go on. */
void log_raw_end(LogRaw *r, int64_t wall);

/* Writes the times of what the file has now; after each flush of it. */
void log_raw_flush(LogRaw *r, int64_t now, int64_t wall);

#endif
