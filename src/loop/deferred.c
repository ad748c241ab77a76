#include "loop/deferred.h"

#include <stddef.h>

#include "base/poison.h"

static void append(struct deferred_queue *q, struct deferred *call)
{
	call->before = q->head.before;
	call->after = &q->head;
	call->before->after = call;
	q->head.before = call;
}

static void take_out(struct deferred *call)
{
	call->before->after = call->after;
	call->after->before = call->before;
	call->before = call->after = NULL;
}

void deferred_init(struct deferred_queue *q)
{
	q->head.before = q->head.after = &q->head;
}

void deferred_fini(struct deferred_queue *q)
{
	while (!deferred_is_empty(q))
		take_out(q->head.after);
}

bool deferred_is_empty(const struct deferred_queue *q)
{
	return q->head.after == &q->head;
}

void deferred_add(struct deferred_queue *q, struct deferred *call, void (*handler)(void *user),
		  void *user)
{
	call->handler = handler;
	call->user = user;
	if (!call->after)
		append(q, call);
}

void deferred_cancel(struct deferred *call)
{
	if (call->after)
		take_out(call);
}

void deferred_run(struct deferred_queue *q)
{
	struct deferred_queue now;

	deferred_init(&now);
	while (!deferred_is_empty(q)) {
		struct deferred *call = q->head.after;

		take_out(call);
		append(&now, call);
	}
	while (!deferred_is_empty(&now)) {
		struct deferred *call = now.head.after;

		take_out(call);
		call->handler(call->user);
	}
}
