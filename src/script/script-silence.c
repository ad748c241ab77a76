#include "script/script-internal.h"

#include <stdlib.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "script/script-handlers.h"

#include "base/poison.h"

/* The events `idle SECONDS` and `activity SECONDS`. */

enum { SOURCES_MAX = 1024 };

struct source {
	struct script_object object;
	int64_t received; /* when something last was */
	int64_t told; /* ms of silence that are told of */
};

void script_silence_free(Script *s)
{
	free(s->sources);
}

static struct source *source_of(Script *s, const struct script_object *object)
{
	for (size_t i = 0; i < s->source_count; i++)
		if (script_is_same(&s->sources[i].object, object))
			return &s->sources[i];
	if (s->source_count == SOURCES_MAX)
		return NULL;
	s->sources = mem_resize(s->sources, s->source_count + 1, sizeof(*s->sources));
	s->sources[s->source_count] = (struct source){ .object = *object,
						       .received = s->owner->now(s->user) };
	return &s->sources[s->source_count++];
}

void script_silence_drop(Script *s, const struct script_object *object)
{
	for (size_t i = 0; i < s->source_count; i++)
		if (script_is_same(&s->sources[i].object, object))
			s->sources[i--] = s->sources[--s->source_count];
}

static bool is_called(const struct handler *h, const char *name)
{
	return h->period && strcmp(h->name, name) == 0;
}

/* Runs what waits for a silence of more than `after` and at most `ms`. */
static void run_silence(Script *s, const struct script_object *object, const char *name,
			int64_t after, int64_t ms)
{
	struct script_object kept = *object;
	struct handler *h;
	uint64_t number = 0, last = s->last_handler;

	while ((h = script_find_handler(s, number, HANDLER_EVENT)) && h->number <= last) {
		number = h->number;
		if (is_called(h, name) && h->period > after && h->period <= ms)
			script_run_handler(s,
					   &(struct handler_call){ .handler = h, .object = &kept });
	}
}

void script_silence_end(Script *s, const struct script_object *object)
{
	struct source *source = source_of(s, object);
	int64_t silence;

	if (!source)
		return;
	silence = s->owner->now(s->user) - source->received;
	source->received += silence;
	source->told = 0;
	if (!s->depth)
		run_silence(s, object, "activity", 0, silence);
}

void script_silence_tick(Script *s, int64_t now)
{
	for (size_t i = 0; i < s->source_count; i++) {
		int64_t told = s->sources[i].told, silence = now - s->sources[i].received;

		s->sources[i].told = silence;
		run_silence(s, &s->sources[i].object, "idle", told, silence);
	}
}

int64_t script_silence_deadline(const Script *s)
{
	int64_t deadline = -1;

	for (size_t i = 0; i < s->handler_count; i++) {
		const struct handler *h = s->handlers[i];

		if (h->off || h->kind != HANDLER_EVENT || !is_called(h, "idle"))
			continue;
		for (size_t k = 0; k < s->source_count; k++)
			if (h->period > s->sources[k].told)
				deadline = deadline_earlier(deadline,
							    s->sources[k].received + h->period);
	}
	return deadline;
}
