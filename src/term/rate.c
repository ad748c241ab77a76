#include "term/rate.h"

#include "base/poison.h"

bool rate_allow(struct rate *r, unsigned limit, int64_t now)
{
	unsigned newest = (r->next + RATE_MAX - 1) % RATE_MAX;
	unsigned oldest = (r->next + RATE_MAX - limit) % RATE_MAX;

	/* The clock was set back: what was counted says nothing. */
	if (r->count && now < r->times[newest])
		r->count = 0;
	if (r->count >= limit && now - r->times[oldest] < 1000)
		return false;
	r->times[r->next] = now;
	r->next = (r->next + 1) % RATE_MAX;
	if (r->count < RATE_MAX)
		r->count++;
	return true;
}
