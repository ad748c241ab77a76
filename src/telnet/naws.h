/*
 * NAWS (RFC 1073): which size the peer was told and when to tell it a new one. Plain value; the
 * rest is naws_module.
 */
#ifndef HAIL_TELNET_NAWS_H
#define HAIL_TELNET_NAWS_H

#include <stdbool.h>
#include <stdint.h>

#include "telnet/telnet.h"

enum { NAWS_DELAY = 100 }; /* ms after the last change of size */

struct naws {
	unsigned columns, rows; /* 0 = not known, not told */
	unsigned sent_columns, sent_rows; /* 0 = nothing told since the option came on */
	int64_t due; /* when to tell, in ms; -1 = never */
};

/* Begins with a size, which may be 0. */
void naws_init(struct naws *w, unsigned columns, unsigned rows);

/* Whether there is a size to tell. */
bool naws_is_known(const struct naws *w);

/* Takes a new size (at most 65535; 0 is ignored). With `on`, the option's state, it becomes due. */
void naws_resize(struct naws *w, unsigned columns, unsigned rows, bool on, int64_t now);

/* Tells the peer of `t` the size, which is known, and remembers it as told. */
void naws_tell(Telnet *t);

#endif
