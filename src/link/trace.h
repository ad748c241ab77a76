/*
 * A trace: what passed on the wire of a session in both directions, as hex and text with times and
 * origins, in a file of mode 0600. Of what is secret it has the length only.
 */
#ifndef HAIL_LINK_TRACE_H
#define HAIL_LINK_TRACE_H

#include "base/err.h"
#include "session/session.h"

typedef struct Trace Trace;

/*
 * Traces `s` (borrowed; it must outlive the trace) to the end of `path` from now on. When that
 * can't be written any more, `failed` is told why, once, with `user` and a sentence that it may
 * copy, and the trace stays as it is. NULL with `e` set if the file can't be opened (a symbolic
 * link is refused).
 */
Trace *trace_open(Session *s, const char *path, void (*failed)(void *user, const char *text),
		  void *user, struct err *e);

/* Ends the trace. NULL is fine. */
void trace_close(Trace *t);

#endif
