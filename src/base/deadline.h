/*
 * Deadlines: milliseconds of some clock, -1 for none.
 */
#ifndef HAIL_BASE_DEADLINE_H
#define HAIL_BASE_DEADLINE_H

#include <stdint.h>

/* The earlier of two deadlines; -1 if there is neither. */
static inline int64_t deadline_earlier(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

#endif
