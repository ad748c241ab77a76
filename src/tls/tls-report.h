/*
 * What a TLS handshake found out about the peer: the material of the trust card. Plain values;
 * embedded in its owner (init/fini). All text is printable.
 */
#ifndef HAIL_TLS_TLS_REPORT_H
#define HAIL_TLS_TLS_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "tls/certificate.h"

enum { TLS_REPORT_CHAIN_MAX = 12 };

/* Why a certificate isn't trusted; several may hold at once. */
enum tls_problem {
	TLS_PROBLEM_NO_CERTIFICATE = 1 << 0,
	TLS_PROBLEM_WRONG_NAME = 1 << 1,
	TLS_PROBLEM_EXPIRED = 1 << 2,
	TLS_PROBLEM_NOT_YET_VALID = 1 << 3,
	TLS_PROBLEM_SELF_SIGNED = 1 << 4,
	TLS_PROBLEM_UNKNOWN_CA = 1 << 5,
	TLS_PROBLEM_CA_DATES = 1 << 6, /* a certificate above it isn't valid now */
	TLS_PROBLEM_WEAK_KEY = 1 << 7,
	TLS_PROBLEM_WEAK_SIGNATURE = 1 << 8,
	TLS_PROBLEM_BAD_SIGNATURE = 1 << 9,
	TLS_PROBLEM_REVOKED = 1 << 10,
	TLS_PROBLEM_WRONG_USE = 1 << 11, /* not for servers, or a signer that is no CA */
	TLS_PROBLEM_OTHER = 1 << 12, /* `other` says what */
};

struct tls_report {
	bool verified; /* a trusted authority vouches for the name, and nothing is wrong */
	unsigned problems; /* TLS_PROBLEM_ bits; 0 when verified */
	struct str reason; /* one sentence why it isn't verified; empty when it is */
	struct certificate chain[TLS_REPORT_CHAIN_MAX]; /* the peer's own first, then its signers */
	size_t chain_length; /* 0 only if the peer showed none */
	char other[96]; /* the library's words for TLS_PROBLEM_OTHER */
	char version[16]; /* `TLSv1.3` */
	char cipher[64];
	char alpn[64]; /* the protocol agreed on, or "" */
	bool resumed; /* an earlier session went on: the certificates are from then */
};

/* Makes `r` empty. */
void tls_report_init(struct tls_report *r);

/* Frees what `r` holds and makes it empty again. */
void tls_report_fini(struct tls_report *r);

/*
 * Adds what can be judged from the certificates alone at `wall` (ms since 1970: dates, weak keys
 * and signatures) to r->problems, then sets `verified` and `reason`; `host` is whom we wanted.
 */
void tls_report_judge(struct tls_report *r, const char *host, int64_t wall);

/* Appends the whole report as lines of printable text, each with a newline. */
void tls_report_format(const struct tls_report *r, int64_t wall, struct str *out);

#endif
