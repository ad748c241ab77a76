/*
 * Why a dial failed, in one sentence: what was tried, what happened, what to do. Pure.
 */
#ifndef HAIL_NET_DIAL_EXPLAIN_H
#define HAIL_NET_DIAL_EXPLAIN_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "net/resolve.h"

/* One attempt that failed. */
struct dial_failure {
	struct resolve_address to;
	int error; /* errno; ETIMEDOUT for an attempt given up */
};

/* Appends the numeric form of `to`, e.g. `127.0.0.1` or `fe80::1%eth0`. */
void dial_explain_address(const struct resolve_address *to, struct str *out);

/*
 * Explains the `count` > 0 failed attempts at `host` and `service`: a clause for each cause with
 * its addresses, and advice for the foremost. ERR_REFUSED if any was refused or unreachable, else
 * ERR_OTHER if this machine was the obstacle, else ERR_TIMEOUT.
 */
void dial_explain_failures(const char *host, const char *service,
			   const struct dial_failure *failures, size_t count, struct err *e);

/* Explains that the name was not looked up within `timeout_ms`: ERR_TIMEOUT. */
void dial_explain_no_answer(const char *host, int64_t timeout_ms, struct err *e);

#endif
