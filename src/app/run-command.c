#include "app/run-command.h"

#include "app/commands.h"
#include "app/program.h"
#include "base/str.h"
#include "config/config.h"
#include "base/poison.h"

bool app_run_command(App *app, const char *line)
{
	struct err e = { .kind = ERR_NONE };
	struct command_context c = {
		.table = &app_commands, .settings = app_settings(app), .owner = app, .e = &e
	};
	struct str problems;
	bool done;

	str_init(&problems);
	c.user = &problems;
	c.problem = config_collect_problem;
	done = command_run(&c, line + (*line == app_command_char(app)));
	if (problems.length)
		app_show_text(app, "problems", problems.text);
	if (!done)
		app_error(app, "%s", e.text);
	str_fini(&problems);
	return done;
}
