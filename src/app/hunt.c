#include "app/hunt.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

enum { HUNT_WORK = 2 << 20 }; /* of a step: about a millisecond or two */

struct Hunt {
	Loop *loop;
	const Pane *pane;
	Search *search;
	Timer *timer; /* set while there is more to search */
	void (*progress)(void *user);
	void *user;
};

static bool step(Hunt *h)
{
	return search_step(h->search, session_terminal(pane_session(h->pane)), HUNT_WORK);
}

void hunt_hurry(Hunt *h)
{
	timer_set(h->timer, loop_now(h->loop));
}

/* A step here may be the last: whoever waits is told of it on the loop. */
void hunt_refresh(Hunt *h)
{
	if (step(h))
		hunt_hurry(h);
}

static void on_due(void *user)
{
	Hunt *h = user;

	timer_set(h->timer, step(h) ? loop_now(h->loop) : -1);
	h->progress(h->user);
}

Hunt *hunt_new(Loop *loop, const Pane *pane, Pattern *pattern, uint64_t line,
	       void (*progress)(void *user), void *user)
{
	Hunt *h = mem_alloc(sizeof(*h));

	*h = (Hunt){ .loop = loop,
		     .pane = pane,
		     .search = search_new(pattern, line),
		     .timer = timer_new(loop_timers(loop), on_due, h),
		     .progress = progress,
		     .user = user };
	hunt_refresh(h);
	return h;
}

void hunt_free(Hunt *h)
{
	if (!h)
		return;
	timer_free(h->timer);
	search_free(h->search);
	free(h);
}

Search *hunt_search(const Hunt *h)
{
	return h->search;
}
