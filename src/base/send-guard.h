/*
 * Knows something that sends without end: what acts on received lines and sends, so often that
 * only a peer that answers it can be the cause.
 */
#ifndef HAIL_BASE_SEND_GUARD_H
#define HAIL_BASE_SEND_GUARD_H

#include <stdint.h>

enum {
	SEND_GUARD_SECOND = 100, /* times in a second; more are too many */
	SEND_GUARD_ROW = 100, /* likewise, in SEND_GUARD_ROW_MS without anything of the user's */
	SEND_GUARD_ROW_MS = 60000,
};

/* Begins by zeros. */
struct send_guard {
	int64_t second, row; /* ms, when each began */
	unsigned in_second, in_row;
	uint64_t typed;
};

/* It sends at `now` (ms). `typed` is another number whenever the user has sent something since;
 * UINT64_MAX: it doesn't act on what was received. NULL, or what it does too often: `acted ...`. */
const char *send_guard_count(struct send_guard *g, int64_t now, uint64_t typed);

#endif
