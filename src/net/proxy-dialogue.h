/*
 * What is said to one proxy, sans I/O: bytes in, bytes out. The dialogue says how many bytes it
 * wants and is never given more, so that what follows the proxy's answer stays where it is: it
 * belongs to the session.
 */
#ifndef HAIL_NET_PROXY_DIALOGUE_H
#define HAIL_NET_PROXY_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/handshake.h"
#include "net/proxy-url.h"

enum { PROXY_DIALOGUE_HEADER_MAX = 16 * 1024 };

struct proxy_dialogue {
	struct proxy_hop proxy; /* owned */
	char *host; /* owned: the target */
	unsigned port;
	struct buf out; /* to send; the caller consumes. It wipes itself */
	struct buf in; /* what has come of the message under way */
	size_t want; /* its length, as far as known */
	size_t received; /* bytes in all */
	unsigned stage; /* 0 = nothing said yet */
};

/* A dialogue with `proxy` (copied; not exec:) about `host`, a name or literal without brackets. */
void proxy_dialogue_init(struct proxy_dialogue *t, const struct proxy_hop *proxy, const char *host,
			 unsigned port);

/* Wipes and frees what `t` owns. */
void proxy_dialogue_fini(struct proxy_dialogue *t);

/* How many bytes may be received now, at least one while it is busy. */
size_t proxy_dialogue_room(const struct proxy_dialogue *t);

/* Takes `n` ≤ proxy_dialogue_room bytes from the proxy; then call proxy_dialogue_step. */
void proxy_dialogue_receive(struct proxy_dialogue *t, const char *bytes, size_t n);

/*
 * Goes on as far as the bytes received allow. HANDSHAKE_DONE: the very next byte is the target's.
 * HANDSHAKE_FAILED: one sentence in `e`, ERR_REFUSED (the target refused or can't be reached, or
 * the proxy doesn't allow it), ERR_NAME, ERR_TIMEOUT (the proxy's attempt timed out), ERR_USAGE
 * (this target can't be put to such a proxy) or ERR_OTHER (credentials, protocol).
 */
enum handshake_state proxy_dialogue_step(struct proxy_dialogue *t, struct err *e);

/* Fails because the proxy ended (`cause` NULL) or the connection to it broke: an ERR_OTHER. */
enum handshake_state proxy_dialogue_cut(const struct proxy_dialogue *t, const char *cause,
					struct err *e);

/* For the protocols. */

/* Begins to receive a message of `n` > 0 bytes; the dialogue then goes on at `stage`. */
void proxy_dialogue_expect(struct proxy_dialogue *t, unsigned stage, size_t n);

/* Explains: "cannot reach HOST port PORT through the proxy URL: CAUSE; ADVICE"; `advice` may be
 * NULL. */
enum handshake_state proxy_dialogue_fail(const struct proxy_dialogue *t, struct err *e,
					 enum err_kind kind, const char *cause, const char *advice);

/* As proxy_dialogue_fail, for an answer that isn't of the protocol. */
enum handshake_state proxy_dialogue_stranger(const struct proxy_dialogue *t, const char *cause,
					     struct err *e);

/* The protocols: each acts on one message, which is in `in`, and says what it expects next. */
typedef enum handshake_state proxy_dialogue_fn(struct proxy_dialogue *t, struct err *e);
proxy_dialogue_fn proxy_socks5_step; /* RFC 1928, RFC 1929 */
proxy_dialogue_fn proxy_socks4_step; /* SOCKS4A by Ying-Da Lee */
proxy_dialogue_fn proxy_http_step; /* CONNECT: RFC 9110 section 9.3.6 */

#endif
