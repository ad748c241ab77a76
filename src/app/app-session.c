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
	static const enum telnet_protocol protocols[] = { TELNET_PROTOCOL_UNDECIDED,
							  TELNET_PROTOCOL_TELNET,
							  TELNET_PROTOCOL_RAW };

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

static void on_line(void *user, const struct terminal_line *line)
{
	struct app_session *as = user;

	login_line(as->login, line->text, line->length);
}

static void turn_to_tls(void *user)
{
	struct app_session *as = user;
	struct err e;

	if (session_state(as->session) == SESSION_CONNECTED && !app_turn_to_tls(as, NULL, &e))
		app_message(as->app, "%s", e.text);
}

/* Later: the session is in the middle of a step. */
static void on_starttls(void *user)
{
	struct app_session *as = user;

	loop_defer(as->app->loop, &as->turn_to_tls, turn_to_tls, as);
}

static void on_ended(void *user)
{
	struct app_session *as = user;
	const struct err *e = session_error(as->session);

	if (session_state(as->session) == SESSION_FAILED && e->kind != ERR_NONE)
		session_notice(as->session, clock_wall_ms(), "%s", e->text);
	as->flooding = false;
	login_free(as->login);
	as->login = NULL;
	app_plan_retry(as);
	app_touch(as->app);
}

static const struct session_events session_handlers = {
	.starttls = on_starttls,
	.line = on_line,
	.bell = on_bell,
	.message = on_message,
	.ended = on_ended,
};

/* --- The session on the loop. */

/* The login waits for a prompt, which is a line that stays open. */
static void look_for_prompt(struct app_session *as)
{
	struct str open;

	if (!as->login || as->flooding)
		return;
	str_init(&open);
	terminal_open_line(session_terminal(as->session), &open);
	login_prompt(as->login, open.text, open.length);
	str_fini(&open);
}

static void pump(struct app_session *as)
{
	App *app = as->app;
	bool live = session_fd(as->session) >= 0;

	as->flooding = session_pump(as->session, loop_now(app->loop), clock_wall_ms());
	/* What ended by itself decides the status on quitting. */
	if (live && session_fd(as->session) < 0)
		app->exit_status = exit_status(session_error(as->session)->kind);
	look_for_prompt(as);
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
	struct session_wire wire = connect_wire(as->demo ? NULL : &as->address, transport, as->raw,
						as->own);

	session_attach(as->session, transport, &wire, loop_now(app->loop));
	if (as->retry_told && as == app_current(app))
		app_clear_message(app);
	as->retry_told = false;
	as->attached = true;
	as->by_user = false;
	as->up_since = loop_now(app->loop);
	as->watch = loop_watch(app->loop, LOOP_SOCKETS, session_fd(as->session), POLLIN, on_socket,
			       as);
	app_session_settle(as);
	app_touch(app);
}

static void take_story(struct app_session *as)
{
	str_clear(&as->story);
	str_append_string(&as->story, connect_story(as->connector));
	as->connector = NULL;
}

static void on_connected(void *user, Transport *transport)
{
	struct app_session *as = user;
	App *app = as->app;

	take_story(as);
	attach(as, transport);
	login_free(as->login);
	as->login = login_new(app->loop, dialer_children(app->dialer), as->session, as->own,
			      on_message, as);
	app_run_first_commands(app);
}

static void on_failed(void *user, const struct err *e)
{
	struct app_session *as = user;
	App *app = as->app;

	take_story(as);
	session_fail(as->session, e, clock_wall_ms());
	/* A command line that led nowhere ends as a command does: with its status. */
	if (app->first_only && !as->attached) {
		app->failure = *e;
		app->exit_status = exit_status(e->kind);
		app_quit(app);
	}
}

static const struct connect_events connect_handlers = {
	.connected = on_connected,
	.failed = on_failed,
	.untrusted = app_on_untrusted,
	.passphrase = app_on_passphrase,
	.notice = on_message,
};

static bool make_route(struct app_session *as, struct route *route, struct err *e)
{
	const Terminal *t = session_terminal(as->session);

	return route_make(route, &as->address, as->own, as->family, terminal_width(t),
			  terminal_height(t) + !session_mode(as->session).character, e);
}

bool app_start(struct app_session *as, struct err *e)
{
	App *app = as->app;
	struct route route;
	Transport *demo;

	if (app_is_live(as))
		return err_set(e, ERR_OTHER,
			       "already connected (/disconnect first, or /open another)");
	if (as->demo) {
		demo = connect_demo(app->dialer, app->args->demo, e);
		if (demo)
			attach(as, demo);
		return demo != NULL;
	}
	if (!as->address.host)
		return err_set(e, ERR_OTHER,
			       "there is nothing to connect to yet (/connect HOST [PORT])");
	if (!make_route(as, &route, e))
		return false;
	app_drop_retry(as);
	session_connecting(as->session, as->name);
	as->connector = connect_start(app->dialer, &route, &connect_handlers, as);
	app_touch(app);
	return true;
}

bool app_turn_to_tls(struct app_session *as, const char *protocol, struct err *e)
{
	App *app = as->app;
	struct route route;

	if (session_state(as->session) != SESSION_CONNECTED || as->demo)
		return err_set(e, ERR_OTHER, "there is no connection to turn to TLS");
	if (tls_transport_report(session_transport(as->session)))
		return err_set(e, ERR_OTHER, "the connection is TLS already (/tls shows it)");
	if (!make_route(as, &route, e))
		return false;
	route.starttls = protocol != NULL;
	route.tls = true;
	if (!route_is_remote(&route)) {
		route_fini(&route);
		return err_set(e, ERR_OTHER, "only a connection to a host can turn to TLS");
	}
	if (protocol && !starttls_parse(protocol, &route.protocol, e)) {
		route_fini(&route);
		return false;
	}
	as->connector = connect_upgrade(app->dialer, session_detach(as->session), &route,
					&connect_handlers, as);
	app_session_settle(as);
	app_touch(app);
	return true;
}

void app_disconnect(struct app_session *as)
{
	struct err e;

	as->by_user = true;
	app_drop_retry(as);
	if (as->connector) {
		app_drop_questions(as);
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

/* --- Made. */

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
	as->session = session_new(&settings, screen_width(app->screen), app_session_rows(app),
				  app->history, &session_handlers, as);
	str_init(&as->story);
	as->timer = timer_new(loop_timers(app->loop), on_tick, as);
	app->sessions = mem_resize(app->sessions, app->count + 1, sizeof(*app->sessions));
	app->sessions[app->count] = as;
	app->current = app->count++;
	app_touch(app);
	return as;
}
