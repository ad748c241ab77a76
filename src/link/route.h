/*
 * How to get to a peer: the address and everything the options say about the way. A plain value,
 * made before connecting, so that what is wrong is said before anything is sent.
 */
#ifndef HAIL_LINK_ROUTE_H
#define HAIL_LINK_ROUTE_H

#include <stdbool.h>

#include "config/options.h"
#include "base/err.h"
#include "net/address.h"
#include "tls/fingerprint.h"
#include "net/proxy-url.h"
#include "net/resolve.h"
#include "tls/starttls.h"

enum { ROUTE_PORT = 8 };

struct route {
	struct address address; /* owned */
	char port[ROUTE_PORT]; /* its service in digits, as pins name a place; "" if there is none
				*/
	bool service; /* one of this program: the transport is there, trust ends with the run */
	int family; /* AF_UNSPEC, AF_INET, AF_INET6 */
	bool bound;
	struct resolve_address bind; /* when bound */
	struct proxy_chain proxies; /* owned */
	const char *proxies_from; /* where they were named: an option or a variable; static */
	bool tls; /* ends in TLS */
	bool plain_insisted; /* the user said tls=off */
	bool starttls;
	enum starttls_protocol protocol; /* when starttls */
	bool pinned;
	struct fingerprint pin; /* when pinned: the one key to trust */
	char *ca_file, *cert_file, *key_file, *keylog_file, *alpn; /* owned, or NULL */
	char *term; /* owned: TERM of a child on a pty */
	unsigned columns, rows; /* of a child's pty; 0 = it gets a socketpair instead */
	long timeout_ms;
	unsigned keepalive_s, user_timeout_s;
};

/*
 * Makes the route to `address` as `options` say; `columns` x `rows` is the size of the terminal, 0
 * in a pipe. False with `e` set (ERR_USAGE). Owned by the caller (route_fini).
 */
bool route_make(struct route *r, const struct address *address, const Options *options, int family,
		unsigned columns, unsigned rows, struct err *e);

/* The part of a route that TLS on a connection under way needs. False with `e` set (ERR_USAGE). */
bool route_make_tls(struct route *r, const struct address *address, const Options *options,
		    struct err *e);

/* Writes the port of `address` in digits to `out`; its service as it is if nobody knows that name.
 */
void route_port(const struct address *address, char out[ROUTE_PORT]);

/* Frees what `r` owns; a zeroed one is fine. */
void route_fini(struct route *r);

/* Whether the address is of a host on the network, rather than a socket or a command here. */
bool route_is_remote(const struct route *r);

#endif
