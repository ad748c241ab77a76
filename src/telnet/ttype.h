/*
 * TERMINAL-TYPE (RFC 1091): the answers to SEND, in the order that MTTS asks for. Plain value.
 */
#ifndef HAIL_TELNET_TTYPE_H
#define HAIL_TELNET_TTYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Zero-initialised; make it so again when the option is switched on anew. */
struct ttype {
	unsigned answers; /* given since then, no more counted than matter */
	bool terminal_first;
};

struct ttype_names {
	const char *term; /* sent in upper case */
	const char *client;
	unsigned mtts;
};

/* Whether the payload asks for a name (SEND). */
bool ttype_is_send(const char *payload, size_t n);

/*
 * Appends the next answer, `IAC SB TTYPE IS name IAC SE`. The first is the terminal's name if
 * `terminal_first`, else the client's; then the other; from then on `MTTS n`.
 */
void ttype_answer(struct ttype *t, const struct ttype_names *names, bool terminal_first,
		  struct buf *out);

#endif
