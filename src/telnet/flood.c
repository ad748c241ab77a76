#include "telnet/flood.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

enum { FLOOD_SECOND = 1000, FLOOD_REPLY = 1000 };

void flood_init(struct flood *f)
{
	*f = (struct flood){ .credit = FLOOD_REPLIES * FLOOD_REPLY };
}

void flood_fini(struct flood *f)
{
	for (size_t i = 0; i < POLICY_COUNT; i++)
		free(f->options[i].changed);
}

static void earn(struct flood *f, int64_t now)
{
	int64_t elapsed = now - f->counted_at;

	f->counted_at = now;
	if (elapsed >= FLOOD_SECOND)
		elapsed = FLOOD_SECOND;
	if (elapsed > 0)
		f->credit += elapsed * FLOOD_REPLIES * FLOOD_REPLY / FLOOD_SECOND;
	if (f->credit > FLOOD_REPLIES * FLOOD_REPLY)
		f->credit = FLOOD_REPLIES * FLOOD_REPLY;
}

bool flood_allows_reply(struct flood *f, int64_t now)
{
	earn(f, now);
	if (f->credit < FLOOD_REPLY)
		return false;
	f->credit -= FLOOD_REPLY;
	return true;
}

bool flood_allows_answer(struct flood *f, enum telnet_side side, uint8_t option, int64_t now)
{
	bool first = !f->answered[side][option];
	bool allowed = flood_allows_reply(f, now) || first;

	f->answered[side][option] = true;
	return allowed;
}

enum flood_verdict flood_count_change(struct flood *f, unsigned index, int64_t now)
{
	struct flood_option *o;

	assert(index < POLICY_COUNT);
	o = &f->options[index];
	if (o->flaps)
		return FLOOD_GOES_ON;
	if (o->count == FLOOD_CHANGES && now - o->changed[o->next] < FLOOD_WINDOW) {
		o->flaps = true;
		return FLOOD_BEGINS;
	}
	if (!o->changed)
		o->changed = mem_calloc(FLOOD_CHANGES, sizeof(*o->changed));
	o->changed[o->next] = now;
	o->next = (o->next + 1) % FLOOD_CHANGES;
	if (o->count < FLOOD_CHANGES)
		o->count++;
	return FLOOD_CALM;
}

bool flood_flaps(const struct flood *f, unsigned index)
{
	assert(index < POLICY_COUNT);
	return f->options[index].flaps;
}
