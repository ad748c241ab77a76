#include "link/retry.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/mem.h"
#include "loop/timer.h"
#include "base/poison.h"

enum {
	RETRY_FIRST_MS = 1000,
	RETRY_MAX_MS = 60000,
	RETRY_UP_MS = 30000, /* a connection that held this long begins the count anew */
};

struct Retry {
	Loop *loop;
	Timer *timer;
	bool waits;
	unsigned count; /* attempts planned since a connection held for long enough */
	int64_t up_since; /* -1: the connection is down */
	void (*due)(void *user);
	void *user;
};

static void on_due(void *user)
{
	Retry *r = user;

	r->waits = false;
	r->due(r->user);
}

Retry *retry_new(Loop *loop, void (*due)(void *user), void *user)
{
	Retry *r = mem_alloc(sizeof(*r));

	*r = (Retry){ .loop = loop, .up_since = -1, .due = due, .user = user };
	r->timer = timer_new(loop_timers(loop), on_due, r);
	return r;
}

void retry_free(Retry *r)
{
	if (!r)
		return;
	timer_free(r->timer);
	free(r);
}

void retry_up(Retry *r)
{
	r->up_since = loop_now(r->loop);
}

/* A quarter more or less, so that many clients don't come back at the same time. */
static int64_t delay(unsigned count)
{
	int64_t ms = count < 6 ? (int64_t)RETRY_FIRST_MS << count : RETRY_MAX_MS;
	unsigned random = 0;

	ms = ms > RETRY_MAX_MS ? RETRY_MAX_MS : ms;
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	return ms - ms / 4 + (int64_t)(random % (unsigned)(ms / 2 + 1));
}

int64_t retry_plan(Retry *r)
{
	int64_t now = loop_now(r->loop);
	int64_t wait;

	if (r->up_since >= 0 && now - r->up_since >= RETRY_UP_MS)
		r->count = 0;
	r->up_since = -1;
	wait = delay(r->count++);
	timer_set(r->timer, now + wait);
	r->waits = true;
	return wait;
}

void retry_cancel(Retry *r)
{
	timer_set(r->timer, -1);
	r->waits = false;
}

bool retry_waits(const Retry *r)
{
	return r->waits;
}
