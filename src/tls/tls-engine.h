/*
 * OpenSSL behind plain types: what connections share, and one connection over a transport. For
 * tls.c and tls-context.c.
 */
#ifndef HAIL_TLS_TLS_ENGINE_H
#define HAIL_TLS_TLS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "tls/tls-explain.h"
#include "tls/tls-report.h"
#include "tls/tls.h"
#include "net/transport.h"

typedef struct TlsEngine TlsEngine;

enum { TLS_ENGINE_RECORD = 16384 }; /* bytes of data in one record (RFC 8446 section 5.1) */

enum tls_engine_status {
	TLS_ENGINE_OK,
	TLS_ENGINE_WANT_READ, /* the inner transport has nothing: wait for it */
	TLS_ENGINE_WANT_WRITE, /* the inner transport takes nothing: wait for it */
	TLS_ENGINE_ASKS, /* our certificate is wanted: tls_engine_accept lets it go */
	TLS_ENGINE_PAUSED, /* many records came and nothing came of them: there may be more at once
			    */
	TLS_ENGINE_CLOSED, /* the peer's close_notify */
	TLS_ENGINE_TRUNCATED, /* the end without close_notify */
	TLS_ENGINE_FAILED, /* `f` says how */
};

/* Makes the library's context (SSL_CTX *): TLS >= 1.2, nothing trusted yet. NULL with `e` set. */
void *tls_engine_ctx_new(struct err *e);

/* Frees it; connections made of it live on. NULL is fine. */
void tls_engine_ctx_free(void *ssl_ctx);

/* Frees a saved session. */
void tls_engine_session_free(void *session);

/* Makes the connection over `inner` (taken, also on failure). NULL with `e` set. */
TlsEngine *tls_engine_new(Transport *inner, const struct tls_config *config, struct err *e);

/* Frees the connection without a word, and the inner transport. */
void tls_engine_free(TlsEngine *t);

/* The inner transport, borrowed. */
Transport *tls_engine_inner(const TlsEngine *t);

/* Goes on with the handshake once. A connection that ends is a failure here. */
enum tls_engine_status tls_engine_handshake(TlsEngine *t, struct tls_failure *f);

/* The peer may see our certificate: the handshake that asked goes on. */
void tls_engine_accept(TlsEngine *t);

/* Fills `r` (init'ed) with what a handshake that is done, or asks, showed; not yet judged. */
void tls_engine_report(const TlsEngine *t, struct tls_report *r);

/* Reads data as transport_read does. */
enum tls_engine_status tls_engine_read(TlsEngine *t, char *to, size_t room, size_t *done,
				       struct tls_failure *f);

/*
 * Writes all `n` ≤ TLS_ENGINE_RECORD bytes, or none. After WANT_READ or WANT_WRITE they are already
 * sealed: the next write must be of the same bytes.
 */
enum tls_engine_status tls_engine_write(TlsEngine *t, const char *from, size_t n,
					struct tls_failure *f);

/* Sends close_notify; reading goes on. To be called again after WANT_WRITE. */
enum tls_engine_status tls_engine_shutdown(TlsEngine *t, struct tls_failure *f);

/* How many records were read since the beginning. */
uint64_t tls_engine_records(const TlsEngine *t);

/* Whether what was read ends in the middle of a record. */
bool tls_engine_is_inside_record(const TlsEngine *t);

#endif
