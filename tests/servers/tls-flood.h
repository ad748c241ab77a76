/*
 * A TLS 1.3 server that floods whoever connects with records that bring no byte, and answers lines.
 */
#ifndef HAIL_TESTS_TLS_FLOOD_H
#define HAIL_TESTS_TLS_FLOOD_H

#include <stdbool.h>

struct tls_flood {
	char port[8]; /* of 127.0.0.1 */
};

/*
 * Starts it in a process of its own, which ends with the case. It shows the certificate "good",
 * says `ready`, and sends KeyUpdates (RFC 8446 section 4.6.3) as fast as they are taken, `answered`
 * ones if that is set, for ever. What it reads it sends back behind `seen: `.
 */
void tls_flood_start(struct tls_flood *f, bool answered);

#endif
