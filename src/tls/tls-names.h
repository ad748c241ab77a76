/*
 * Names in the form TLS wants them. Pure functions over text.
 */
#ifndef HAIL_TLS_TLS_NAMES_H
#define HAIL_TLS_TLS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum {
	TLS_NAMES_HOST = 256, /* room for a host, NUL counted (RFC 1035 section 2.3.4) */
	TLS_NAMES_ALPN = 256,
};

/*
 * Writes `host` as certificates and SNI (RFC 6066 section 3) know it: no zone, no dot at the end,
 * an address in its usual form.
 * False if nothing sensible is left: empty, too long, or a dot in front.
 */
bool tls_names_host(const char *host, char out[TLS_NAMES_HOST]);

/* Whether `host` is an IPv4 or IPv6 literal (no zone): certificates name those apart, SNI never. */
bool tls_names_is_address(const char *host);

/* Writes the list `a,b` as RFC 7301 section 3.1 has it; returns its length, 0 if malformed. */
size_t tls_names_alpn(const char *list, unsigned char out[TLS_NAMES_ALPN]);

#endif
