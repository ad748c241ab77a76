/*
 * CHARSET (RFC 2066): which of the peer's character sets is taken. Only the peer asks, so that no
 * two questions cross. The rest is charset_option_module.
 */
#ifndef HAIL_TELNET_CHARSET_OPTION_H
#define HAIL_TELNET_CHARSET_OPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "telnet/telnet.h"

/* Zero-initialised. */
struct charset_option {
	int64_t since; /* when the minute began in which were */
	unsigned asked; /* so many questions */
	bool agreed; /* the set in use is the peer's, */
	bool ascii; /* or what the peer's has is part of it */
};

/* `name` is in use from now on: MTTS and what NEW-ENVIRON told follow. */
void charset_option_use(Telnet *t, const char *name);

#endif
