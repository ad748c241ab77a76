/*
 * hail with --tls in the tests: started with our certificates, and what is expected of it. In lists
 * of words whatever ends in .pem or .key is a file of servers/make-certificates.
 */
#ifndef HAIL_TESTS_TLS_CLIENT_H
#define HAIL_TESTS_TLS_CLIENT_H

#include "e2e/home.h"
#include "e2e/job.h"
#include "e2e/tty.h"
#include "servers/tls-server.h"

/* What the status line says of trust. */
#define TLS_CLIENT_PLAIN "-plain"
#define TLS_CLIENT_ACCEPTED "~once"
#define TLS_CLIENT_VERIFIED "=verified"
#define TLS_CLIENT_PINNED "#pinned"

/* Starts a server that shows `certificate`, with more arguments (NULL: none). */
void tls_client_server(struct tls_server *s, const char *certificate, const char *const *more);

/*
 * Starts `hail --raw --tls --ca-file root.pem MORE HOST PORT` on pipes, or in a roomy terminal (so
 * that no sentence is wrapped) with its stderr in the file "stderr" of the home. `more` may be
 * NULL.
 */
Job *tls_client_job(const struct home *h, const char *const *more, const char *host,
		    const char *port);
Tty *tls_client_tty(const struct home *h, const char *const *more, const char *host,
		    const char *port);

/* Waits for its end before it was connected: this status, nothing on the screen, one sentence with
 * `part` in it. */
void tls_client_expect_failed(const struct home *h, Tty *t, int status, const char *part);

/* Waits until it is connected, with TLS trusted in one of these ways. */
void tls_client_expect_connected(Tty *t, const char *trust);

/* Waits until a question that is shown takes keys: until they have paused. */
void tls_client_wait_question(Tty *t);

/* The same for the card about a self-signed certificate, and answers it by a word. */
void tls_client_answer(Tty *t, const char *word);

/* Quits while it is connected, which asks. */
void tls_client_quit(Tty *t);

#endif
