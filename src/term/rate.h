/*
 * At most so many times in any second, by a clock that may jump. Plain value.
 */
#ifndef HAIL_TERM_RATE_H
#define HAIL_TERM_RATE_H

#include <stdbool.h>
#include <stdint.h>

enum { RATE_MAX = 20 };

struct rate {
	int64_t times[RATE_MAX]; /* the last ones allowed, a ring */
	unsigned next, count;
};

/* Whether one more is allowed at `now` (ms) when at most `limit` (to RATE_MAX) a second are; counts
 * it if so. */
bool rate_allow(struct rate *r, unsigned limit, int64_t now);

#endif
