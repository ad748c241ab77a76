/*
 * LFLOW (RFC 1372): whether Ctrl-S and Ctrl-Q stop output here. Plain value; the rest is
 * lflow_module.
 */
#ifndef HAIL_TELNET_LFLOW_H
#define HAIL_TELNET_LFLOW_H

#include <stdbool.h>

/* Zero-initialised. */
struct lflow {
	bool on; /* they do */
	bool any; /* any key lets it go on, not Ctrl-Q alone */
};

#endif
