/*
 * From a route to a connected transport, on the loop: resolver and dialling, proxies, commands,
 * STARTTLS, TLS and the decision on trust.
 */
#ifndef HAIL_LINK_CONNECTOR_H
#define HAIL_LINK_CONNECTOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "loop/loop.h"
#include "config/options.h"
#include "link/route.h"
#include "base/err.h"
#include "net/address.h"
#include "net/children.h"
#include "tls/tls.h"
#include "net/transport.h"
#include "tls/trust.h"
#include "session/session.h"

typedef struct Dialer Dialer;
typedef struct Connector Connector;

/* Starts a service in a child whose socket is returned (-1 with `e` set): main hands the demo down.
 */
typedef int connect_demo_fn(pid_t *child, struct err *e);

/*
 * `connected` or `failed` is called once, from the loop; the connector is gone then. The other two
 * ask a question that must be answered; NULL ones are answered with no.
 */
struct connect_events {
	void (*connected)(void *user, Transport *transport); /* the transport is taken */
	void (*failed)(void *user, const struct err *e);
	/* The peer's certificate isn't trusted (`decision` says why): answer by connect_trust. */
	void (*untrusted)(void *user, const struct tls_report *report,
			  const struct trust_decision *decision);
	/* The client's key is encrypted: answer by connect_passphrase. `again`: the last one was
	 * wrong. */
	void (*passphrase)(void *user, bool again);
	/* A sentence for the user, such as that a pin is not kept. NULL: nobody is told. */
	void (*notice)(void *user, const char *text);
};

enum connect_answer { CONNECT_REFUSE, CONNECT_ONCE, CONNECT_PIN };

/*
 * Makes what connectors share: a resolver, children and the memory of trust in `pins_file` (NULL:
 * in memory only). NULL with `e` set if there are no descriptors left. A pins file that can't be
 * read is told at the first connection that needs it.
 */
Dialer *dialer_new(Loop *loop, const char *pins_file, struct err *e);

/* Cancels every connector, ends what children are left, and frees. */
void dialer_free(Dialer *d);

/* Reaps children: on SIGCHLD. */
void dialer_reap(Dialer *d);

/* The children of the connections. */
Children *dialer_children(Dialer *d);

/* The memory of pins. */
Trust *dialer_trust(Dialer *d);

/* Starts connecting along `route` (taken: emptied). */
Connector *connect_start(Dialer *d, struct route *route, const struct connect_events *events,
			 void *user);

/* Goes on with `transport` (taken), connected already, to the talk before TLS and TLS of `route`
 * (taken). */
Connector *connect_upgrade(Dialer *d, Transport *transport, struct route *route,
			   const struct connect_events *events, void *user);

/* Gives up; no event comes any more. NULL is fine. */
void connect_cancel(Connector *c);

/* Answers the question of `untrusted`. */
void connect_trust(Connector *c, enum connect_answer answer);

/* Answers the question of `passphrase` (the caller wipes it); NULL gives up. */
void connect_passphrase(Connector *c, const char *passphrase);

/* What was tried so far, a line each with its time: valid while the connector lives. */
const char *connect_story(const Connector *c);

/* The poll(2) events for the TRANSPORT_ bits in `wants`. */
short connect_poll_events(unsigned wants);

/*
 * What the wire to `address` (NULL: the demo, telnet) over the connected `t` begins as, by scheme,
 * port, `raw` and the options (design: telnet or raw).
 */
struct session_wire connect_wire(const struct address *address, const Transport *t, bool raw,
				 const Options *options);

/*
 * Starts the demo service in a child through `spawn`; its socket is the transport. NULL with `e`
 * set on failure.
 */
Transport *connect_demo(Dialer *d, connect_demo_fn *spawn, struct err *e);

#endif
