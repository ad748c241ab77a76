#include "ui/pace.h"

#include "base/poison.h"

enum { PAINT = 1000 }; /* one paint, in units of `credit` */

static void refill(struct pace *p, int64_t now)
{
	int64_t full = (int64_t)PACE_PAINTS * PAINT;
	int64_t gained = (now - p->filled_at) * PACE_RATE;

	if (gained > 0 && p->credit < full)
		p->credit = p->credit + gained < full ? p->credit + gained : full;
	p->filled_at = now;
}

void pace_init(struct pace *p, int64_t now)
{
	*p = (struct pace){ .urgent = true,
			    .put_off = true,
			    .painted_at = now,
			    .held_at = -1,
			    .filled_at = now,
			    .credit = (int64_t)PACE_PAINTS * PAINT };
}

void pace_hurry(struct pace *p)
{
	p->urgent = true;
}

void pace_key(struct pace *p, int64_t now)
{
	int64_t most = (int64_t)PACE_PAINTS_MAX * PAINT;

	refill(p, now);
	p->credit += (int64_t)PACE_KEY_PAINTS * PAINT;
	if (p->credit > most)
		p->credit = most;
	p->urgent = true;
}

void pace_expect(struct pace *p)
{
	p->expecting = true;
}

bool pace_hold(struct pace *p, int64_t now, bool half)
{
	bool over = half && p->held_at >= 0 && now - p->held_at >= PACE_HOLD_MS;

	if (!half || over)
		p->held_at = -1;
	else if (p->held_at < 0)
		p->held_at = now;
	return over;
}

int64_t pace_due(struct pace *p, int64_t now, bool more)
{
	int64_t due;

	refill(p, now);
	if (!p->reading || now - p->asked_at > PACE_FLOOD_MS)
		p->reading_since = now;
	p->reading = more;
	p->asked_at = now;
	if (p->held_at >= 0 && now - p->held_at < PACE_HOLD_MS)
		return p->held_at + PACE_HOLD_MS;
	/* Only once: who asks again has been woken by the answer, or by the time. */
	if (p->expecting) {
		p->expecting = false;
		return now + PACE_ANSWER_MS;
	}
	if (p->urgent && more && !p->put_off) {
		p->put_off = true;
		return now + 1;
	}
	if (p->urgent || (!more && p->credit >= PAINT))
		return now;
	due = p->painted_at +
	      (more && now - p->reading_since >= PACE_FLOOD_AFTER_MS ? PACE_FLOOD_MS : PACE_MS);
	return due > now ? due : now;
}

void pace_painted(struct pace *p, int64_t now)
{
	refill(p, now);
	p->credit = p->credit > PAINT ? p->credit - PAINT : 0;
	p->painted_at = now;
	p->urgent = p->put_off = false;
}
