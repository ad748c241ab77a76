/*
 * A proxy on the way to a target: a layer that talks over a transport, which must be connected to
 * the proxy, until the proxy has made the connection; then the same transport carries the session.
 * For a chain, the transport taken from one is given to the next: the target of each proxy but the
 * last is the next proxy. Knows no loop and no clock; whoever finds it too slow frees it.
 */
#ifndef HAIL_NET_PROXY_H
#define HAIL_NET_PROXY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/handshake.h"
#include "net/proxy-url.h"
#include "net/transport.h"

typedef struct Proxy Proxy;

struct proxy_config {
	const struct proxy_hop *proxy; /* copied; not PROXY_EXEC: that is exec_pair */
	const char *host; /* copied; the target: name or bare literal */
	unsigned port; /* the target's, 1 to 65535 */
};

/* Makes a layer over `inner` (taken). Nothing is sent before the first step. */
Proxy *proxy_new(Transport *inner, const struct proxy_config *config, int64_t now);

/*
 * Goes on when the transport is ready. HANDSHAKE_FAILED: one sentence in `e`, with the kinds of
 * proxy_dialogue_step. A host with CR, LF or the like in it fails before anything is sent.
 */
enum handshake_state proxy_step(Proxy *p, int64_t now, struct err *e);

/* The descriptor to poll while busy, or -1. */
int proxy_fd(const Proxy *p);

/* The TRANSPORT_ bits to poll for while busy. */
unsigned proxy_wants(const Proxy *p);

/* After HANDSHAKE_DONE, once: the transport, now connected to the target; owned by the caller. */
Transport *proxy_take_transport(Proxy *p);

/* Wipes the credentials and frees, with the transport if it wasn't taken. */
void proxy_free(Proxy *p);

/*
 * The number of the port `service`, a number or a name of this machine's services: a proxy takes
 * only numbers. False with a sentence (ERR_USAGE).
 */
bool proxy_service_port(const char *service, unsigned *port, struct err *e);

#endif
