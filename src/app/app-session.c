#include "app/app-internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "app/exit-status.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum { BELL_INTERVAL_MS = 250 };

struct app_session *app_current(App *app)
{
	return app->sessions[app->current];
}

size_t app_live_sessions(const App *app)
{
	size_t live = 0;

	for (size_t i = 0; i < app->count; i++)
		live += link_is_live(app->sessions[i]->link);
	return live;
}

bool app_options_changed(App *app, struct err *e)
{
	bool good = true;

	for (size_t i = 0; i < app->count; i++)
		good &= link_configure(app->sessions[i]->link, e);
	app_touch(app);
	return good;
}

/* --- Events of the link. */

static void on_changed(void *user)
{
	struct app_session *as = user;

	as->reveal &= session_mode(as->session).masked;
	app_touch(as->app);
}

static void on_bell(void *user)
{
	struct app_session *as = user;
	int64_t now = loop_now(as->app->loop);

	if (!options_bell(link_options(as->link)) || now < as->bell_at)
		return;
	as->bell_at = now + BELL_INTERVAL_MS;
	screen_bell(as->app->screen);
}

static void on_message(void *user, const char *text)
{
	struct app_session *as = user;

	if (as == app_current(as->app))
		app_message(as->app, "%s", text);
	else
		app_message(as->app, "%s: %s", link_name(as->link), text);
}

static void on_connected(void *user)
{
	struct app_session *as = user;

	app_run_first_commands(as->app);
}

static void on_retry(void *user, int64_t ms)
{
	struct app_session *as = user;

	if (ms >= 0)
		app_message(as->app, "reconnecting in %lld s (/disconnect stops that)",
			    (long long)(ms + 500) / 1000);
	else if (as->retry_told && as == app_current(as->app))
		app_clear_message(as->app);
	as->retry_told = ms >= 0;
}

static void on_ended(void *user)
{
	struct app_session *as = user;
	App *app = as->app;
	const struct err *e = session_error(as->session);

	/* What ended by itself decides the status on quitting. */
	if (link_was_connected(as->link) && !link_ended_by_user(as->link))
		app->exit_status = exit_status(e->kind);
	/* A command line that led nowhere ends as a command does: with its status. */
	if (app->first_only && !link_was_connected(as->link) && !link_ended_by_user(as->link)) {
		app->failure = *e;
		app->exit_status = exit_status(e->kind);
		app_quit(app);
	}
	app_touch(app);
}

static const struct link_events link_handlers = {
	.changed = on_changed,
	.bell = on_bell,
	.message = on_message,
	.question = app_on_question,
	.question_gone = app_on_question_gone,
	.connected = on_connected,
	.retry = on_retry,
	.ended = on_ended,
};

/* --- Made. */

/* What is said of the host; the command line's options go to the first place that is opened. */
static Options *make_options(App *app, const char *name, const char *host)
{
	Options *options = settings_options_for(app->settings, name, host);

	if (app->line)
		options_merge(options, app->line);
	return options;
}

unsigned app_session_rows(const App *app)
{
	unsigned height = screen_height(app->screen);

	return height > COMPOSE_CHROME_ROWS + 1 ? height - COMPOSE_CHROME_ROWS : 2;
}

struct app_session *app_new_session(App *app, const struct address *address, const char *name,
				    dialer_spawn_fn *spawn)
{
	struct app_session *as = mem_alloc(sizeof(*as));
	struct link_config config = {
		.address = address,
		.spawn = spawn,
		.name = name,
		.options = make_options(app, name, address ? address->host : NULL),
		.family = app->line ? app->args->family : AF_UNSPEC,
		.raw = app->line && app->args->raw,
		.columns = screen_width(app->screen),
		.rows = app_session_rows(app),
		.history = app->history,
	};

	as->app = app;
	app->first_only = false;
	if (address || spawn)
		app->line = NULL;
	as->link = link_new(app->dialer, &config, &link_handlers, as);
	as->session = link_session(as->link);
	app->sessions = mem_resize(app->sessions, app->count + 1, sizeof(*app->sessions));
	app->sessions[app->count] = as;
	app->current = app->count++;
	app_touch(app);
	return as;
}
