/*
 * What a run writes: records on standard output, as it takes them, without ever blocking; and on a
 * terminal's standard error a line of progress.
 */
#ifndef HAIL_FLEET_OUTPUT_H
#define HAIL_FLEET_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "loop/loop.h"

typedef struct Output Output;

enum { OUTPUT_WAITS_MAX = 32 << 20 /* bytes that wait; then no host should be begun */ };

/* `stopped` is called when standard output takes no more: it was closed, or has failed. */
Output *output_new(Loop *loop, void (*stopped)(void *user), void *user);
void output_free(Output *o);

/* Queues `n` bytes for standard output. */
void output_write(Output *o, const char *bytes, size_t n);

/* How many bytes wait. `taken` is called once, from the loop, when none do. */
size_t output_waits(const Output *o);
void output_when_empty(Output *o, void (*taken)(void *user));

/* Why standard output has failed; ERR_NONE: it has not, or its reader went. */
const struct err *output_error(const Output *o);
bool output_is_closed(const Output *o);

/* Whether there is somebody to show progress to. */
bool output_shows_progress(const Output *o);

/* Shows `text`, one line, in place of what was shown; an empty one takes it away. */
void output_progress(Output *o, const char *text);

/* Writes a sentence, or several on lines of their own, to standard error. */
void output_say(Output *o, const char *text);

#endif
