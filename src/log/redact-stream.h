/*
 * Takes the secrets (log/redact-rules.h) out of one direction of a stream of bytes, cut anywhere,
 * escape sequences and all: for raw logs and recordings. Bytes pass at once but for those that may
 * be a secret: they wait for the end of the line or for what shows that they are none. Escape
 * sequences within a secret are kept. What a Backspace and the like took back counts both as gone
 * and as a part of the word that it stands in. Owned by who makes it, not re-entrant, no clock.
 */
#ifndef HAIL_LOG_REDACT_STREAM_H
#define HAIL_LOG_REDACT_STREAM_H

#include <stddef.h>

#include "base/str.h"

typedef struct RedactStream RedactStream;

enum { REDACT_STREAM_MAX = 8192 }; /* bytes of a line that are looked at together */

RedactStream *redact_stream_new(void);

/* Wipes and frees; what is held is lost. NULL is fine. */
void redact_stream_free(RedactStream *s);

/* Takes `n` bytes, and appends to `out` what may be written now. */
void redact_stream_feed(RedactStream *s, const char *bytes, size_t n, struct str *out);

/* No more of the line comes for now (the connection ends, the file is closed): appends what is held
 * to `out`, as if the line were whole. */
void redact_stream_end(RedactStream *s, struct str *out);

/* How many bytes are held. */
size_t redact_stream_held(const RedactStream *s);

#endif
