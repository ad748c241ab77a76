/*
 * The beginning of a ZMODEM transfer: a hexadecimal header `**`, CAN, `B`, with the type ZRQINIT
 * (00) of who wants to send, or ZRINIT (01) of who waits for a file. Plain value; zero-initialised
 * nothing came.
 */
#ifndef HAIL_SESSION_ZMODEM_H
#define HAIL_SESSION_ZMODEM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { ZMODEM_HEAD = 4 }; /* CAN, `B` and the type in two digits */

struct zmodem {
	unsigned stars; /* that came just before, as far as they count */
	char held[ZMODEM_HEAD]; /* a possible head, kept until it is known to be one */
	size_t length;
	unsigned tail; /* what of a header may come yet: its digits, then CR, LF and XON; 0: nothing
			*/
	bool sends, receives; /* what the peer wants, since the owner looked */
};

/* What a program that gives a transfer up sends: CANs, which end it, and backspaces over them. */
extern const char zmodem_cancel[];

/* Whether `n` bytes begin nothing and end nothing, so that they can pass as they are. */
bool zmodem_is_plain(struct zmodem *z, const char *bytes, size_t n);

/* Takes some of `n` bytes and appends those that belong to no header to `out`; returns how many it
 * took. It stops at a header until the owner has looked (`sends`, `receives`). */
size_t zmodem_filter(struct zmodem *z, const char *bytes, size_t n, struct buf *out);

/* No more comes for a while, or at all: what was kept is no header and is appended to `out`. */
void zmodem_release(struct zmodem *z, struct buf *out);

#endif
