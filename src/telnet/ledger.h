/*
 * What was said of each option in a connection, on each side: who began, when, and the last word of
 * both. It grows with the options that came up (RFC 1143 knows a side's state only). Plain value.
 */
#ifndef HAIL_TELNET_LEDGER_H
#define HAIL_TELNET_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telnet/option.h"

struct ledger_entry {
	uint8_t option;
	enum telnet_side side;
	bool asked_by_us; /* we brought it up */
	uint8_t heard, said; /* the last WILL WONT DO DONT of the peer, of ours; 0 = none yet */
	unsigned words; /* of both */
	int64_t first, last; /* monotonic ms */
};

struct ledger {
	struct ledger_entry *entries; /* in the order in which they came up */
	size_t count;
};

/* Frees what it has grown to. */
void ledger_fini(struct ledger *l);

/* What was said of `option` on `side`; NULL if nothing was. */
const struct ledger_entry *ledger_find(const struct ledger *l, enum telnet_side side,
				       uint8_t option);

/* Notes a command of the peer, or one of ours, at `now`. */
void ledger_hear(struct ledger *l, uint8_t command, uint8_t option, int64_t now);
void ledger_say(struct ledger *l, uint8_t command, uint8_t option, int64_t now);

#endif
