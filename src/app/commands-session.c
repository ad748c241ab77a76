#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/app-internal.h"
#include "app/paths.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/poison.h"

static bool connect_to(struct command_context *c, const char *args, bool replace)
{
	char *destination = settings_next_word(&args);
	char *port = settings_next_word(&args);
	char *rest = settings_next_word(&args);
	bool done;

	if (rest)
		done = err_set(c->e, ERR_USAGE, "too many words (DESTINATION [PORT])");
	else
		done = app_connect(c->app, destination, port, replace, c->e);
	free(destination);
	free(port);
	free(rest);
	return done;
}

bool command_connect(struct command_context *c, const char *args)
{
	return connect_to(c, args, true);
}

bool command_open(struct command_context *c, const char *args)
{
	return connect_to(c, args, false);
}

bool command_disconnect(struct command_context *c, const char *args)
{
	struct app_session *as = app_current(c->app);

	(void)args;
	if (!app_is_live(as))
		return err_set(c->e, ERR_OTHER, "not connected");
	app_disconnect(as);
	return true;
}

bool command_reconnect(struct command_context *c, const char *args)
{
	struct app_session *as = app_current(c->app);

	(void)args;
	if (app_is_live(as))
		app_disconnect(as);
	return app_start(as, c->e);
}

bool command_close(struct command_context *c, const char *args)
{
	struct app_session *as = app_current(c->app);

	(void)args;
	app_disconnect(as);
	app_close_session(as);
	return true;
}

bool command_send(struct command_context *c, const char *args)
{
	struct app_session *as = app_current(c->app);
	bool done = session_send(as->session, args, strlen(args), clock_wall_ms(), c->e);

	app_session_settle(as);
	return done;
}

bool command_telnet(struct command_context *c, const char *args)
{
	struct app_session *as = app_current(c->app);
	bool done = session_command(as->session, args, c->e);

	if (done)
		app_message(c->app, "sent telnet %s", args);
	app_session_settle(as);
	return done;
}

bool command_log(struct command_context *c, const char *args)
{
	struct app_session *as = app_current(c->app);
	const char *name = session_log_name(as->session);
	char *path;
	bool done;

	if (!*args) {
		app_message(c->app, name ? "logging to %s" : "not logging%s", name ? name : "");
		return true;
	}
	if (strcmp(args, "off") == 0)
		return session_log(as->session, NULL, c->e);
	path = paths_expand(args);
	done = session_log(as->session, path, c->e);
	if (done)
		app_message(c->app, "logging to %s", path);
	free(path);
	return done;
}
