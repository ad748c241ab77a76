#include <stdio.h>
#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

/* The only texts the terminal ever sends of itself; everything else that asks is counted. */
static void reply(Terminal *t, const char *text)
{
	if (t->line_mode || !t->events.reply || !rate_allow(&t->replies, TERM_REPLIES, t->now))
		term_block(t, BLOCKED_REPORTS);
	else
		t->events.reply(t->user, text, strlen(text));
}

void term_device_attributes(Terminal *t, const struct parser_sequence *s)
{
	if (s->count > 1 || parser_param(s, 0, 0))
		term_block(t, BLOCKED_REPORTS);
	else
		reply(t, "\x1b[?1;2c");
}

void term_device_status(Terminal *t, const struct parser_sequence *s)
{
	char text[32];
	unsigned what = parser_param(s, 0, 0);

	if (s->count != 1 || (what != 5 && what != 6)) {
		term_block(t, BLOCKED_REPORTS);
		return;
	}
	unsigned y = t->origin && t->y >= t->top ? t->y - t->top : t->y;
	snprintf(text, sizeof(text), "\x1b[%u;%uR", y + 1, t->x + 1);
	reply(t, what == 5 ? "\x1b[0n" : text);
}
