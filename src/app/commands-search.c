#include "app/commands.h"

#include "app/search-mode.h"
#include "app/sessions.h"
#include "base/poison.h"

bool command_search(struct command_context *c, const char *args)
{
	if (*args)
		search_mode_run(app_of(c), app_current(app_of(c)), args);
	else
		search_mode_open(app_of(c), app_current(app_of(c)), false);
	return true;
}
