/*
 * The built-in telnet service behind `hail demo`: the newcomer's tour, and a peer for tests. It
 * needs no network and no clock in its texts: the same input gives the same output.
 */
#ifndef HAIL_DEMO_DEMO_H
#define HAIL_DEMO_DEMO_H

#include <sys/types.h>

#include "base/err.h"

/*
 * Forks a child that runs the service on one end of a socketpair until the visitor quits, the input
 * ends and everything is said, or the peer goes; its exit status is 0 then. The child keeps none of
 * the caller's descriptors, signal handlers or standard streams and never returns. Returns the
 * other end (close-on-exec, blocking; owned by the caller) and sets *pid, which the caller must
 * wait for after closing that end; or returns -1 with `e` set.
 */
int demo_spawn(pid_t *pid, struct err *e);

#endif
