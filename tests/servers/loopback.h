/*
 * TCP sockets on 127.0.0.1. All are close-on-exec; -1 says failure, with errno set.
 */
#ifndef HAIL_TESTS_LOOPBACK_H
#define HAIL_TESTS_LOOPBACK_H

#include <netinet/in.h>

/* A socket on a free port, which nobody else gets while it is open and which refuses. Where it is
 * goes to `at`. */
int loopback_bind(struct sockaddr_in *at);

/* The same, listening. */
int loopback_listen(int backlog, struct sockaddr_in *at);

/* A socket that is connected to the port, a number as text. */
int loopback_connect(const char *port);

#endif
