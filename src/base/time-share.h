/*
 * Whether something keeps the program busy for too much of the time: each call costs at least a
 * millisecond on average, and all together more than half of a second, second after second.
 * Plain value, by a clock in ns.
 */
#ifndef HAIL_BASE_TIME_SHARE_H
#define HAIL_BASE_TIME_SHARE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TIME_SHARE_TOLD = 3, /* such seconds in a row after which that is told, */
	TIME_SHARE_MOST = 10, /* and after which it is to end */
	TIME_SHARE_CALL_NS = 1000000,
};

struct time_share {
	int64_t since, spent; /* in the second that runs */
	int64_t calls;
	unsigned seconds; /* in a row that were too much */
	bool told;
};

enum time_share_verdict { TIME_SHARE_FINE, TIME_SHARE_TELL, TIME_SHARE_END };

/* A call has ended at `now` that took `ns`. TIME_SHARE_TELL is answered once. */
static inline enum time_share_verdict time_share_add(struct time_share *t, int64_t now, int64_t ns)
{
	int64_t passed;
	bool too_much;

	if (!t->calls++ && !t->since)
		t->since = now - ns;
	t->spent += ns;
	passed = now - t->since;
	if (passed < 1000000000)
		return TIME_SHARE_FINE;
	too_much = t->spent > passed / 2 && t->spent >= t->calls * TIME_SHARE_CALL_NS;
	t->since = now;
	t->spent = t->calls = 0;
	t->seconds = too_much ? t->seconds + 1 : 0;
	if (t->seconds >= TIME_SHARE_MOST)
		return TIME_SHARE_END;
	if (t->seconds < TIME_SHARE_TOLD || t->told)
		return TIME_SHARE_FINE;
	t->told = true;
	return TIME_SHARE_TELL;
}

#endif
