/*
 * The inside of connecting, shared by connector.c (the order of the layers), connector-tls.c (TLS
 * and trust) and connector-trail.c (what was tried). Nobody else includes this.
 */
#ifndef HAIL_LINK_CONNECTOR_INTERNAL_H
#define HAIL_LINK_CONNECTOR_INTERNAL_H

#include "link/connector.h"
#include "base/str.h"
#include "net/children.h"
#include "net/dial.h"
#include "net/proxy.h"
#include "net/resolve.h"
#include "tls/starttls-connect.h"

enum connector_stage {
	CONNECTOR_DIAL,
	CONNECTOR_PROXY,
	CONNECTOR_STARTTLS, /* plain text that ends in TLS */
	CONNECTOR_TLS,
	CONNECTOR_TRUST, /* the user is asked about the certificate */
	CONNECTOR_UNLOCK, /* the user is asked for a passphrase */
	CONNECTOR_OVER,
};

struct Connector {
	Dialer *dialer;
	Loop *loop; /* the dialer's */
	struct dialer_client client;
	struct route route;
	enum connector_stage stage;
	struct connector_events events;
	void *user;
	Dial *dial;
	Transport *transport; /* between two layers */
	Proxy *proxy;
	size_t hop; /* proxies begun */
	StarttlsConnect *starttls;
	bool live; /* the session was under way before */
	Tls *tls;
	char how[TRUST_HOW]; /* its TLS begins (trust_note_tls) */
	LoopWatch *watches[DIAL_ATTEMPTS_MAX];
	size_t watch_count;
	Timer *timer;
	struct deferred later; /* begins, or frees what ended */
	int64_t started, waited; /* when, and ms of it spent waiting for the user */
	int64_t asked;
	struct connector_proof proof; /* of the TLS that was done */
	bool trusted; /* the peer, before the handshake is over: it asked for our certificate */
	struct str trail;
};

/* --- connector-trail.c */

/* Adds a line, with its time, to the trail of what was tried. */
void connector_note(Connector *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a line and tells the owner of it as progress. */
void connector_tell(Connector *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sockets that note what is tried (struct dial_sockets; self is the Connector). */
extern const struct dial_sockets connector_sockets;

/* --- connector.c */

/* Ends in failure: the event comes, and the connector is gone at the end of the turn. */
void connector_fail(Connector *c, const struct err *e);

/* Watches no descriptor any more. */
void connector_stop_watching(Connector *c);

/* Begins the next layer on c->transport. */
void connector_advance(Connector *c);

/* Waits for what the handshake wants. */
void connector_wait_tls(Connector *c);

/* --- connector-tls.c */

/* Notes how TLS will begin on this route, before the route is walked along. */
void connector_note_how(Connector *c);

/*
 * A place that spoke TLS must not silently become plain: somebody in between could ask for that.
 * False with `e` set if this route would. What turned to TLS by telnet's option may do so again,
 * and nothing is sent before (connector_proof.tls_due).
 */
bool connector_may_be_plain(Connector *c, struct err *e);

/* Begins TLS on c->transport, or asks for the passphrase of the key first. False with `e` set. */
bool connector_begin_tls(Connector *c, struct err *e);

/* Goes on with the handshake; at its end decides on trust. */
void connector_step_tls(Connector *c);

#endif
