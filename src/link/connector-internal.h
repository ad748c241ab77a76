/*
 * The inside of connecting, shared by connect.c (the order of the layers), connect-tls.c (TLS and
 * trust) and dialer.c (what connectors share). Nobody else includes this.
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

enum connect_stage {
	CONNECT_DIAL,
	CONNECT_PROXY,
	CONNECT_TALK, /* plain text that ends in TLS */
	CONNECT_TLS,
	CONNECT_TRUST, /* the user is asked about the certificate */
	CONNECT_UNLOCK, /* the user is asked for a passphrase */
	CONNECT_OVER,
};

struct Connector {
	Dialer *dialer;
	struct route route;
	enum connect_stage stage;
	struct connect_events events;
	void *user;
	Dial *dial;
	Transport *transport; /* between two layers */
	Proxy *proxy;
	size_t hop; /* proxies begun */
	StarttlsConnect *talk;
	bool live; /* the session was under way before */
	Tls *tls;
	LoopWatch *watches[DIAL_ATTEMPTS_MAX];
	size_t watch_count;
	Timer *timer;
	struct deferred later; /* begins, or frees what ended */
	int64_t started, waited; /* when, and ms of it spent waiting for the user */
	int64_t asked;
	struct str story;
};

struct Dialer {
	Loop *loop;
	Resolver *resolver;
	LoopWatch *watch;
	Children *children;
	Timer *children_timer;
	pid_t *demos; /* children of the demo, reaped by pid */
	size_t demo_count;
	Trust *trust;
	bool trust_loaded;
	struct err trust_error;
	TlsContext *tls;
	struct str tls_files; /* what `tls` was made of */
	Connector **connectors;
	size_t count;
};

/* dialer.c */
void dialer_add(Dialer *d, Connector *c);
void dialer_forget(Dialer *d, Connector *c);
/* Reads the pins, once. False with `e` set (ERR_TLS) if they are unknown: they might forbid any
 * peer. */
bool dialer_load_trust(Dialer *d, struct err *e);
/* The TLS context for the files of `r`; NULL with `e` set. Owned by the dialer. */
TlsContext *dialer_tls(Dialer *d, const struct route *r, struct err *e);
/* Sockets that tell the connector's story (struct dial_sockets; self is the Connector). */
extern const struct dial_sockets connect_sockets;

/* connect.c */
void connect_tell(Connector *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
void connect_fail(Connector *c, const struct err *e);
/* Begins the next layer on c->transport. */
void connect_advance(Connector *c);
/* Waits for what the handshake wants. */
void connect_wait_tls(Connector *c);
/* Goes on after a step; for dialer.c. */
void connect_go_on(Connector *c);
/* Frees at once, without an event. */
void connect_drop(Connector *c);

/* connect-tls.c */
bool connect_begin_tls(Connector *c, struct err *e);
void connect_step_tls(Connector *c);

#endif
