/*
 * One row for each telnet option this program knows: its name, who may switch it on, what a peer
 * that brings it up is likely to be, and the module that takes its payloads. An option without a
 * row is refused.
 */
#ifndef HAIL_TELNET_POLICY_H
#define HAIL_TELNET_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telnet/module.h"

enum {
	POLICY_MUD = 1, /* offered or asked for: a game */
	POLICY_TERMINAL = 2, /* asked for (DO): a login to a machine */
};

struct policy {
	uint8_t option;
	const char *name;
	bool us; /* DO is answered by WILL */
	bool peer; /* WILL is answered by DO */
	bool by_hand; /* refused, but the user may ask the peer for it (DO) */
	unsigned permit; /* TELNET_PERMIT_ bit without which both are refused; 0 = none is needed */
	unsigned evidence; /* POLICY_ bits */
	size_t payload_max; /* bytes a subnegotiation may have; 0 = 64 KiB */
	const struct option_module *module; /* NULL: nothing but the negotiation */
	const char *why; /* why it is refused, in a few words; NULL where it never is */
};

enum { POLICY_COUNT = 33 };

/* The row at `index` < POLICY_COUNT. */
const struct policy *policy_at(size_t index);

/* The row of `option`, or NULL if it is unknown. */
const struct policy *policy_find(uint8_t option);

/* The row of the option called `name`, in letters of either case; NULL if there is none. */
const struct policy *policy_find_name(const char *name);

/* The payload bytes a subnegotiation of `option` may have. */
size_t policy_payload_limit(uint8_t option);

/* Whether `side` may switch the row's option on, by its columns and the bits of `permits`. */
bool policy_allows(const struct policy *p, enum telnet_side side, unsigned permits);

#endif
