/*
 * From a route to a connected transport, on the loop: resolver and dialling, proxies, commands,
 * STARTTLS, TLS and the decision on trust.
 */
#ifndef HAIL_LINK_CONNECTOR_H
#define HAIL_LINK_CONNECTOR_H

#include <stdbool.h>

#include "base/err.h"
#include "link/dialer.h"
#include "link/route.h"
#include "net/transport.h"
#include "tls/fingerprint.h"
#include "tls/tls.h"
#include "tls/trust.h"

typedef struct Connector Connector;

/* What shows that the peer is who it should be, the weakest first. */
enum connector_proof_kind {
	CONNECTOR_UNPROVEN, /* plain text */
	CONNECTOR_ACCEPTED, /* TLS with a key that the user accepted for once */
	CONNECTOR_VERIFIED, /* by an authority */
	CONNECTOR_PINNED, /* the pinned key */
};

struct connector_proof {
	enum connector_proof_kind kind;
	struct fingerprint key; /* of the peer, unless unproven */
	bool tls_due; /* unproven: it turned to TLS by telnet's option before, and must do so again
		       */
};

/*
 * `connected` or `failed` is called once, from the loop; the connector is gone then. `untrusted`
 * and `passphrase` ask a question that must be answered; where they are NULL the answer is no.
 */
struct connector_events {
	/* The transport is taken. */
	void (*connected)(void *user, Transport *transport, const struct connector_proof *proof);
	void (*failed)(void *user, const struct err *e);
	/* The peer's certificate isn't trusted, as `decision` says: answer by
	 * connector_answer_trust. */
	void (*untrusted)(void *user, const struct tls_report *report,
			  const struct trust_decision *decision);
	/* The client's key is encrypted: answer by connector_answer_passphrase. `again`: it didn't
	 * fit. */
	void (*passphrase)(void *user, bool again);
	/* A line of the dialogue before TLS, or that TLS has begun after it: for the session's
	 * text. NULL: nobody is told. */
	void (*progress)(void *user, const char *text);
	/* A sentence for the user, such as that a pin is not kept. NULL: nobody is told. */
	void (*notice)(void *user, const char *text);
};

enum connector_answer { CONNECTOR_REFUSE, CONNECTOR_ONCE, CONNECTOR_PIN };

/* Starts connecting along `route` (taken: emptied). */
Connector *connector_start(Dialer *d, struct route *route, const struct connector_events *events,
			   void *user);

/* Goes on with `transport` (taken), connected already, to STARTTLS and TLS of `route` (taken). It
 * was in use before, unless it is that of a service (route.service). */
Connector *connector_upgrade(Dialer *d, Transport *transport, struct route *route,
			     const struct connector_events *events, void *user);

/* Gives up; no event comes any more. NULL is fine. */
void connector_cancel(Connector *c);

/* Answers the question of `untrusted`. */
void connector_answer_trust(Connector *c, enum connector_answer answer);

/* Answers the question of `passphrase` (the caller wipes it); NULL gives up. */
void connector_answer_passphrase(Connector *c, const char *passphrase);

/* What was tried so far, a line each with its time: valid while the connector lives. */
const char *connector_trail(const Connector *c);

#endif
