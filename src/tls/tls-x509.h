/*
 * Certificates and keys as files and as DER (RFC 5280), read with OpenSSL, and made for a service
 * of our own. No state of its own.
 */
#ifndef HAIL_TLS_TLS_X509_H
#define HAIL_TLS_TLS_X509_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "tls/certificate.h"
#include "tls/tls-report.h"

enum tls_key_state { TLS_KEY_READY, TLS_KEY_LOCKED, TLS_KEY_FAILED };

/*
 * Decodes the certificate in the `n` bytes of DER at `der` into *out (owned by the caller:
 * certificate_fini). False, with *out zeroed, if it isn't one.
 */
bool tls_x509_decode(const unsigned char *der, size_t n, struct certificate *out);

/*
 * The TLS_PROBLEM_ bit for `code`, one of the library's verdicts (X509_V_) on the peer's `own`
 * certificate or a signer's; 0 if it is fine.
 */
unsigned tls_x509_problem(int code, bool own);

/*
 * Has `param` (an X509_VERIFY_PARAM *) ask for a certificate of `host`, a name or an address as
 * tls_names_host writes it, at the time `wall` (ms since 1970). False if the library refuses.
 */
bool tls_x509_expect(void *param, const char *host, int64_t wall);

/* Adds the certificates of `chain` (a STACK_OF(X509) *, NULL = none) to the report's. */
void tls_x509_report(const void *chain, struct tls_report *r);

/*
 * Has `ssl_ctx` (an SSL_CTX *) trust the authorities of the system and those in the PEM file
 * `ca_file` (NULL = none). False with `e` set (ERR_USAGE) if the file is no use.
 */
bool tls_x509_trust(void *ssl_ctx, const char *ca_file, struct err *e);

/* Has `ssl_ctx` show the certificate (and its signers) in the PEM file `cert_file`. False as above.
 */
bool tls_x509_use_certificate(void *ssl_ctx, const char *cert_file, struct err *e);

/*
 * Has `ssl_ctx` use the private key in the PEM file `key_file`, which must fit the certificate.
 * TLS_KEY_LOCKED: it is encrypted and `passphrase` is NULL; nothing asks at the terminal.
 */
enum tls_key_state tls_x509_use_key(void *ssl_ctx, const char *key_file, const char *passphrase,
				    struct err *e);

/*
 * Makes a server's context (SSL_CTX *, for tls_engine_ctx_free) with an ECDSA key on P-256 and a
 * certificate of it for the name `host`, signed by itself, good for a year from the day before
 * `wall` (ms since 1970) on. Both live in memory only. NULL with `e` set (ERR_TLS).
 */
void *tls_x509_ctx_accepting(const char *host, int64_t wall, struct err *e);

#endif
