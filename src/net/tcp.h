/*
 * Transports over a socket or another descriptor.
 */
#ifndef HAIL_NET_TCP_H
#define HAIL_NET_TCP_H

#include "net/transport.h"

/*
 * Makes a transport of the connected TCP socket `fd` (taken): non-blocking, close-on-exec,
 * TCP_NODELAY, SO_KEEPALIVE, SO_OOBINLINE.
 */
Transport *tcp_transport(int fd);

/* Makes a transport of the connected stream descriptor `fd` (taken): a socketpair, a pty. */
Transport *fd_transport(int fd);

#endif
