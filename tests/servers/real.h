/*
 * Real servers of the distribution, from $HAIL_SERVERS, on a free port of 127.0.0.1; unprivileged.
 * They end with the case. A case whose server can't be had is skipped.
 */
#ifndef HAIL_TESTS_REAL_H
#define HAIL_TESTS_REAL_H

#include "e2e/job.h"

struct real_server {
	char port[8];
	char folder[512]; /* the server's own, world-readable */
	Job *job; /* the server itself, or its inetd */
};

/* inetutils-telnetd with tests/servers/login: user and password are anything, then a shell in
 * `folder`. */
void real_telnetd(struct real_server *s);

/* The telnetd of the netkit family (telnetd-ssl), with the same login. */
void real_netkit_telnetd(struct real_server *s);

/* telnet-chatd of libtelnet: MCCP2, and a password; it listens on all addresses. */
void real_chatd(struct real_server *s);

/* Twisted Conch with tests/servers/conch.py: a login, or with `terminal` a terminal that draws each
 * key. */
void real_conch(struct real_server *s, bool terminal);

/* redis-server without persistence. */
void real_redis(struct real_server *s);

/* microsocks, a SOCKS5 proxy; with `user` (NULL: none) it wants that and `password`. */
void real_microsocks(struct real_server *s, const char *user, const char *password);

/*
 * tinyproxy, an HTTP proxy; with `user` (NULL: none) it wants that and `password`; with `only_port`
 * (NULL: any) it connects to no other port.
 */
void real_tinyproxy(struct real_server *s, const char *user, const char *password,
		    const char *only_port);

/*
 * stunnel, which takes TLS with the certificate `name` of servers/make-certificates ("good") and
 * passes what is in it to `to_port` of 127.0.0.1. tls_server_prepare comes first.
 */
void real_stunnel(struct real_server *s, const char *name, const char *to_port);

/*
 * dovecot with the certificate `name`, as for real_stunnel: IMAP on `port`, POP3 and SMTP
 * submission. A login needs TLS; any user gets in with the password "secret". What is submitted
 * goes to `relay_port` of 127.0.0.1, without TLS (NULL: nowhere).
 */
struct real_mail {
	struct real_server server;
	char pop3[8], smtp[8];
};
void real_dovecot(struct real_mail *m, const char *name, const char *relay_port);

/*
 * exim with the certificate `name`, as for real_stunnel, which takes mail in TLS only (a recipient
 * is denied in plain text) and keeps it. Its log is `folder`/mainlog.
 */
void real_exim(struct real_server *s, const char *name);

/*
 * ser2net with RFC 2217 over the serial line at `path`, a terminal (its other end is the test's):
 * 9600 8N1.
 */
void real_ser2net(struct real_server *s, const char *path);

/*
 * A name for 127.0.0.1 to give to a proxy that tries one address only: `localhost`, unless that
 * is ::1 first on this machine; then the address itself.
 */
const char *real_local_name(void);

#endif
