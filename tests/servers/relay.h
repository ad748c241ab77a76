/*
 * Passes on what a scripted peer gets, from the end of its last expectation on, to another port of
 * 127.0.0.1, and back: a script before a real server, such as the talk before STARTTLS or a
 * proxy's.
 */
#ifndef HAIL_TESTS_RELAY_H
#define HAIL_TESTS_RELAY_H

#include "servers/peer.h"

/* Begins; lives till the case ends. The end of either side is passed on as well. */
void relay_start(Peer *p, const char *port);

#endif
