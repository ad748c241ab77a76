#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/blocked-report.h"
#include "app/files-in-use.h"
#include "app/program.h"
#include "app/sessions.h"
#include "app/trust-text.h"
#include "config/paths.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "link/link-log.h"
#include "session/logging.h"
#include "base/poison.h"

static bool connect_to(struct command_context *c, const char *args, bool replace)
{
	char *destination = settings_next_word(&args);
	char *port = settings_next_word(&args);
	char *rest = settings_next_word(&args);
	bool done;

	if (rest)
		done = err_set(c->e, ERR_USAGE,
			       "too many words (DESTINATION [PORT]): tls://HOST:PORT speaks TLS, "
			       "and /host saves a place with options");
	else
		done = app_connect(app_of(c), destination, port, replace, c->e);
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
	Pane *p = app_current(app_of(c));

	bool waited = link_retry_waits(pane_link(p));

	(void)args;
	if (!waited && !link_is_live(pane_link(p)))
		return err_set(c->e, ERR_OTHER, "not connected");
	link_disconnect(pane_link(p));
	if (waited)
		app_message(app_of(c), "not reconnecting any more");
	return true;
}

bool command_reconnect(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));

	(void)args;
	if (link_is_live(pane_link(p)))
		link_disconnect(pane_link(p));
	return link_connect(pane_link(p), c->e);
}

bool command_close(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));

	if (!link_is_live(pane_link(p)))
		return command_close_now(c, args);
	app_ask_to_close(app_of(c), p);
	return true;
}

bool command_close_now(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));

	(void)args;
	link_disconnect(pane_link(p));
	app_close_session(app_of(c), p);
	return true;
}

bool command_send(struct command_context *c, const char *args)
{
	return session_send(pane_session(app_current(app_of(c))), WIRE_TYPED, args, strlen(args),
			    clock_wall_ms(), c->e);
}

bool command_starttls(struct command_context *c, const char *args)
{
	return link_starttls(pane_link(app_current(app_of(c))), args, c->e);
}

static bool show_tls(struct command_context *c)
{
	struct str text;
	bool done;

	str_init(&text);
	done = trust_text_report(app_current(app_of(c)), &text, c->e);
	if (done)
		app_show_text(app_of(c), "tls", text.text);
	str_fini(&text);
	return done;
}

static bool forget(struct command_context *c, const struct address *address)
{
	char port[ROUTE_PORT];
	struct str name;

	if (!address->service)
		return err_set(c->e, ERR_USAGE,
			       "there is no place here to forget: name it (/tls forget DESTINATION "
			       "[PORT])");
	route_port(address, port);
	if (!trust_forget(dialer_trust(app_dialer(app_of(c))), address->host, port, c->e))
		return false;
	str_init(&name);
	address_format(address, &name);
	app_message(app_of(c), "forgotten: the pins of %s: connecting asks anew", name.text);
	str_fini(&name);
	return true;
}

static bool forget_place(struct command_context *c, const char *destination, const char *port)
{
	struct address address;
	char *name;
	bool done;

	if (!settings_find_address(c->settings, destination, port, &address, &name, c->e))
		return false;
	done = forget(c, &address);
	address_fini(&address);
	free(name);
	return done;
}

bool command_tls(struct command_context *c, const char *args)
{
	char *what, *destination, *port, *rest;
	bool done;

	if (!*args)
		return show_tls(c);
	what = settings_next_word(&args);
	destination = settings_next_word(&args);
	port = settings_next_word(&args);
	rest = settings_next_word(&args);
	if (strcmp(what, "forget") != 0 || rest)
		done = err_set(c->e, ERR_USAGE, "usage: /tls [forget [DESTINATION [PORT]]]");
	else if (destination)
		done = forget_place(c, destination, port);
	else
		done = forget(c, link_address(pane_link(app_current(app_of(c)))));
	free(what);
	free(destination);
	free(port);
	free(rest);
	return done;
}

bool command_blocked(struct command_context *c, const char *args)
{
	struct str text;

	(void)args;
	str_init(&text);
	blocked_report(pane_session(app_current(app_of(c))), &text);
	app_show_text(app_of(c), "blocked", text.text);
	str_fini(&text);
	return true;
}

bool command_why(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));
	const char *trail = link_trail(pane_link(p));
	const struct err *e = session_error(pane_session(p));
	struct str text;

	(void)args;
	str_init(&text);
	if (e->kind != ERR_NONE)
		str_append_format(&text, "%s\n\n", e->text);
	str_append_string(&text, *trail ? trail : "Nothing was tried yet.\n");
	app_show_text(app_of(c), "why", text.text);
	str_fini(&text);
	return true;
}

static bool sync_log(struct command_context *c, Pane *p)
{
	if (!session_sync_log(pane_session(p), c->e))
		return false;
	app_message(app_of(c), "the disk has all of the log %s", session_log_name(pane_session(p)));
	return true;
}

static bool end_log(struct command_context *c, Pane *p)
{
	const char *name = session_log_name(pane_session(p));
	char *path = mem_strdup(name);
	bool whole = link_log_end(pane_link(p), c->e);

	if (whole && path)
		app_message(app_of(c), "the log %s is ended", path);
	else if (whole)
		app_message(app_of(c), "there was no log");
	free(path);
	return whole;
}

bool command_log(struct command_context *c, const char *args)
{
	Pane *p = app_current(app_of(c));
	const char *name = session_log_name(pane_session(p));
	char *path;
	bool done;

	if (!*args && name) {
		app_message(app_of(c), "logging to %s%s", name,
			    session_log_fails(pane_session(p)) ? ", which can't be written now" :
								 "");
		return true;
	}
	if (strcmp(args, "off") == 0)
		return end_log(c, p);
	if (strcmp(args, "sync") == 0)
		return sync_log(c, p);
	path = *args ? paths_expand(args) : NULL;
	done = (!path ||
		files_check_unused(app_of(c), path, FILE_IS_TRACE | FILE_IS_RECORDING, c->e)) &&
	       link_log(pane_link(p), path, c->e);
	if (done)
		app_message(app_of(c), "logging to %s as %s", session_log_name(pane_session(p)),
			    options_value(link_options(pane_link(p)), OPTIONS_LOG_FORMAT));
	free(path);
	return done;
}
