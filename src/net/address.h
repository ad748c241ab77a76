/*
 * Where to connect: the grammar of DESTINATION [PORT] (host, host:port, [v6]:port, URLs).
 * Pure functions over text.
 */
#ifndef HAIL_NET_ADDRESS_H
#define HAIL_NET_ADDRESS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

enum address_scheme {
	ADDRESS_HOST, /* no scheme: telnet on port 23, otherwise undecided */
	ADDRESS_TELNET, /* telnet:// */
	ADDRESS_TELNETS, /* telnets:// */
	ADDRESS_TCP, /* tcp:// */
	ADDRESS_TLS, /* tls:// */
	ADDRESS_UNIX, /* unix:PATH */
	ADDRESS_EXEC, /* exec:COMMAND */
};

struct address {
	enum address_scheme scheme;
	char *host; /* owned; name (A-label), IPv4 or bare IPv6 with its zone; path or command */
	char *service; /* owned; "1".."65535" or a service name; NULL for unix and exec */
	char *user; /* owned or NULL; from a URL (never a password) */
};

/*
 * Parses `destination` (no scheme needed) and `port` (NULL if not given) into *out, owned by the
 * caller (address_fini). The default port is 23 for hosts and telnet://, 992 for telnets://;
 * tcp:// and tls:// need one; `//host` is `host`. A bare IPv6 literal is accepted when `port` is
 * given or there is none. False with one sentence in `e` (ERR_USAGE) and *out zeroed: `a:b:c:23`,
 * port 0 or 70000, an empty host, a password in a URL, control characters, a host or user that
 * begins with `-`.
 */
bool address_parse(const char *destination, const char *port, struct address *out, struct err *e);

/* Frees what `a` owns and zeroes it; a zeroed one is fine. */
void address_fini(struct address *a);

/* Copies `from` into *to (owned). */
void address_copy(const struct address *from, struct address *to);

/* Whether the service is the number `port` (or the name the table knows it by: telnet, telnets). */
bool address_is_port(const struct address *a, unsigned port);

/*
 * Appends the form people type, reparsable: `host`, `host:2323`, `[::1]:23`, `tcp://host:25`,
 * `telnet://me@host`, and `//unix:23` for a host with that name. International names are written as
 * idn_shown says. The user is left out where there is no scheme to write it in.
 */
void address_format(const struct address *a, struct str *out);

/* Whether a socket address is of the public internet: not loopback, private, link-local or a local
 * socket. */
struct sockaddr;
bool address_is_public(const struct sockaddr *a);

#endif
