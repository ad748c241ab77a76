/*
 * A lens in a pipe: what comes from the peer, or from a file, as lines for standard output. Of what
 * is received; it knows no descriptor.
 */
#ifndef HAIL_APP_PIPE_LENS_H
#define HAIL_APP_PIPE_LENS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/args.h"
#include "base/buf.h"
#include "base/err.h"
#include "config/options.h"

typedef struct PipeLens PipeLens;

/*
 * Makes the lens that --lens and --json ask for, with what `options` say. Its lines are appended
 * to `out` (borrowed). NULL with `e` set (ERR_USAGE) if there is no such lens, or it can't do what
 * is asked.
 */
PipeLens *pipe_lens_new(const struct args *args, const Options *options, struct buf *out,
			struct err *e);

/* Frees; NULL is fine. */
void pipe_lens_free(PipeLens *p);

/* Whether the lens of that name reads messages, in which each byte counts, not lines of text. */
bool pipe_lens_needs_exact(const char *name);

/* Whether it reads the wire's bytes, telnet included. */
bool pipe_lens_is_of_wire(const PipeLens *p);

/* `n` bytes came. */
void pipe_lens_feed(PipeLens *p, const char *bytes, size_t n);

/* Whether it shows more if nothing comes for LENS_PAUSE_MS; tells it that nothing has. */
bool pipe_lens_waits(const PipeLens *p);
void pipe_lens_pause(PipeLens *p);

/* Nothing more comes. False with `e` set if something could not be told as JSON. */
bool pipe_lens_end(PipeLens *p, struct err *e);

#endif
