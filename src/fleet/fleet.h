/*
 * `hail run`: one or many hosts without a screen, in one loop.
 */
#ifndef HAIL_FLEET_FLEET_H
#define HAIL_FLEET_FLEET_H

#include "base/err.h"
#include "config/options.h"
#include "config/settings.h"
#include "fleet/run-args.h"

/*
 * Runs what `args` say. `line` is what the command line sets for each host. Returns the exit
 * status: 0 if every host succeeded, 1 if not, 128 and the number of a signal that ended the run;
 * -1 with `e` set if nothing was begun.
 */
int fleet_run(const struct run_args *args, Settings *settings, const Options *line, struct err *e);

#endif
