/*
 * TERMINAL-TYPE (RFC 1091): the answers to SEND, in the order that MTTS asks for. Plain value; the
 * rest is ttype_module.
 */
#ifndef HAIL_TELNET_TTYPE_H
#define HAIL_TELNET_TTYPE_H

#include <stdbool.h>

#include "base/str.h"
#include "telnet/telnet.h"

/* Zero-initialised; make it so again when the option is switched on anew. */
struct ttype {
	unsigned answers; /* given since then, no more counted than matter */
	bool terminal_first;
};

/* Appends the terminal name, in capitals as RFC 1091 has them. */
void ttype_terminal(const Telnet *t, struct str *out);

#endif
