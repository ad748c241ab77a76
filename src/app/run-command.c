#include "app/run-command.h"

#include <ctype.h>
#include <string.h>

#include "app/commands.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/str.h"
#include "config/config.h"
#include "net/proxy-url.h"
#include "telnet/gmcp.h"
#include "base/poison.h"

bool command_check_of_rule(const void *table, const char *command, struct err *e)
{
	const char *name = command + strspn(command, " \t");

	/* No command's name begins with a sign. */
	return command_takes_values(table, name + (ispunct((unsigned char)*name) != 0), e);
}

bool app_try_command(App *app, const char *line, struct err *e)
{
	struct command_context c = {
		.table = &app_commands, .settings = app_settings(app), .owner = app, .e = e
	};
	struct str problems;
	bool done;

	str_init(&problems);
	c.user = &problems;
	c.problem = config_collect_problem;
	done = command_run(&c, line + (*line == app_command_char(app)));
	if (problems.length)
		app_show_text(app, "problems", problems.text);
	str_fini(&problems);
	return done;
}

bool app_run_command(App *app, const char *line)
{
	struct err e = { .kind = ERR_NONE };
	bool done = app_try_command(app, line, &e);

	if (!done)
		app_error(app, "%s", e.text);
	return done;
}

bool app_command_is_of_screen(const char *line)
{
	static const char *const names[] = { "copy", "links", "marks", "save-frame", "search" };
	size_t n = strcspn(line, " ");

	for (size_t i = 0; n && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strncmp(names[i], line, n) == 0)
			return true;
	}
	return false;
}

/* In char mode the peer alone knows what it shows, as with keys. */
static bool asks_secret(App *app)
{
	const Session *s = pane_session(app_current(app));

	return session_line_is_secret(s) || (session_mode(s).character && session_asks_secret(s));
}

/* Any word may be the message's name: `gmcp send Char.Login...`, also with another command's sign.
 */
bool app_command_is_secret(App *app, const char *line)
{
	if (proxy_url_has_password(line))
		return true;
	if (asks_secret(app) && app_command_sends(app, line))
		return true;
	for (const char *word = line; *word; word += strspn(word, " ")) {
		size_t n = strcspn(word, " ");

		if (gmcp_is_secret(word, n))
			return true;
		word += n;
	}
	return false;
}
