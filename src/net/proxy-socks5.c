/* SOCKS5: RFC 1928, with user and password as in RFC 1929. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "net/proxy-dialogue.h"
#include "base/poison.h"

enum {
	SOCKS5_VERSION = 5,
	LOGIN_VERSION = 1,
	METHOD_NONE = 0,
	METHOD_PASSWORD = 2,
	METHOD_REFUSED = 0xff,
	CONNECT = 1,
	ADDRESS_IPV4 = 1,
	ADDRESS_NAME = 3,
	ADDRESS_IPV6 = 4,
	PORT_BYTES = 2,
};

enum stage { STAGE_START, STAGE_METHOD, STAGE_LOGIN, STAGE_REPLY, STAGE_BOUND, STAGE_REST };

static const struct reply {
	unsigned char code;
	enum err_kind kind;
	const char *cause;
	const char *advice;
} replies[] = {
	{ 1, ERR_OTHER, "it could not connect and says no more than \"general failure\"",
	  "check the host and the port" },
	{ 2, ERR_REFUSED, "its rules do not allow this connection", "ask whoever runs it" },
	{ 3, ERR_REFUSED, "the network is unreachable from there", "check the address" },
	{ 4, ERR_REFUSED, "the host is unreachable from there", "check the host" },
	{ 5, ERR_REFUSED, "the host refused the connection",
	  "check the port, and that the service is running there" },
	{ 6, ERR_TIMEOUT, "the host did not answer it in time",
	  "check that the host is up and that no firewall is in the way" },
	{ 7, ERR_OTHER, "it does not make connections (command not supported)", NULL },
	{ 8, ERR_OTHER, "it does not take this type of address", "try a name in place of it" },
	/* Tor's own, for names below .onion. */
	{ 0xf0, ERR_NAME, "there is no such onion service", "check the name" },
	{ 0xf1, ERR_OTHER, "the onion service's description is invalid", NULL },
	{ 0xf2, ERR_REFUSED, "the onion service could not be introduced", "try again" },
	{ 0xf3, ERR_REFUSED, "no meeting with the onion service came about", "try again" },
	{ 0xf4, ERR_OTHER, "the onion service wants an authorisation that Tor lacks", NULL },
	{ 0xf5, ERR_OTHER, "the onion service refused Tor's authorisation", NULL },
	{ 0xf6, ERR_NAME, "the onion name is invalid", "check the name" },
	{ 0xf7, ERR_TIMEOUT, "the onion service did not answer in time", "try again" },
};

static void put(struct proxy_dialogue *t, const void *bytes, size_t n)
{
	buf_append(&t->out, bytes, n);
}

static void put_byte(struct proxy_dialogue *t, size_t byte)
{
	buf_append_byte(&t->out, (unsigned char)byte);
}

/* `text` after its length, which proxy-url has limited to 255. */
static void put_counted(struct proxy_dialogue *t, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	put_byte(t, n);
	put(t, text, n);
}

static unsigned char received(const struct proxy_dialogue *t, size_t i)
{
	return (unsigned char)buf_data(&t->in)[i];
}

static enum handshake_state greet(struct proxy_dialogue *t)
{
	put_byte(t, SOCKS5_VERSION);
	put_byte(t, t->proxy.user ? 2 : 1);
	put_byte(t, METHOD_NONE);
	if (t->proxy.user)
		put_byte(t, METHOD_PASSWORD);
	proxy_dialogue_expect(t, STAGE_METHOD, 2);
	return HANDSHAKE_BUSY;
}

/* Names go as they are: the proxy looks them up. */
static void put_target(struct proxy_dialogue *t)
{
	unsigned char literal[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, t->host, literal) == 1) {
		put_byte(t, ADDRESS_IPV4);
		put(t, literal, sizeof(struct in_addr));
	} else if (inet_pton(AF_INET6, t->host, literal) == 1) {
		put_byte(t, ADDRESS_IPV6);
		put(t, literal, sizeof(struct in6_addr));
	} else {
		put_byte(t, ADDRESS_NAME);
		put_counted(t, t->host);
	}
}

static enum handshake_state request(struct proxy_dialogue *t)
{
	put_byte(t, SOCKS5_VERSION);
	put_byte(t, CONNECT);
	put_byte(t, 0);
	put_target(t);
	put_byte(t, t->port >> 8);
	put_byte(t, t->port & 0xff);
	proxy_dialogue_expect(t, STAGE_REPLY, 2);
	return HANDSHAKE_BUSY;
}

static enum handshake_state log_in(struct proxy_dialogue *t)
{
	put_byte(t, LOGIN_VERSION);
	put_counted(t, t->proxy.user);
	put_counted(t, t->proxy.password);
	proxy_dialogue_expect(t, STAGE_LOGIN, 2);
	return HANDSHAKE_BUSY;
}

static enum handshake_state on_stranger(struct proxy_dialogue *t, struct err *e)
{
	if (received(t, 0) == 'H')
		return proxy_dialogue_fail(t, e, ERR_OTHER, "it seems to be an HTTP proxy",
					   "write http:// instead of socks5://");
	if (!received(t, 0) || received(t, 0) == 4)
		return proxy_dialogue_fail(t, e, ERR_OTHER, "it seems to know only SOCKS4",
					   "write socks4a:// instead of socks5://");
	return proxy_dialogue_stranger(t, "its answer is not SOCKS5", e);
}

static enum handshake_state on_method(struct proxy_dialogue *t, struct err *e)
{
	unsigned char method;

	if (received(t, 0) != SOCKS5_VERSION)
		return on_stranger(t, e);
	method = received(t, 1);
	if (method == METHOD_NONE)
		return request(t);
	if (method == METHOD_PASSWORD && t->proxy.user)
		return log_in(t);
	if (method != METHOD_REFUSED && method != METHOD_PASSWORD)
		return proxy_dialogue_fail(t, e, ERR_OTHER,
					   "it wants a kind of login that is not known here",
					   "only none, and user and password, are");
	if (!t->proxy.user)
		return proxy_dialogue_fail(t, e, ERR_OTHER, "it wants a user and a password",
					   "write socks5://USER:PASSWORD@HOST");
	return proxy_dialogue_fail(t, e, ERR_OTHER,
				   "it takes no user and password and nothing less",
				   "ask whoever runs it how to log in");
}

static enum handshake_state on_login(struct proxy_dialogue *t, struct err *e)
{
	/* Some say 5, the version of SOCKS, here. */
	if (received(t, 0) != LOGIN_VERSION && received(t, 0) != SOCKS5_VERSION)
		return proxy_dialogue_stranger(t, "its answer to the login is not SOCKS5", e);
	if (received(t, 1))
		return proxy_dialogue_fail(t, e, ERR_OTHER, "it refused the user or the password",
					   "check both");
	return request(t);
}

/* A refusal is told at once: some proxies close before the rest of the reply. */
static enum handshake_state on_reply(struct proxy_dialogue *t, struct err *e)
{
	unsigned char code = received(t, 1);
	char cause[64];

	if (received(t, 0) != SOCKS5_VERSION)
		return proxy_dialogue_stranger(t, "its reply is not SOCKS5", e);
	if (!code) {
		/* Reserved, type of address, and its first byte, which may be a length. */
		proxy_dialogue_expect(t, STAGE_BOUND, 3);
		return HANDSHAKE_BUSY;
	}
	for (size_t i = 0; i < sizeof(replies) / sizeof(*replies); i++)
		if (replies[i].code == code)
			return proxy_dialogue_fail(t, e, replies[i].kind, replies[i].cause,
						   replies[i].advice);
	snprintf(cause, sizeof(cause), "it failed with a code not known here (%u)", code);
	return proxy_dialogue_fail(t, e, ERR_OTHER, cause, NULL);
}

/* The address that the proxy connects from: of no use, but it has to be read to its end. */
static enum handshake_state on_bound(struct proxy_dialogue *t, struct err *e)
{
	size_t first = received(t, 2);

	switch (received(t, 1)) {
	case ADDRESS_IPV4:
		proxy_dialogue_expect(t, STAGE_REST, sizeof(struct in_addr) - 1 + PORT_BYTES);
		return HANDSHAKE_BUSY;
	case ADDRESS_IPV6:
		proxy_dialogue_expect(t, STAGE_REST, sizeof(struct in6_addr) - 1 + PORT_BYTES);
		return HANDSHAKE_BUSY;
	case ADDRESS_NAME:
		proxy_dialogue_expect(t, STAGE_REST, first + PORT_BYTES);
		return HANDSHAKE_BUSY;
	default:
		return proxy_dialogue_stranger(t, "its reply has an unknown type of address in it",
					       e);
	}
}

enum handshake_state proxy_socks5_step(struct proxy_dialogue *t, struct err *e)
{
	switch ((enum stage)t->stage) {
	case STAGE_START: return greet(t);
	case STAGE_METHOD: return on_method(t, e);
	case STAGE_LOGIN: return on_login(t, e);
	case STAGE_REPLY: return on_reply(t, e);
	case STAGE_BOUND: return on_bound(t, e);
	case STAGE_REST: break;
	}
	return HANDSHAKE_DONE;
}
