/* SOCKS4A: SOCKS4 (Ying-Da Lee) with names looked up by the proxy. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "net/proxy-dialogue.h"
#include "base/poison.h"

enum { SOCKS4_VERSION = 4, CONNECT = 1, GRANTED = 90, REPLY_BYTES = 8 };

enum stage { STAGE_START, STAGE_REPLY };

static enum handshake_state request(struct proxy_dialogue *t, struct err *e)
{
	/* An address that begins with three zeros says: a name follows. */
	unsigned char head[] = { SOCKS4_VERSION,
				 CONNECT,
				 (unsigned char)(t->port >> 8),
				 (unsigned char)(t->port & 0xff),
				 0,
				 0,
				 0,
				 1 };
	const char *user = t->proxy.user ? t->proxy.user : "";
	unsigned char address[4];
	bool literal = inet_pton(AF_INET, t->host, address) == 1 &&
		       (address[0] || address[1] || address[2]);

	if (strchr(t->host, ':'))
		return proxy_dialogue_fail(t, e, ERR_USAGE, "SOCKS4 knows no IPv6 addresses",
					   "use socks5://, or a name");
	if (literal)
		memcpy(head + 4, address, sizeof(address));
	buf_append(&t->out, head, sizeof(head));
	buf_append(&t->out, user, strlen(user) + 1);
	if (!literal)
		buf_append(&t->out, t->host, strlen(t->host) + 1);
	proxy_dialogue_expect(t, STAGE_REPLY, REPLY_BYTES);
	return HANDSHAKE_BUSY;
}

static enum handshake_state on_reply(struct proxy_dialogue *t, struct err *e)
{
	unsigned char version = (unsigned char)buf_data(&t->in)[0];
	unsigned char code = (unsigned char)buf_data(&t->in)[1];
	char cause[64];

	if (version == 'H')
		return proxy_dialogue_fail(t, e, ERR_OTHER, "it seems to be an HTTP proxy",
					   "write http:// instead of socks4a://");
	/* 0 by the letter; some repeat the request's version. */
	if (version != 0 && version != SOCKS4_VERSION)
		return proxy_dialogue_stranger(t, "its answer is not SOCKS4", e);
	switch (code) {
	case GRANTED: return HANDSHAKE_DONE;
	case 91:
		return proxy_dialogue_fail(t, e, ERR_REFUSED, "it refused, or could not connect",
					   "check the host and the port");
	case 92:
		return proxy_dialogue_fail(t, e, ERR_OTHER,
					   "it asked this machine's identd who you are, in vain",
					   "ask whoever runs it");
	case 93:
		return proxy_dialogue_fail(t, e, ERR_OTHER,
					   "this machine's identd names another user than you gave",
					   "check the user: socks4a://USER@HOST");
	default:
		snprintf(cause, sizeof(cause), "it failed with a code not known here (%u)", code);
		return proxy_dialogue_fail(t, e, ERR_OTHER, cause, NULL);
	}
}

enum handshake_state proxy_socks4_step(struct proxy_dialogue *t, struct err *e)
{
	return t->stage == STAGE_START ? request(t, e) : on_reply(t, e);
}
