/*
 * Pipe mode: standard input to the peer, the peer to standard output, nothing else. An owner of one
 * link without a screen.
 */
#ifndef HAIL_APP_PIPE_H
#define HAIL_APP_PIPE_H

#include "app/args.h"
#include "config/options.h"
#include "net/address.h"

/*
 * Runs a pipe to `address`, or to the demo service if it is NULL, as `options` (taken) say.
 * Diagnostics go to standard error. Returns the exit status (design: command line and exit status).
 */
int pipe_run(const struct args *args, const struct address *address, Options *options);

#endif
