/*
 * GMCP (option 201): messages with a name and JSON. What the peer sends goes up as values; a
 * handshake says who we are and which packages we want. The struct is a plain value; the rest is
 * gmcp_module.
 */
#ifndef HAIL_TELNET_GMCP_H
#define HAIL_TELNET_GMCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "telnet/telnet.h"

struct gmcp {
	char *packages; /* wanted ones with their versions, a comma between; owned */
	bool login; /* Char.Login is among what is wanted, too */
	bool greeted; /* since the option came on */
	bool pinged; /* an answer to our ping is due; sent at `ping_at` */
	int64_t ping_at;
};

/* Begins with `packages` (copied; NULL: none), and with Char.Login if `login`; frees them. */
void gmcp_init(struct gmcp *g, const char *packages, bool login);
void gmcp_fini(struct gmcp *g);

/* Wants `packages` from now on; while the option is on the peer is told. */
void gmcp_want(Telnet *t, const char *packages);

/* Whether the option is on, so that something can be sent. */
bool gmcp_is_on(const Telnet *t);

/* Whether `name` may be a message's: visible ASCII, not too long. */
bool gmcp_is_name(const char *name, size_t n);

/* Whether the `n` bytes of a message are of the package that tells passwords, Char.Login: then it
 * is sent, kept and traced as a secret. */
bool gmcp_is_secret(const char *message, size_t n);

/* Sends the message `name` with `n` bytes of JSON (NULL: none). False if the option is off. */
bool gmcp_send(Telnet *t, const char *name, const char *json, size_t n);

/* Appends the message that answers Char.Login.Default: an account's name and the `n` bytes of its
 * password. */
void gmcp_credentials(const char *account, const char *password, size_t n, struct str *out);

/* Sends Core.Ping; the value of that name tells of its answer the ms that it took. */
bool gmcp_ping(Telnet *t, int64_t now);

#endif
