/*
 * NEW-ENVIRON (RFC 1572) and MNES: what the peer is told of us by variables, each from a row of
 * this file's table and none from the process's environment. Plain value; the rest is
 * environ_module.
 */
#ifndef HAIL_TELNET_ENVIRON_H
#define HAIL_TELNET_ENVIRON_H

#include <stdbool.h>

#include "telnet/telnet.h"

/* Zero-initialised. */
struct environ_state {
	unsigned told; /* rows that the peer knows, since the option came on: bits */
};

/* Another character set is in use, and another number of MTTS with `mtts`: tells a peer that was
 * told of the one before (INFO). */
void environ_inform(Telnet *t, bool mtts);

#endif
