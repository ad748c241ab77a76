/*
 * A SHA-256 digest that names a key or a certificate, and the ways people write it. Pure functions.
 */
#ifndef HAIL_TLS_FINGERPRINT_H
#define HAIL_TLS_FINGERPRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	FINGERPRINT_BYTES = 32,
	FINGERPRINT_HEX = 2 * FINGERPRINT_BYTES + 1, /* room for the text, NUL counted */
	FINGERPRINT_BASE64 = 45,
};

struct fingerprint {
	uint8_t bytes[FINGERPRINT_BYTES];
};

/* Whether `a` and `b` are the same digest. */
bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b);

/*
 * Reads `text`: 64 hex digits with or without a colon between bytes, or base64 with or without its
 * `=` (RFC 4648 section 4), after an optional `sha256//` or `SHA256:` (case ignored). False with
 * `e` set (ERR_USAGE) for anything else; *out is left alone then.
 */
bool fingerprint_parse(const char *text, struct fingerprint *out, struct err *e);

/* Writes `f` as 64 lower-case hex digits. */
void fingerprint_hex(const struct fingerprint *f, char out[FINGERPRINT_HEX]);

/* Writes `f` as base64 with its `=`; fingerprint_parse reads it with `sha256//` before it. */
void fingerprint_base64(const struct fingerprint *f, char out[FINGERPRINT_BASE64]);

#endif
