#include "base/send-guard.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/poison.h"

static bool is_within(int64_t now, int64_t began, int64_t ms)
{
	return now >= began && now - began < ms;
}

const char *send_guard_count(struct send_guard *g, int64_t now, uint64_t typed)
{
	if (!g->in_second || !is_within(now, g->second, 1000)) {
		g->second = now;
		g->in_second = 0;
	}
	if (!g->in_row || typed != g->typed || !is_within(now, g->row, SEND_GUARD_ROW_MS)) {
		g->row = now;
		g->in_row = 0;
	}
	g->typed = typed;
	if (g->in_second++ >= SEND_GUARD_SECOND)
		return "acted too often in a second";
	if (g->in_row++ >= SEND_GUARD_ROW && typed != UINT64_MAX)
		return "went on sending for what it gets back, with nothing typed meanwhile";
	return NULL;
}
