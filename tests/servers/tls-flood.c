#include "servers/tls-flood.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "e2e/tap.h"
#include "servers/loopback.h"
#include "servers/tls-server.h"

enum { LINE = 256 };

static SSL *accept_one(int listening, const char *certificate, const char *key)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	int fd = accept(listening, NULL, NULL);
	SSL *ssl;

	if (!context || fd < 0 || SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return NULL;
	/* A read must come back from a record that brings nothing. */
	SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
	ssl = SSL_new(context);
	return ssl && SSL_set_fd(ssl, fd) == 1 && SSL_accept(ssl) == 1 ? ssl : NULL;
}

static bool say(SSL *ssl, const char *text)
{
	int n = (int)strlen(text);

	return SSL_write(ssl, text, n) == n;
}

static bool has_come(SSL *ssl)
{
	struct pollfd p = { .fd = SSL_get_fd(ssl), .events = POLLIN };

	return SSL_pending(ssl) || poll(&p, 1, 0) > 0;
}

/* Sends back what came; false at the end. */
static bool answer(SSL *ssl)
{
	char line[LINE], reply[LINE + 8];
	int n;

	while (has_come(ssl)) {
		n = SSL_read(ssl, line, LINE - 1);
		if (n <= 0 && SSL_get_error(ssl, n) != SSL_ERROR_WANT_READ)
			return false;
		if (n <= 0)
			continue;
		snprintf(reply, sizeof(reply), "seen: %.*s", n, line);
		if (!say(ssl, reply))
			return false;
	}
	return true;
}

static void flood(SSL *ssl, int kind)
{
	while (answer(ssl) && SSL_key_update(ssl, kind) == 1 && SSL_do_handshake(ssl) == 1)
		;
}

void tls_flood_start(struct tls_flood *f, bool answered)
{
	const char *certificate = tls_server_file("good.pem"), *key = tls_server_file("good.key");
	struct sockaddr_in at;
	int listening = loopback_listen(1, &at);
	pid_t pid = listening < 0 ? -1 : fork();
	SSL *ssl;

	CHECK(pid >= 0, "no server");
	snprintf(f->port, sizeof(f->port), "%u", ntohs(at.sin_port));
	if (pid > 0) {
		close(listening);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	ssl = accept_one(listening, certificate, key);
	if (ssl && say(ssl, "ready\r\n"))
		flood(ssl, answered ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
	_exit(0);
}
