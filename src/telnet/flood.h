/*
 * Keeps a peer that negotiates without end from being answered without end: 200 replies a second,
 * and no more answers about an option that changes state more than 20 times in 10 s. Embedded in
 * Telnet.
 */
#ifndef HAIL_TELNET_FLOOD_H
#define HAIL_TELNET_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

#include "telnet/option.h"
#include "telnet/policy.h"

enum {
	FLOOD_REPLIES = 200, /* a second */
	FLOOD_CHANGES = 20, /* of one option, in FLOOD_WINDOW */
	FLOOD_WINDOW = 10000, /* ms */
};

enum flood_verdict { FLOOD_CALM, FLOOD_BEGINS, FLOOD_GOES_ON };

struct flood_option {
	int64_t *changed; /* times of the last FLOOD_CHANGES changes, a ring; owned; NULL: none */
	unsigned count; /* changes so far, no more counted than the ring holds */
	unsigned next;
	bool flaps;
};

struct flood {
	int64_t credit; /* thousandths of replies that may be sent */
	int64_t counted_at;
	uint8_t answered[2][OPTION_COUNT]; /* a first answer was given */
	struct flood_option options[POLICY_COUNT];
};

/* Begins with a second's worth of replies. */
void flood_init(struct flood *f);

/* Frees what it holds. */
void flood_fini(struct flood *f);

/* Whether one more reply may be sent at `now`; counts it. */
bool flood_allows_reply(struct flood *f, int64_t now);

/* The same for the answer about an option; the first for each option and side always may. */
bool flood_allows_answer(struct flood *f, enum telnet_side side, uint8_t option, int64_t now);

/* Counts a change of the policy table's row `index`: BEGINS once when it is one too many. */
enum flood_verdict flood_count_change(struct flood *f, unsigned index, int64_t now);

/* Whether the row `index` changed too often at some time. */
bool flood_flaps(const struct flood *f, unsigned index);

#endif
