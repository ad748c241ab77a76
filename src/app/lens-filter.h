/*
 * `hail --lens NAME` without a destination: standard input is what is read.
 */
#ifndef HAIL_APP_LENS_FILTER_H
#define HAIL_APP_LENS_FILTER_H

#include "app/args.h"
#include "config/options.h"

/* Reads to the end of standard input. Diagnostics go to standard error. Returns the exit status. */
int lens_filter_run(const struct args *args, const Options *options);

#endif
