/*
 * A lens on a recording, without a screen: what passed in both directions, message by message, to
 * standard output.
 */
#ifndef HAIL_APP_REPLAY_LENS_H
#define HAIL_APP_REPLAY_LENS_H

#include "app/replay-args.h"
#include "base/err.h"
#include "config/options.h"
#include "record/recording-reader.h"

/* Whether there is a lens as `args` and `options` ask for it; false with `e` set (ERR_USAGE). */
bool replay_lens_check(const struct replay_args *args, const Options *options, struct err *e);

/*
 * Reads all of `r`. A line before each message says when it began, in seconds since the recording
 * did, which way it went, and how long it is; as JSON it is an object with these. False at an
 * error, with `e` set unless nobody reads any more.
 */
bool replay_lens_run(const struct replay_args *args, const Options *options, RecordingReader *r,
		     struct err *e);

#endif
