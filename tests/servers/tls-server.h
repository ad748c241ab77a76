/*
 * TLS servers for the tests: openssl s_server on a free port of 127.0.0.1, with certificates made
 * at run time. What it decrypts is its output; what is written to it, it sends.
 */
#ifndef HAIL_TESTS_TLS_SERVER_H
#define HAIL_TESTS_TLS_SERVER_H

#include <stdbool.h>

#include "e2e/job.h"

struct tls_server {
	Job *job;
	char port[8];
};

/* Makes the certificates; for main, before any case. */
void tls_server_prepare(void);

/* The path of a file of servers/make-certificates; the text lives until the 16th next call. Skips
 * without openssl. */
const char *tls_server_file(const char *name);

/*
 * Starts a server that shows the certificate `name` ("good"), with more arguments (NULL: none), and
 * waits until it listens.
 */
void tls_server_start(struct tls_server *s, const char *name, const char *const *more);

/* Ends it at once, without a word of TLS, and starts another on the same port. */
void tls_server_replace(struct tls_server *s, const char *name, const char *const *more);

/* Kills it: its connections end without TLS's own end. */
void tls_server_kill(struct tls_server *s);

/* Stops it, waits until bytes of ours lie unread at its side, and kills it: its connection is
 * reset. */
void tls_server_stop(struct tls_server *s);
void tls_server_reset(struct tls_server *s);

/* Whether it ever decrypted this text. */
bool tls_server_has(const struct tls_server *s, const char *text);

#endif
