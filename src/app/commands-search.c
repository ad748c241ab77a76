#include "app/commands.h"

#include <string.h>

#include "app/limit.h"
#include "app/links.h"
#include "app/log-grep.h"
#include "app/mark-list.h"
#include "app/program.h"
#include "app/scroll-mode.h"
#include "app/search-mode.h"
#include "app/sessions.h"
#include "base/poison.h"

bool command_limit(struct command_context *c, const char *args)
{
	return limit_begin(app_of(c), app_current(app_of(c)), args, c->e);
}

bool command_links(struct command_context *c, const char *args)
{
	(void)args;
	links_open(app_of(c), app_current(app_of(c)));
	return true;
}

bool command_marks(struct command_context *c, const char *args)
{
	(void)args;
	mark_list_open(app_of(c), app_current(app_of(c)), scroll_mode_point);
	return true;
}

bool command_search(struct command_context *c, const char *args)
{
	if (*args)
		search_mode_run(app_of(c), app_current(app_of(c)), args);
	else
		search_mode_open(app_of(c), app_current(app_of(c)), false);
	return true;
}

bool command_hist(struct command_context *c, const char *args)
{
	static const char grep[] = "grep";
	size_t n = sizeof(grep) - 1;

	if (strncmp(args, grep, n) != 0 || args[n] != ' ' || !args[n + 1])
		return err_set(c->e, ERR_USAGE,
			       "/hist grep RE looks for RE in the logs of this host");
	return log_grep_begin(app_log_grep(app_of(c)), args + n + 1, c->e);
}
