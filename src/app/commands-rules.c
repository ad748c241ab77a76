#include "app/commands.h"

#include "app/program.h"
#include "app/sessions.h"
#include "rules/book.h"
#include "base/poison.h"

/* The commands that are rules: trigger, alias, ... */
bool command_rule(struct command_context *c, const char *args)
{
	const char *rest;
	enum rule_kind kind = rule_kind_of(c->name, &rest);

	if (!rulebook_add(settings_rules(c->settings), kind, args, &c->at, c->e))
		return false;
	c->at = NULL;
	/* After a file all is looked at once. */
	return !app_of(c) || c->depth || app_options_changed(app_of(c), c->e);
}
