/*
 * The wire in lines to read: telnet's commands and subnegotiations in words and hex, data in rows
 * of hex and text, each with its time and direction; of what is secret the length only. A direction
 * has a tokenizer of its own, since pieces cut commands anywhere. Text in, text out: no session, no
 * file.
 *
 *     2026-01-31 23:59:59.999 < DO TTYPE [ff fd 18]
 *     2026-01-31 23:59:59.999 > WILL TTYPE [ff fb 18] telnet
 *     2026-01-31 23:59:59.999 < 7 bytes
 *       000000  6c 6f 67 69 6e 3a 20                             |login: |
 *     2026-01-31 23:59:59.999 > 8 bytes login (secret)
 */
#ifndef HAIL_LINK_TRACE_LINES_H
#define HAIL_LINK_TRACE_LINES_H

#include "base/str.h"
#include "session/wire.h"
#include "telnet/telnet.h"

typedef struct TraceLines TraceLines;

enum { TRACE_LINES_BRIEF = 500 };

/* Makes one, before the first piece of a connection or in the midst of it. */
TraceLines *trace_lines_new(void);
void trace_lines_free(TraceLines *t);

/*
 * Whether all is shown from now on, as it is at first. Otherwise data is left out, and of what
 * passes in a connection the first TRACE_LINES_BRIEF commands are told, each on a line.
 */
void trace_lines_show_all(TraceLines *t, bool all);

/*
 * Appends the lines of a piece to `out`, each ended by a newline. `protocol` is what the session
 * had decided before it took the piece; while it hasn't, it is found out here, too.
 */
void trace_lines_piece(TraceLines *t, const struct wire_piece *piece, enum telnet_protocol protocol,
		       struct str *out);

/* Appends what is half read as data, and forgets the connection: the next piece begins another. */
void trace_lines_end(TraceLines *t, int64_t time, struct str *out);

/* Appends a line of our own: `* connected`. */
void trace_lines_note(int64_t time, const char *text, struct str *out);

#endif
