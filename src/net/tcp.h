/*
 * Transports over a socket or another descriptor.
 */
#ifndef HAIL_NET_TCP_H
#define HAIL_NET_TCP_H

#include <stdbool.h>

#include "net/transport.h"

/*
 * Makes a transport of the connected TCP socket `fd` (taken): non-blocking, close-on-exec,
 * TCP_NODELAY, SO_KEEPALIVE, SO_OOBINLINE.
 */
Transport *tcp_transport(int fd);

/*
 * The functions below reach the socket below any layers of `t`. False if it has none of TCP or the
 * system refuses.
 */

/*
 * Has the kernel ask a peer that has been silent for `seconds` whether it is still there, and give
 * the connection up as timed out after three more unanswered questions, a third of that (at least
 * 1 s, at most 75 s) apart. 0 turns it off; until it is called, the system's times hold.
 */
bool tcp_set_keepalive(Transport *t, unsigned seconds);

/* Gives up when sent bytes aren't acknowledged for `seconds` (RFC 5482); 0 = the system's choice.
 */
bool tcp_set_user_timeout(Transport *t, unsigned seconds);

/* What the kernel knows of a connection (Linux). */
struct tcp_figures {
	unsigned rtt_us, rtt_varies_us; /* the round trip, and by how much it varies (RFC 6298) */
	unsigned retransmits; /* segments that were sent again */
	unsigned window; /* segments that may be under way (cwnd) */
	unsigned unacknowledged; /* segments that are */
};

/* Fills `out` for the socket below `t`. */
bool tcp_get_figures(const Transport *t, struct tcp_figures *out);

/* Makes a transport of the connected stream descriptor `fd` (taken): a socketpair, a pty. */
Transport *fd_transport(int fd);

/*
 * How many ms ago the peer's TCP was heard last, if it has not acknowledged all that was sent to it
 * or asked of it (keepalive); -1 if it has, or where the kernel doesn't say (it does on Linux).
 */
int64_t tcp_unanswered_ms(const Transport *t);

#endif
