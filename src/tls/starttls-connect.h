/*
 * The dialogue before TLS on a new connection, as a layer: it speaks over a transport and gives it
 * back when TLS is to begin. Never reads past the go-ahead more than it then drops.
 */
#ifndef HAIL_TLS_STARTTLS_CONNECT_H
#define HAIL_TLS_STARTTLS_CONNECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/handshake.h"
#include "tls/starttls.h"
#include "net/transport.h"

typedef struct StarttlsConnect StarttlsConnect;

enum { STARTTLS_LINES_MAX = 64 };

struct starttls_connect_config {
	enum starttls_protocol protocol;
	const char *host; /* read only during starttls_connect_new */
	bool live; /* the session is under way: its greeting is long past */
	/* A line of the dialogue, ours or the peer's, without its end, as it came. Told
	 * of at most STARTTLS_LINES_MAX times. NULL: nobody wants to know. */
	void (*said)(void *user, bool ours, const char *text, size_t n);
	void *user;
};

/* Starts over `inner` (taken). `now` is unused: time-outs are the caller's. */
StarttlsConnect *starttls_connect_new(Transport *inner,
				      const struct starttls_connect_config *config, int64_t now);

/* Goes on as far as it can. HANDSHAKE_FAILED: `e` holds a sentence (ERR_TLS, or ERR_LOST). */
enum handshake_state starttls_connect_step(StarttlsConnect *c, int64_t now, struct err *e);

/* The descriptor and the TRANSPORT_ bits to poll for while busy. */
int starttls_connect_fd(const StarttlsConnect *c);
unsigned starttls_connect_wants(const StarttlsConnect *c);

/* How many bytes of plain text came with the go-ahead and were dropped. */
size_t starttls_connect_dropped(const StarttlsConnect *c);

/* Gives up the transport when done: the caller owns it and starts TLS on it. Once. */
Transport *starttls_connect_take_transport(StarttlsConnect *c);

/* Frees the dialogue, and the connection unless it was taken. */
void starttls_connect_free(StarttlsConnect *c);

#endif
