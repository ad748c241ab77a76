/*
 * From an address to a connected transport, on the loop: resolver, dialling, the demo's child.
 */
#ifndef HAIL_APP_CONNECT_H
#define HAIL_APP_CONNECT_H

#include <stdbool.h>

#include "app/args.h"
#include "app/loop.h"
#include "app/options.h"
#include "base/err.h"
#include "net/address.h"
#include "net/transport.h"
#include "session/session.h"

typedef struct Dialer Dialer;
typedef struct Connector Connector;

/* Exactly one of these is called, once, from the loop; the connector is gone then. */
struct connect_events {
	void (*connected)(void *user, Transport *transport);	/* the transport is taken */
	void (*failed)(void *user, const struct err *e);
};

/* Makes what connectors share: a resolver on the loop. NULL with `e` set if there are no descriptors left. */
Dialer *dialer_new(Loop *loop, struct err *e);

/* Cancels every connector and frees. */
void dialer_free(Dialer *d);

/*
 * Starts connecting to `address` (host schemes; connect_check has passed) within `timeout_ms`.
 * `family` is AF_UNSPEC, AF_INET or AF_INET6.
 */
Connector *connect_start(Dialer *d, const struct address *address, int family, long timeout_ms,
			 const struct connect_events *events, void *user);

/* Gives up; no event comes any more. NULL is fine. */
void connect_cancel(Connector *c);

/* Whether this build can reach the address's scheme; false with `e` set (ERR_USAGE) if not. */
bool connect_check(const struct address *address, struct err *e);

/* The poll(2) events for the TRANSPORT_ bits in `wants`. */
short connect_poll_events(unsigned wants);

/* What the wire to `address` (NULL: the demo, telnet) begins as, by scheme, port, `raw` and the options. */
struct session_wire connect_wire(const struct address *address, bool raw, const Options *options);

/*
 * Starts the demo service in a child through `spawn`; its socket is the transport. The child ends
 * with the connection; whoever outlives it reaps it (SIGCHLD). NULL with `e` set on failure.
 */
Transport *connect_demo(connect_demo_fn *spawn, struct err *e);

#endif
