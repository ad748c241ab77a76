/*
 * What is sent to a peer that is silent, so that what lies between doesn't forget the connection
 * (RFC 854: NOP, or AYT, which is answered). Plain value; times are monotonic ms.
 */
#ifndef HAIL_TELNET_KEEPALIVE_H
#define HAIL_TELNET_KEEPALIVE_H

#include <stdint.h>

#include "telnet/telnet.h"

struct keepalive {
	enum telnet_keepalive what;
	int64_t idle; /* ms of silence after which it is sent, and again */
	int64_t since; /* when the peer was last heard, or asked */
	int64_t asked_at; /* the first AYT that nothing came after; -1 = none */
};

/* The peer was heard, or the connection began, at `now`. */
void keepalive_heard(struct keepalive *k, int64_t now);

/* When keepalive_tick is due; -1 = never. */
int64_t keepalive_deadline(const Telnet *t);

/* Sends what is due at t->now. */
void keepalive_tick(Telnet *t);

#endif
