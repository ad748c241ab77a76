#include "app/app-internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

bool app_is_live(const struct app_session *as)
{
	enum session_state state = session_state(as->session);

	return state == SESSION_CONNECTED || state == SESSION_CONNECTING;
}

size_t app_live_sessions(const App *app)
{
	size_t live = 0;

	for (size_t i = 0; i < app->count; i++)
		live += app_is_live(app->sessions[i]);
	return live;
}

/* --- Settings of a session from its options. */

static struct session_settings settings_of(const struct app_session *as)
{
	const Options *o = as->own;
	struct session_settings s = {
		.mode = (enum mode_choice)options_number(o, OPTIONS_MODE),
		.view = (enum mode_choice)options_number(o, OPTIONS_VIEW),
		.mask = (enum mode_switch)options_number(o, OPTIONS_MASK),
		.local_echo = (enum mode_switch)options_number(o, OPTIONS_LOCAL_ECHO),
		.eol = (enum telnet_eol)options_number(o, OPTIONS_EOL),
		.backspace_bs = options_number(o, OPTIONS_BACKSPACE) == 1,
		.charset = options_value(o, OPTIONS_CHARSET),
		.fallback_charset = options_value(o, OPTIONS_FALLBACK_CHARSET),
		.history_lines = (size_t)options_number(o, OPTIONS_SCROLLBACK),
		.history_bytes = (size_t)options_number(o, OPTIONS_SCROLLBACK_MEMORY) << 20,
	};

	options_size(o, &s.fixed_width, &s.fixed_height);
	return s;
}

static enum telnet_protocol protocol_of(const struct app_session *as)
{
	static const enum telnet_protocol protocols[] = {
		TELNET_PROTOCOL_UNDECIDED, TELNET_PROTOCOL_TELNET, TELNET_PROTOCOL_RAW };

	return protocols[options_number(as->own, OPTIONS_PROTOCOL)];
}

bool app_options_changed(App *app, struct err *e)
{
	bool good = true;

	for (size_t i = 0; i < app->count; i++) {
		struct app_session *as = app->sessions[i];
		struct session_settings settings = settings_of(as);

		good &= session_configure(as->session, &settings, e);
		if (protocol_of(as) != TELNET_PROTOCOL_UNDECIDED)
			session_set_protocol(as->session, protocol_of(as));
		app_session_settle(as);
	}
	app_touch(app);
	return good;
}

/* --- Events of the session. */

static void on_bell(void *user)
{
	struct app_session *as = user;
	int64_t now = loop_now(as->app->loop);

	if (options_number(as->own, OPTIONS_BELL) == 0 || now < as->bell_at)
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
		app_message(as->app, "%s: %s", as->name, text);
}

static void on_ended(void *user)
{
	struct app_session *as = user;
	const struct err *e = session_error(as->session);

	if (session_state(as->session) == SESSION_FAILED && e->kind != ERR_NONE)
		session_notice(as->session, clock_wall_ms(), "%s", e->text);
	as->flooding = false;
	app_touch(as->app);
}

static const struct session_events session_handlers = {
	.bell = on_bell,
	.message = on_message,
	.ended = on_ended,
};

/* --- The session on the loop. */

static void pump(struct app_session *as)
{
	App *app = as->app;
	bool live = session_fd(as->session) >= 0;

	as->flooding = session_pump(as->session, loop_now(app->loop), clock_wall_ms());
	/* What ended by itself decides the status on quitting. */
	if (live && session_fd(as->session) < 0)
		app->exit_status = exit_status(session_error(as->session)->kind);
	app_touch(app);
	app_session_settle(as);
}

static void on_socket(void *user, short revents)
{
	(void)revents;
	pump(user);
}

static void on_tick(void *user)
{
	struct app_session *as = user;

	session_tick(as->session, loop_now(as->app->loop));
	app_touch(as->app);
	app_session_settle(as);
}

void app_session_settle(struct app_session *as)
{
	App *app = as->app;

	as->reveal &= session_mode(as->session).masked;
	if (session_fd(as->session) < 0) {
		loop_unwatch(app->loop, as->watch);
		as->watch = NULL;
	} else if (as->watch) {
		loop_watch_set(as->watch, connect_poll_events(session_wants(as->session)));
		if (as->flooding)
			loop_watch_again(as->watch);
	}
	timer_set(as->timer, session_deadline(as->session));
}

static void attach(struct app_session *as, Transport *transport)
{
	App *app = as->app;
	struct session_wire wire = connect_wire(as->demo ? NULL : &as->address, as->raw, as->own);

	session_attach(as->session, transport, &wire, loop_now(app->loop));
	as->attached = true;
	as->watch = loop_watch(app->loop, LOOP_SOCKETS, session_fd(as->session), POLLIN, on_socket, as);
	app_session_settle(as);
	app_touch(app);
}

static void on_connected(void *user, Transport *transport)
{
	struct app_session *as = user;

	as->connector = NULL;
	attach(as, transport);
}

static void on_failed(void *user, const struct err *e)
{
	struct app_session *as = user;
	App *app = as->app;

	as->connector = NULL;
	session_fail(as->session, e, clock_wall_ms());
	/* A command line that led nowhere ends as a command does: with its status. */
	if (app->first_only && !as->attached) {
		app->failure = *e;
		app->exit_status = exit_status(e->kind);
		app_quit(app);
	}
}

bool app_start(struct app_session *as, struct err *e)
{
	static const struct connect_events events = { on_connected, on_failed };
	App *app = as->app;
	Transport *demo;

	if (app_is_live(as))
		return err_set(e, ERR_OTHER, "already connected (/disconnect first, or /open another)");
	if (as->demo) {
		demo = connect_demo(app->args->demo, e);
		if (demo)
			attach(as, demo);
		return demo != NULL;
	}
	if (!as->address.host)
		return err_set(e, ERR_OTHER, "there is nothing to connect to yet (/connect HOST [PORT])");
	if (!connect_check(&as->address, e))
		return false;
	session_connecting(as->session, as->name);
	as->connector = connect_start(app->dialer, &as->address, as->family,
				      options_number(as->own, OPTIONS_CONNECT_TIMEOUT) * 1000, &events,
				      as);
	app_touch(app);
	return true;
}

void app_disconnect(struct app_session *as)
{
	struct err e;

	if (as->connector) {
		connect_cancel(as->connector);
		as->connector = NULL;
		err_set(&e, ERR_OTHER, "connecting was given up");
		session_fail(as->session, &e, clock_wall_ms());
	} else if (session_state(as->session) == SESSION_CONNECTED) {
		session_disconnect(as->session, clock_wall_ms());
	}
	app_session_settle(as);
	app_touch(as->app);
}

/* --- The list. */

static char *display_name(const struct address *address, const char *name)
{
	struct str text;

	if (name)
		return mem_strdup(name);
	str_init(&text);
	if (address && address->host)
		address_format(address, &text);
	return str_take(&text);
}

/* The session's options: what the command line set is nearest. */
static void make_options(struct app_session *as, const char *name)
{
	App *app = as->app;

	as->host = settings_options_for(app->settings, name, as->address.host);
	as->own = options_new(as->host);
	args_apply(app->args, as->host, NULL);
}

unsigned app_session_rows(const App *app)
{
	unsigned height = screen_height(app->screen);

	return height > COMPOSE_CHROME_ROWS + 1 ? height - COMPOSE_CHROME_ROWS : 2;
}

struct app_session *app_new_session(App *app, const struct address *address, const char *name)
{
	struct app_session *as = mem_alloc(sizeof(*as));
	struct session_settings settings;

	as->app = app;
	app->first_only = false;
	if (address)
		address_copy(address, &as->address);
	as->name = display_name(address, name);
	as->family = app->args->family;
	as->raw = app->args->raw;
	make_options(as, name);
	settings = settings_of(as);
	as->session = session_new(&settings, screen_width(app->screen), app_session_rows(app), app->history,
				  &session_handlers, as);
	as->timer = timer_new(loop_timers(app->loop), on_tick, as);
	app->sessions = mem_resize(app->sessions, app->count + 1, sizeof(*app->sessions));
	app->sessions[app->count] = as;
	app->current = app->count++;
	app_touch(app);
	return as;
}

void app_drop_session(struct app_session *as)
{
	App *app = as->app;
	size_t i = 0;

	while (app->sessions[i] != as)
		i++;
	memmove(&app->sessions[i], &app->sessions[i + 1], (app->count - i - 1) * sizeof(as));
	app->count--;
	if (app->current > i || app->current == app->count)
		app->current -= app->current > 0;
	connect_cancel(as->connector);
	loop_unwatch(app->loop, as->watch);
	timer_free(as->timer);
	session_free(as->session);
	options_free(as->own);
	options_free(as->host);
	address_fini(&as->address);
	free(as->name);
	free(as);
	app_touch(app);
}

void app_welcome(App *app)
{
	struct app_session *as = app_new_session(app, NULL, NULL);
	int64_t wall = clock_wall_ms();
	const char *command_char = options_value(settings_global(app->settings), OPTIONS_COMMAND_CHAR);
	struct str line;

	session_notice(as->session, wall, "hail opens sessions: type where to, e.g. towel.blinkenlights.nl"
		       " or 192.0.2.1 2001, then Enter.");
	session_notice(as->session, wall, "%shelp lists commands, options and keys; Ctrl-] or F12 opens "
		       "the menu at any time.", command_char);
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
	app->current = index;
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
	if (before->attached)
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
	if (!connect_check(&address, e)) {
		address_fini(&address);
		free(name);
		return false;
	}
	as = app_new_session(app, &address, name);
	app->first_only = false;
	address_fini(&address);
	free(name);
	if (replace && !app_is_live(before))
		put_in_place(before, as);
	return app_start(as, e);
}

bool app_connect_demo(App *app, struct err *e)
{
	struct app_session *as = app_new_session(app, NULL, "demo");

	as->demo = true;
	return app_start(as, e);
}
