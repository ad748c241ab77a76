/*
 * One row for each telnet option this program knows: its name, who may switch it on, and what a
 * peer that brings it up is likely to be. An option without a row is refused.
 */
#ifndef HAIL_TELNET_POLICY_H
#define HAIL_TELNET_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POLICY_COUNT = 32 };

enum {
	POLICY_MUD = 1, /* offered or asked for: a game */
	POLICY_TERMINAL = 2, /* asked for (DO): a login to a machine */
};

struct policy {
	uint8_t option;
	const char *name;
	bool us; /* DO is answered by WILL */
	bool peer; /* WILL is answered by DO */
	unsigned evidence; /* POLICY_ bits */
};

/* The row at `index` < POLICY_COUNT. */
const struct policy *policy_at(size_t index);

/* The row of `option`, or NULL if it is unknown. */
const struct policy *policy_find(uint8_t option);

/* The payload bytes a subnegotiation of `option` may have. */
size_t policy_payload_limit(uint8_t option);

#endif
