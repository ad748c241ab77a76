/*
 * Failures of TLS in plain words. Pure functions over values; the library's codes stay in
 * tls/tls-engine.
 */
#ifndef HAIL_TLS_TLS_EXPLAIN_H
#define HAIL_TLS_TLS_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum tls_failure_kind {
	TLS_FAILURE_LIBRARY, /* anything else: `detail` holds the library's words */
	TLS_FAILURE_ALERT, /* the peer sent the fatal alert `alert` (RFC 8446 section 6) */
	TLS_FAILURE_NOT_TLS, /* the peer's first bytes are no TLS record: `detail` has them */
	TLS_FAILURE_OLD_VERSION, /* the peer wants a version older than TLS 1.2 */
	TLS_FAILURE_LEGACY, /* the peer lacks secure renegotiation (RFC 5746) */
	TLS_FAILURE_WEAK, /* keys or parameters below what the library accepts */
	TLS_FAILURE_CORRUPT, /* a record that doesn't decrypt or makes no sense */
	TLS_FAILURE_CLOSED, /* the peer ended the connection without a word */
	TLS_FAILURE_LOST, /* the connection broke: `detail` says how */
};

struct tls_failure {
	enum tls_failure_kind kind;
	int alert;
	bool heard; /* the peer had sent anything before */
	char detail[160]; /* printable */
};

/* Whether the `n` > 0 bytes at `bytes` may begin a TLS record (RFC 8446 section 5.1). */
bool tls_explain_is_record(const char *bytes, size_t n);

/* Makes `f` say that the peer, whose first `n` > 0 bytes are `bytes`, doesn't speak TLS. */
void tls_explain_not_tls(const char *bytes, size_t n, struct tls_failure *f);

/* Fills `e` (ERR_TLS) with the sentence for a handshake that failed. */
void tls_explain_handshake(const struct tls_failure *f, struct err *e);

/*
 * Fills `e` for a failure after the handshake. While no data had come (`early`) an alert is still
 * the answer to our handshake (TLS 1.3 servers check our certificate last): ERR_TLS; otherwise
 * ERR_LOST.
 */
void tls_explain_session(const struct tls_failure *f, bool early, struct err *e);

#endif
