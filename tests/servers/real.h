/*
 * Real servers of the distribution, from $HAIL_SERVERS, on a free port of 127.0.0.1; unprivileged.
 * They end with the case. A case whose server can't be had is skipped.
 */
#ifndef HAIL_TESTS_REAL_H
#define HAIL_TESTS_REAL_H

struct real_server {
	char port[8];
	char folder[512];	/* the server's own, world-readable */
};

/* inetutils-telnetd with tests/servers/login: user and password are anything, then a shell in `folder`. */
void real_telnetd(struct real_server *s);

/* redis-server without persistence. */
void real_redis(struct real_server *s);

/* microsocks, a SOCKS5 proxy; with `user` (NULL: none) it wants that and `password`. */
void real_microsocks(struct real_server *s, const char *user, const char *password);

/*
 * tinyproxy, an HTTP proxy; with `user` (NULL: none) it wants that and `password`; with `only_port`
 * (NULL: any) it connects to no other port.
 */
void real_tinyproxy(struct real_server *s, const char *user, const char *password, const char *only_port);

#endif
