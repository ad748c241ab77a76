/*
 * Which proxies to go through: the grammar of `--proxy URL`, and what the environment asks for.
 * Pure functions over text. No password gets into an error's text; memory that held one is wiped.
 *
 * A chain is one or more of these, with commas between; the first is the nearest:
 *
 *   socks5://[user[:password]@]host[:1080]     also socks5h:// and socks://; names are looked up by
 *                                              the proxy in every case
 *   socks4a://[user@]host[:1080]
 *   http://[user[:password]@]host[:8080]       HTTP CONNECT, basic authentication
 *   exec:COMMAND                               only alone: all that follows is the command
 *
 * User and password are percent-decoded. A comma separates only before a scheme, and the last `@`
 * of an element ends its user and password, so that a password needs few escapes.
 */
#ifndef HAIL_NET_PROXY_URL_H
#define HAIL_NET_PROXY_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum proxy_kind { PROXY_SOCKS5, PROXY_SOCKS4A, PROXY_HTTP, PROXY_EXEC };

enum { PROXY_CHAIN_MAX = 8 };

struct proxy_hop {
	enum proxy_kind kind;
	char *host; /* owned; name or literal without brackets; NULL for PROXY_EXEC */
	char *service; /* owned; a number or a service name; NULL for PROXY_EXEC */
	char *user; /* owned or NULL */
	char *password; /* owned or NULL; wiped when freed */
	char *command; /* owned; PROXY_EXEC only */
};

struct proxy_chain {
	struct proxy_hop hops[PROXY_CHAIN_MAX];
	size_t count;
};

/* Parses `text` into *out (proxy_chain_fini). False with a sentence (ERR_USAGE). */
bool proxy_url_parse(const char *text, struct proxy_chain *out, struct err *e);

/* Wipes and frees what `c` owns; a zeroed one is fine. */
void proxy_chain_fini(struct proxy_chain *c);

/* Copies `from` into *to (owned). */
void proxy_hop_copy(const struct proxy_hop *from, struct proxy_hop *to);

/* Wipes and frees what `h` owns; a zeroed one is fine. */
void proxy_hop_fini(struct proxy_hop *h);

/* Appends the URL of `h` without user and password, e.g. `socks5://gw:1080`; `exec:COMMAND`. */
void proxy_hop_format(const struct proxy_hop *h, struct str *out);

/* Appends the chain `text` as it can be shown: `***` stands for each password. */
void proxy_url_mask(const char *text, struct str *out);

/* Whether a URL in `text` has a password in it. */
bool proxy_url_has_password(const char *text);

/*
 * Whether NO_PROXY's value `rules` (NULL = none) says to connect directly to `host` (name or
 * literal without brackets) and `port`. Rules are separated by commas or blanks, case is ignored:
 *
 *   *                    everything
 *   example.com          it and all below it; so do .example.com and *.example.com
 *   192.0.2.7  fe80::1   this address; brackets are allowed
 *   10.0.0.0/8  fd00::/8 addresses of this network
 *
 * each but `*` and networks with an optional `:port` (IPv6 then in brackets). Names are not
 * looked up.
 */
bool proxy_url_is_exempt(const char *rules, const char *host, unsigned port);

/*
 * The proxy that `environment` (NULL-terminated `NAME=value` strings, as environ) asks for on the
 * way to `host` and `port`, for proxy_url_parse: the value of all_proxy or else ALL_PROXY, unless
 * no_proxy or else NO_PROXY exempts the host. A value without a scheme is an HTTP proxy. False if
 * there is none, otherwise appended to `out`, which the caller wipes: it may have a password;
 * *variable is the name of the one that holds it.
 */
bool proxy_url_from_environment(char *const *environment, const char *host, unsigned port,
				const char **variable, struct str *out);

#endif
