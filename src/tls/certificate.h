/*
 * What a certificate (RFC 5280) says, as plain values made safe to show. Owned by whoever holds
 * the struct (init/fini).
 */
#ifndef HAIL_TLS_CERTIFICATE_H
#define HAIL_TLS_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "tls/fingerprint.h"

enum {
	CERTIFICATE_TEXT_MAX = 256, /* bytes shown of a name, before an ellipsis */
	CERTIFICATE_NAMES_MAX = 64, /* alternative names kept */
	CERTIFICATE_WEAK_BELOW = 112, /* bits of security (NIST SP 800-57: RSA 2048, SHA-224) */
	CERTIFICATE_DATE = 24, /* room for a formatted date */
};

#define CERTIFICATE_NO_TIME INT64_MIN /* a date that can't be read */

struct certificate {
	char *subject; /* owned, printable: `CN=a.example, O=Example` (RFC 4514 order) */
	char *issuer; /* owned, likewise */
	char *names[CERTIFICATE_NAMES_MAX]; /* owned, printable: `a.example`, `192.0.2.1` */
	size_t name_count;
	size_t names_left_out; /* that were more than fit */
	int64_t not_before; /* seconds since 1970-01-01 UTC, or CERTIFICATE_NO_TIME */
	int64_t not_after;
	char key_type[24]; /* `RSA`, `EC P-256`, `Ed25519` */
	unsigned key_bits;
	int key_security; /* bits of security; -1 if unknown */
	char signature[48]; /* the algorithm its issuer signed with */
	int signature_security; /* likewise */
	bool self_issued; /* subject and issuer are the same */
	bool ca; /* may sign others */
	struct fingerprint sha256; /* of the whole certificate */
	struct fingerprint spki; /* of the SubjectPublicKeyInfo: what pins hold */
};

/* Frees what `c` owns and zeroes it; a zeroed one is fine. */
void certificate_fini(struct certificate *c);

/* Whole days from `wall` (ms since 1970) to the end of validity, rounded down: -1 = just ended. */
int64_t certificate_days_left(const struct certificate *c, int64_t wall);

/* Whether its key, or the signature on it unless it is its own, is too weak by today's measure. */
bool certificate_weak_key(const struct certificate *c);
bool certificate_weak_signature(const struct certificate *c);

/* Writes a date of a certificate as `2026-11-22`, or `unknown`. */
void certificate_date(int64_t seconds, char out[CERTIFICATE_DATE]);

/*
 * Appends `c` as lines of printable text, each with a newline and a label in front:
 * subject, names, issuer, validity with the days left at `wall` (ms), key and digests.
 */
void certificate_format(const struct certificate *c, int64_t wall, struct str *out);

#endif
