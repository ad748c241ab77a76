/*
 * What is inside a TlsContext (net/tls.h), for tls.c and tls-engine.c. Counted references: its
 * owner holds one, every connection another.
 */
#ifndef HAIL_TLS_TLS_CONTEXT_H
#define HAIL_TLS_TLS_CONTEXT_H

#include "tls/tls-sessions.h"
#include "tls/tls.h"

struct TlsContext {
	unsigned users;
	void *ssl_ctx; /* the library's (SSL_CTX *), owned */
	int keylog; /* descriptor or -1 */
	bool accepting; /* for the server's side */
	char *key_file; /* while its key is locked, else NULL */
	struct tls_sessions sessions;
};

/* Takes another reference. */
void tls_context_hold(TlsContext *c);

/* Writes a line of key material to the key log, if there is one. */
void tls_context_log_key(const TlsContext *c, const char *line);

#endif
