#include "loop/timer.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

struct Timer {
	struct timers *set;
	int64_t at;
	size_t place; /* in the heap, 1-based; 0 = not set */
	void (*handler)(void *user);
	void *user;
};

/* Each timer knows its place in the heap, so that moving it is O(log n). */
static void put(struct timers *s, size_t place, Timer *t)
{
	s->heap[place] = t;
	t->place = place;
}

static void move_up(struct timers *s, Timer *t)
{
	size_t place = t->place;

	while (place > 1 && s->heap[place / 2]->at > t->at) {
		put(s, place, s->heap[place / 2]);
		place /= 2;
	}
	put(s, place, t);
}

static void move_down(struct timers *s, Timer *t)
{
	size_t place = t->place;

	for (;;) {
		size_t child = place * 2;

		if (child < s->count && s->heap[child + 1]->at < s->heap[child]->at)
			child++;
		if (child > s->count || s->heap[child]->at >= t->at)
			break;
		put(s, place, s->heap[child]);
		place = child;
	}
	put(s, place, t);
}

static void take_out(struct timers *s, Timer *t)
{
	Timer *last = s->heap[s->count--];
	size_t place = t->place;

	t->place = 0;
	if (last == t)
		return;
	put(s, place, last);
	move_up(s, last);
	move_down(s, last);
}

void timers_fini(struct timers *s)
{
	for (size_t i = 1; i <= s->count; i++)
		free(s->heap[i]);
	free(s->heap);
	*s = (struct timers){ 0 };
}

int64_t timers_next(const struct timers *s)
{
	return s->count ? s->heap[1]->at : -1;
}

void timers_run(struct timers *s, int64_t now)
{
	size_t due = 0;

	/* A handler may set, unset and free timers: count first, then look anew each time. */
	for (size_t i = 1; i <= s->count; i++)
		due += s->heap[i]->at <= now;
	while (due-- && s->count && s->heap[1]->at <= now) {
		Timer *t = s->heap[1];

		take_out(s, t);
		t->handler(t->user);
	}
}

Timer *timer_new(struct timers *s, void (*handler)(void *user), void *user)
{
	Timer *t = mem_alloc(sizeof(*t));

	*t = (Timer){ .set = s, .handler = handler, .user = user };
	return t;
}

void timer_free(Timer *t)
{
	if (!t)
		return;
	if (t->place)
		take_out(t->set, t);
	free(t);
}

void timer_set(Timer *t, int64_t at)
{
	struct timers *s = t->set;

	if (t->place && t->at == at)
		return;
	if (t->place)
		take_out(s, t);
	t->at = at;
	if (at < 0)
		return;
	s->heap = mem_resize(s->heap, s->count + 2, sizeof(Timer *));
	t->place = ++s->count;
	move_up(s, t);
}
