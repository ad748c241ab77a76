#include "script/script-internal.h"

#include "base/deadline.h"

#include "base/poison.h"

void script_settle(Script *s)
{
	if (s->depth)
		return;
	script_run_queued(s);
	script_tasks_run(s);
}

int64_t script_deadline(const Script *s)
{
	if (s->queue_count)
		return 0;
	return deadline_earlier(
		script_tasks_deadline(s),
		deadline_earlier(script_timers_deadline(s), script_silence_deadline(s)));
}

void script_tick(Script *s)
{
	int64_t now = s->owner->now(s->user);

	if (s->depth)
		return;
	script_timers_tick(s, now);
	script_silence_tick(s, now);
	script_tasks_tick(s, now);
	script_settle(s);
}

void script_received(Script *s, const struct script_object *object)
{
	script_silence_end(s, object);
	script_settle(s);
}

void script_drop(Script *s, const struct script_object *object)
{
	script_tasks_drop(s, object);
	script_timers_drop(s, object);
	script_guards_drop(s, object);
	script_silence_drop(s, object);
	script_settle(s);
}
