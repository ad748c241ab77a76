/*
 * Standard input and output of a program without a screen.
 */
#ifndef HAIL_APP_STANDARD_OUTPUT_H
#define HAIL_APP_STANDARD_OUTPUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Whether a call on `fd` that has failed with `error` is to be made again (base/interrupted.h). A
 * descriptor that others have made non-blocking is waited for. */
bool standard_again(int fd, short events, int error, unsigned *times);

/* Writes all of `out`, waiting as long as that takes. False at an error; `e` stays as it is where
 * nobody reads any more. */
bool standard_output_write(struct buf *out, struct err *e);

#endif
