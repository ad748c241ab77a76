/*
 * The built-in telnet service behind `hail demo`: the newcomer's tour, and a peer for tests. It
 * needs no network and no clock in its texts: the same input gives the same output.
 */
#ifndef HAIL_DEMO_DEMO_H
#define HAIL_DEMO_DEMO_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

#define DEMO_NAME "demo" /* whom its certificate names */

typedef struct Demo Demo;

/* What the services of one run share: the key that they show over TLS, made when first needed. */
Demo *demo_new(void);
void demo_free(Demo *d);

/*
 * Forks a child that runs the service on one end of a socketpair until the visitor quits, the input
 * ends and everything is said, or the peer goes; its exit status is 0 then. It is the server's side
 * of TLS if `tls`. The child keeps none of the caller's descriptors, signal handlers or standard
 * streams and never returns. Returns the other end (close-on-exec, blocking; owned by the caller)
 * and sets *pid, which the caller must wait for after closing that end; or returns -1 with `e` set.
 * `demo` is a Demo; `part` names what it begins with (NULL: the menu).
 */
int demo_spawn(void *demo, const char *part, bool tls, pid_t *pid, struct err *e);

#endif
