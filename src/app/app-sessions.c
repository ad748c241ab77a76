#include "app/app-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

void app_drop_session(struct app_session *as)
{
	App *app = as->app;
	size_t i = 0;

	app_drop_questions(as);
	while (app->sessions[i] != as)
		i++;
	memmove(&app->sessions[i], &app->sessions[i + 1], (app->count - i - 1) * sizeof(as));
	app->count--;
	if (app->current > i || app->current == app->count)
		app->current -= app->current > 0;
	link_free(as->link);
	free(as);
	app_touch(app);
}

void app_welcome(App *app)
{
	struct app_session *as = app_new_session(app, NULL, NULL, NULL);
	int64_t wall = clock_wall_ms();
	const char *command_char = options_value(settings_global(app->settings),
						 OPTIONS_COMMAND_CHAR);
	struct str line;

	session_notice(as->session, wall,
		       "hail opens sessions: type where to, HOST [PORT], then Enter.");
	session_notice(as->session, wall,
		       "%shelp lists commands, options and keys; Ctrl-] or F12 is the "
		       "menu.",
		       command_char);
	session_notice(as->session, wall, "%squit leaves. New here? Leave and run: hail demo",
		       command_char);
	str_init(&line);
	str_append_format(&line, "%sconnect ", command_char);
	line_set(session_editor(as->session), line.text, line.length);
	str_fini(&line);
}

void app_close_session(struct app_session *as)
{
	App *app = as->app;

	app_drop_session(as);
	if (!app->count)
		app_welcome(app);
	completion_reset(app->completion);
}

void app_show_session(App *app, size_t index)
{
	if (index >= app->count) {
		app_message(app, "there is no session %zu", index + 1);
		return;
	}
	app_hide_questions(app);
	app->current = index;
	app_show_questions(app);
	completion_reset(app->completion);
	app_touch(app);
}

bool app_find_address(const Settings *settings, const char *destination, const char *port,
		      struct address *address, char **name, struct err *e)
{
	const struct settings_host *saved = settings_saved_host(settings, destination);

	*name = NULL;
	if (!saved)
		return address_parse(destination, port, address, e);
	if (!address_parse(saved->destination, port ? port : saved->port, address, e))
		return false;
	*name = mem_strdup(destination);
	return true;
}

/* Drops `before` and gives the newest session its place in the list, log and draft. */
static void put_in_place(struct app_session *before, struct app_session *as)
{
	App *app = before->app;
	const char *draft = line_text(session_editor(before->session));
	size_t i = 0;

	while (app->sessions[i] != before)
		i++;
	session_move_log(before->session, as->session);
	if (link_was_connected(before->link))
		line_set(session_editor(as->session), draft, strlen(draft));
	app_drop_session(before);
	memmove(&app->sessions[i + 1], &app->sessions[i], (app->count - 1 - i) * sizeof(as));
	app->sessions[i] = as;
	app->current = i;
}

bool app_connect(App *app, const char *destination, const char *port, bool replace, struct err *e)
{
	struct app_session *before = app_current(app);
	struct app_session *as;
	struct address address;
	char *name;

	if (!app_find_address(app->settings, destination, port, &address, &name, e))
		return false;
	as = app_new_session(app, &address, name, NULL);
	app->first_only = false;
	address_fini(&address);
	free(name);
	if (replace && !link_is_live(before->link))
		put_in_place(before, as);
	return link_connect(as->link, e);
}

bool app_connect_demo(App *app, struct err *e)
{
	struct app_session *as = app_new_session(app, NULL, "demo", app->args->demo);

	return link_connect(as->link, e);
}
