/*
 * `hail replay`: plays a recording, on the screen or without one.
 */
#ifndef HAIL_APP_REPLAY_H
#define HAIL_APP_REPLAY_H

#include "app/replay-args.h"
#include "config/options.h"
#include "config/settings.h"
#include "ui/screen.h"

/*
 * Does what `args` ask for; `line` is what they set, `problems` what the configuration has, a line
 * each. Returns the exit status; diagnostics go to standard error.
 */
int replay_run(const struct replay_args *args, Settings *settings, const Options *line,
	       const char *problems, const struct screen_ops *screen);

#endif
