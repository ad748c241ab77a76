/*
 * The trace of a session: what passes on its wire in both directions as lines to read
 * (link/trace-lines.h). While it is on, all of it is kept in memory to be shown, and may be
 * appended to a file of mode 0600. Before, the commands with which each connection begins are kept,
 * without data.
 */
#ifndef HAIL_LINK_TRACE_H
#define HAIL_LINK_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "session/session.h"

typedef struct Trace Trace;

/* Bytes of the newest lines that are kept at least, while it is on, and else. */
enum { TRACE_KEPT = 256 << 10, TRACE_KEPT_OFF = 64 << 10 };

/*
 * Makes a trace of `s` (borrowed; it must outlive the trace) that is not on yet. When a file
 * can't be written any more, `failed` is told why, once, with `user` and a sentence that it may
 * copy, and nothing more goes there. NULL with `e` set if too much listens to the session.
 */
Trace *trace_new(Session *s, void (*failed)(void *user, const char *text), void *user,
		 struct err *e);

/* Traces another session from now on, with another `user`. False with `e` set as trace_new; then
 * it traces none. */
bool trace_move(Trace *t, Session *s, void *user, struct err *e);

/* Ends the trace. NULL is fine. */
void trace_free(Trace *t);

/* Appends to `path` from now on, or with NULL to no file. False with `e` set if it can't be opened
 * (a symbolic link is refused); then all stays as it was. */
bool trace_write(Trace *t, const char *path, struct err *e);

/* All is kept from now on, or no more unless it goes to a file. */
void trace_keep(Trace *t, bool on);

/* The file it goes to, NULL if none; whether trace_keep has it on; whether either is so. */
const char *trace_path(const Trace *t);
bool trace_is_kept(const Trace *t);
bool trace_is_on(const Trace *t);

/* What the owner says: a line of its own. `ends`: the connection; what is half read is told. */
void trace_note(Trace *t, const char *text);
void trace_end(Trace *t, const char *text);

/*
 * The lines that are kept, each ended by a newline, `*n` bytes, valid until the session does
 * something. *first is the number of the first byte, counted over all that were ever kept: a place
 * in the text that stays the same.
 */
const char *trace_text(const Trace *t, size_t *n, uint64_t *first);

#endif
