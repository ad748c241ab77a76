/*
 * TLS 1.2 and newer (RFC 8446, RFC 5246) over any transport, as client, and as server for a service
 * of our own. A context holds what connections
 * share; a handshake runs over an inner transport without blocking and ends with a report, whatever
 * the certificate is. The caller decides on the report before the first byte is sent or read, and
 * before our own certificate is shown (tls_asks). It frees the handshake to refuse, or takes its
 * transport of kind "tls".
 */
#ifndef HAIL_TLS_TLS_H
#define HAIL_TLS_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/handshake.h"
#include "tls/tls-report.h"
#include "net/transport.h"

typedef struct TlsContext TlsContext;
typedef struct Tls Tls;

/* All are paths or NULL, read only during the call. */
struct tls_context_config {
	const char *ca_file; /* authorities (PEM) beside the system's */
	const char *cert_file; /* our certificate and its signers (PEM) */
	const char *key_file; /* its private key (PEM); NULL = in cert_file */
	const char *keylog_file; /* gets the secrets of every session (0600): to debug */
};

/*
 * Makes a context. NULL with `e` set (ERR_USAGE for a file that is no use, ERR_TLS if the library
 * fails). An encrypted key is no failure: see tls_context_needs_passphrase.
 */
TlsContext *tls_context_new(const struct tls_context_config *config, struct err *e);

/*
 * Makes a context for the server's side, with a key and a certificate for the name `host` that are
 * made here and signed by nobody else; `wall` (ms since 1970) is the time now. Handshakes of it
 * accept a client, ask it for no certificate, and report nothing of it. NULL with `e` set
 * (ERR_TLS).
 */
TlsContext *tls_context_new_accepting(const char *host, int64_t wall, struct err *e);

/* Frees the context, its saved sessions too; handshakes and transports made of it live on. */
void tls_context_free(TlsContext *c);

/* Whether the client key is encrypted and still locked; handshakes fail until it is unlocked. */
bool tls_context_needs_passphrase(const TlsContext *c);

/* Unlocks the key with `passphrase` (the caller wipes it). False with `e` set if it's wrong. */
bool tls_context_unlock(TlsContext *c, const char *passphrase, struct err *e);

/* One handshake. Strings are read only during tls_new. The server's side needs `context` alone. */
struct tls_config {
	TlsContext *context;
	const char *host; /* whom the certificate must name: a name or an address (zone allowed) */
	const char *service; /* with `host` the name under which sessions are resumed */
	const char *alpn; /* protocols to offer, `a,b` (RFC 7301), or NULL */
	int64_t wall; /* ms since 1970: the time certificates are checked against */
};

/*
 * Starts a handshake over `inner` (taken). What can fail here (a locked key, a bad `alpn`) fails at
 * the first step. `now` is unused: time-outs are the caller's.
 */
Tls *tls_new(Transport *inner, const struct tls_config *config, int64_t now);

/*
 * Goes on as far as it can. HANDSHAKE_BUSY: poll tls_fd for tls_wants. HANDSHAKE_FAILED: `e`
 * (ERR_TLS) holds a sentence. HANDSHAKE_DONE: look at tls_report. A certificate that isn't trusted
 * is no failure.
 */
enum handshake_state tls_step(Tls *t, int64_t now, struct err *e);

/* The descriptor and the TRANSPORT_ bits to poll for while busy. */
int tls_fd(const Tls *t);
unsigned tls_wants(const Tls *t);

/*
 * Whether the server wants our certificate, and has not got it: the handshake waits (busy) for a
 * decision on tls_report. tls_accept lets it go on; tls_free refuses, and the server has not
 * learned who we are.
 */
bool tls_asks(const Tls *t);
void tls_accept(Tls *t);

/* The report of a handshake that is done or asks; NULL once the transport is taken, which has it.
 */
const struct tls_report *tls_report(const Tls *t);

/* Gives up the transport of a handshake that is done: the caller owns it. Once. */
Transport *tls_take_transport(Tls *t);

/* Frees a handshake; the connection too unless it was taken. Nothing but TLS's own end is sent. */
void tls_free(Tls *t);

/* The report of a transport made here; NULL for any other kind. */
const struct tls_report *tls_transport_report(const Transport *t);

/*
 * Whether the end of file that `t` reported came without the peer's close_notify: what was read
 * may have been cut short (RFC 8446 section 6.1). A reset behind our own close_notify counts as
 * such an end if something was read and ended with a whole record. False for other kinds.
 */
bool tls_truncated(const Transport *t);

#endif
