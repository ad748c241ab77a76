#include "app/rule-commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "base/clock.h"
#include "base/mem.h"
#include "link/link-rules.h"
#include "base/poison.h"

enum {
	RULE_COMMANDS_MAX = 200, /* that wait at most */
	RULE_COMMANDS_MS = 8, /* for those of one turn */
};

/* A command that waits; the pane NULL: its session is gone. */
struct waiting {
	Pane *pane;
	char *line;
	bool values, by_time;
};

struct RuleCommands {
	App *app;
	rule_command_fn *run;
	struct waiting of[RULE_COMMANDS_MAX];
	size_t count;
	bool overflow; /* some were left out, which was said */
	struct deferred later;
};

RuleCommands *rule_commands_new(App *app, rule_command_fn *run)
{
	RuleCommands *r = mem_alloc(sizeof(*r));

	r->app = app;
	r->run = run;
	return r;
}

void rule_commands_free(RuleCommands *r)
{
	if (!r)
		return;
	deferred_cancel(&r->later);
	for (size_t i = 0; i < r->count; i++)
		free(r->of[i].line);
	free(r);
}

/* Whether what the rule captured may stand there. */
static bool may_run(const RuleCommands *r, const struct waiting *w, struct err *e)
{
	const char *command = w->line + (*w->line == app_command_char(r->app));

	return !w->values || command_takes_values(app_command_table(r->app), command, e);
}

static void run(RuleCommands *r, Pane *p, const struct waiting *w)
{
	struct err e = { .kind = ERR_NONE };

	if (app_command_sends(r->app, w->line) && link_withholds(pane_link(p), w->by_time))
		return;
	if (!may_run(r, w, &e) || !r->run(r->app, p, w->line, &e))
		app_error(r->app, "a rule's command %.40s: %s", w->line, e.text);
}

/* In turns of their own: what they make rules want waits for the next. */
static void run_waiting(void *user)
{
	RuleCommands *r = user;
	int64_t until = clock_mono_ms() + RULE_COMMANDS_MS;
	size_t waiting = r->count, count = 0;

	r->overflow = false;
	do {
		const struct waiting *w = &r->of[count];

		/* Meanwhile others only come behind. */
		if (w->pane)
			run(r, w->pane, w);
		free(w->line);
	} while (++count < waiting && clock_mono_ms() < until);
	r->count -= count;
	memmove(r->of, r->of + count, r->count * sizeof(*r->of));
	if (r->count)
		loop_defer(app_loop(r->app), &r->later, run_waiting, r);
}

void rule_commands_add(RuleCommands *r, Pane *p, const char *text, size_t n, bool values,
		       bool by_time)
{
	if (r->count == RULE_COMMANDS_MAX) {
		if (!r->overflow)
			app_error(r->app, "rules want too many commands run: some are left out");
		r->overflow = true;
		return;
	}
	r->of[r->count++] = (struct waiting){ p, mem_strndup(text, n), values, by_time };
	loop_defer(app_loop(r->app), &r->later, run_waiting, r);
}

void rule_commands_forget(RuleCommands *r, const Pane *p)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->of[i].pane == p)
			r->of[i].pane = NULL;
	}
}
