/*
 * What a recording can be made into without a screen: a table of formats.
 */
#ifndef HAIL_APP_REPLAY_TO_H
#define HAIL_APP_REPLAY_TO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "record/recording-reader.h"

/* Their names, for people. */
#define REPLAY_FORMATS "text, html, svg, asciicast, pcapng"

/* Whether there is a format called `format`, and `output` (may be NULL) is given if it needs a
 * file; false with `e` set (ERR_USAGE). */
bool replay_to_check(const char *format, const char *output, struct err *e);

/* Whether it shows one moment of a recording. */
bool replay_to_is_of_moment(const char *format);

/* Makes `output` of all of `r`, or of the moment `time` (ms; -1: its end); NULL: text, to standard
 * output. False at an error, with `e` set unless nobody reads that any more. */
bool replay_to_run(const char *format, const char *output, int64_t time, RecordingReader *r,
		   struct err *e);

#endif
