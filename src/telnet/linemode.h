/*
 * LINEMODE (RFC 1184): whether the peer has us edit lines and trap signals, and which characters
 * do what. Plain value; the rest is linemode_module.
 */
#ifndef HAIL_TELNET_LINEMODE_H
#define HAIL_TELNET_LINEMODE_H

#include <stdbool.h>
#include <stdint.h>

#include "telnet/telnet.h"

enum { LINEMODE_EDIT = 1, LINEMODE_TRAPSIG = 2, LINEMODE_SOFT_TAB = 8, LINEMODE_LIT_ECHO = 16 };

/* A special character: its level and FLUSH bits, and its value. */
struct linemode_special {
	uint8_t flags, value;
};

/* Zero-initialised. */
struct linemode {
	bool known; /* the peer has said which mode it wants */
	uint8_t mode; /* LINEMODE_ bits */
	struct linemode_special specials[TELNET_SPECIALS + 1]; /* by enum telnet_special */
};

#endif
