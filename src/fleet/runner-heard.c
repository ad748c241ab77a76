#include "fleet/runner-internal.h"

#include "base/poison.h"

void runner_heard_connected(const Runner *r)
{
	if (r->events.heard)
		r->events.heard->connected(r->user);
}

void runner_heard_change(const Runner *r)
{
	if (r->events.heard)
		r->events.heard->changed(r->user);
}

void runner_heard_end(const Runner *r)
{
	if (r->events.heard)
		r->events.heard->ended(r->user);
}

enum terminal_verdict runner_heard_line(const Runner *r, const struct terminal_line *line,
					struct text_line *replacement)
{
	return r->events.heard ? r->events.heard->line(r->user, line, replacement) : TERMINAL_KEEP;
}

bool runner_heard_wish(const Runner *r, const struct link_wish *wish)
{
	return r->events.heard && r->events.heard->wish(r->user, wish);
}

enum terminal_verdict runner_heard_prompt(void *user, enum session_prompt how, const char *text,
					  size_t n, struct text_line *replacement)
{
	const Runner *r = user;

	if (!r->events.heard)
		return TERMINAL_KEEP;
	return r->events.heard->prompt(r->user, how, text, n, replacement);
}

void runner_heard_bell(void *user)
{
	const Runner *r = user;

	if (r->events.heard)
		r->events.heard->bell(r->user);
}

void runner_heard_value(void *user, const struct telnet_value *value)
{
	const Runner *r = user;

	if (r->events.heard)
		r->events.heard->value(r->user, value);
}
