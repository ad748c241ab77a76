#include "app/sessions.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "app/app-internal.h"
#include "app/lenses.h"
#include "app/program.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "link/place.h"
#include "link/link-log.h"
#include "session/logging.h"
#include "ui/confirm.h"
#include "base/poison.h"

/* --- The list. */

size_t app_count(const App *app)
{
	return app->count;
}

Pane *app_pane(App *app, size_t i)
{
	return app->panes[i];
}

size_t app_current_index(const App *app)
{
	return app->current;
}

Pane *app_current(App *app)
{
	return app->panes[app->current];
}

size_t app_index_of(const App *app, const Pane *p)
{
	size_t i = 0;

	while (app->panes[i] != p)
		i++;
	return i;
}

static bool has(const App *app, const Pane *p)
{
	for (size_t i = 0; i < app->count; i++) {
		if (app->panes[i] == p)
			return true;
	}
	return false;
}

size_t app_live_sessions(const App *app)
{
	size_t live = 0;

	for (size_t i = 0; i < app->count; i++)
		live += link_is_live(pane_link(app->panes[i]));
	return live;
}

bool app_options_changed(App *app, struct err *e)
{
	bool good = true;

	for (size_t i = 0; i < app->count; i++) {
		good &= link_configure(pane_link(app->panes[i]), e);
		link_log_configure(pane_link(app->panes[i]));
		lenses_configure(app, app->panes[i]);
	}
	display_touch(app->display);
	return good;
}

static struct pane_size pane_size(const App *app, size_t tabs)
{
	return (struct pane_size){ .width = display_width(app->display),
				   .height = display_height(app->display),
				   .tabs = tabs };
}

void app_resize(App *app)
{
	struct pane_size size = pane_size(app, app->count);

	for (size_t i = 0; i < app->count; i++)
		pane_resize(app->panes[i], &size, loop_now(app->loop));
	display_touch(app->display);
}

/* --- Which one is shown. */

void app_set_title(App *app)
{
	const Pane *p = app_current(app);
	const char *title = pane_title(p);

	if (options_title(settings_global(app->settings)))
		display_title(app->display, *title ? title : link_name(pane_link(p)));
}

/* Shows session `i`, which may be another one in the same place. */
static void show(App *app, size_t i)
{
	app->current = i;
	display_show(app->display, app->panes[i]);
	completion_reset(app->completion);
	app_set_title(app);
}

void app_show_session(App *app, size_t i)
{
	Pane *before = app_current(app);

	if (i >= app->count) {
		app_error(app, "there is no session %zu", i + 1);
		return;
	}
	if (app->panes[i] == before)
		return;
	pane_seen(before);
	app->last = before;
	show(app, i);
}

void app_show_next_session(App *app, int step)
{
	size_t count = app->count;

	if (count < 2)
		app_message(app, "there is no other session (/open DESTINATION opens one)");
	else
		app_show_session(app, (app->current + count + (size_t)step) % count);
}

void app_show_last_session(App *app)
{
	if (app->last)
		app_show_session(app, app_index_of(app, app->last));
	else
		app_show_next_session(app, 1);
}

bool app_run_in(App *app, Pane *p, app_run_fn *run, const char *line, struct err *e)
{
	Pane *shown = app_current(app);
	bool done;

	app->current = app_index_of(app, p);
	done = run(app, line, e);
	if (!has(app, shown))
		return done;
	if (app_current(app) == p)
		app->current = app_index_of(app, shown);
	else if (!has(app, p))
		show(app, app_index_of(app, shown));
	return done;
}

/* --- Opened. */

/* What is said of the host; the command line's options go to the first place that is opened. */
static Options *make_options(App *app, const char *name, const char *host,
			     const struct demo_part *part)
{
	Options *options = settings_options_for(app->settings, name, host);

	demo_part_options(part, options);
	if (app->line)
		options_merge(options, app->line);
	return options;
}

/* Opens the history of the place. */
static History *find_history(App *app, const struct address *address, const char *service,
			     struct err *e)
{
	struct str place;
	History *history;

	str_init(&place);
	if (address)
		place_append(address, &place);
	else if (service)
		str_append_string(&place, service);
	history = histories_of(app->histories, place.length ? place.text : NULL, e);
	str_fini(&place);
	return history;
}

static void add_pane(App *app, Pane *p)
{
	app->panes = mem_resize(app->panes, app->count + 1, sizeof(*app->panes));
	app->panes[app->count++] = p;
	if (app->count == 1) {
		show(app, 0);
	} else {
		app_show_session(app, app->count - 1);
		app_resize(app); /* the tab line takes a row of all */
	}
}

Pane *app_open_session(App *app, const struct address *address, const char *name,
		       const struct demo_part *part)
{
	struct pane_size size = pane_size(app, app->count + 1);
	struct err history = { .kind = ERR_NONE };
	struct link_config config = {
		.address = address,
		.service = part ? app->args->demo : NULL,
		.part = part ? part->word : NULL,
		.name = name,
		.options = make_options(app, name, address ? address->host : NULL, part),
		.family = app->line ? app->args->family : AF_UNSPEC,
		.raw = app->line && app->args->raw,
		.proposes = true,
		.true_colours = display_theme(app->display)->colours > 256,
		.rules = settings_rules(app->settings),
		.history = find_history(app, address, part ? name : NULL, &history),
	};
	Pane *p = pane_new(app->dialer, &config, &size, &app_pane_handlers, app);

	scripts_opened(app->scripts, p);
	app->first_only = false;
	if (address || part)
		app->line = NULL;
	add_pane(app, p);
	if (history.kind != ERR_NONE)
		app_message(app, "%s (history is kept for this run only)", history.text);
	rule_variables_load(app->rule_variables, pane_link(p));
	if (!address && !part)
		scripts_load(app->scripts); /* it won't be connected */
	return p;
}

/* What stands in its line at first. */
static void start_line(App *app, struct str *out)
{
	str_append_format(out, "%cconnect ", app_command_char(app));
}

bool app_on_start_screen(App *app)
{
	const Link *link = pane_link(app_current(app));

	return session_state(link_session(link)) == SESSION_IDLE && !link_is_service(link) &&
	       !link_address(link)->host;
}

size_t app_start_line_length(App *app, const char *text)
{
	struct str start;
	size_t n;

	str_init(&start);
	start_line(app, &start);
	n = strncmp(text, start.text, start.length) == 0 ? start.length : 0;
	str_fini(&start);
	return n;
}

bool app_start_line_is_untouched(App *app)
{
	const char *text = line_text(session_editor(pane_session(app_current(app))));

	return !text[app_start_line_length(app, text)];
}

void app_welcome(App *app)
{
	Pane *p = app_open_session(app, NULL, NULL, NULL);
	Session *s = pane_session(p);
	int64_t wall = clock_wall_ms();
	char command = app_command_char(app);
	struct str line;

	session_notice(s, wall, "hail opens sessions: type where to, HOST [PORT], then Enter.");
	session_notice(s, wall,
		       "%chelp lists commands, options and keys; Ctrl-] or F12 is the menu.",
		       command);
	session_notice(s, wall, "%cquit leaves. New here? Type: %cconnect demo", command, command);
	str_init(&line);
	start_line(app, &line);
	line_set(session_editor(s), line.text, line.length);
	str_fini(&line);
}

static void remove_pane(App *app, Pane *p);

/* Drops `before` and gives the newest session its place in the list, log, trace, recording,
 * figures and draft. */
static void put_in_place(App *app, Pane *before, Pane *p)
{
	const Line *draft = session_editor(pane_session(before));
	size_t i = app_index_of(app, before);

	session_move_log(pane_session(before), pane_session(p));
	link_move_trace(pane_link(before), pane_link(p));
	link_move_recorder(pane_link(before), pane_link(p));
	link_move_figures(pane_link(before), pane_link(p));
	link_move_lens(pane_link(before), pane_link(p));
	pane_set_strip(p, pane_strip(before));
	if (link_was_connected(pane_link(before)) && !line_is_rejected(draft))
		line_copy(session_editor(pane_session(p)), draft);
	remove_pane(app, before);
	memmove(&app->panes[i + 1], &app->panes[i], (app->count - 1 - i) * sizeof(p));
	app->panes[i] = p;
	show(app, i);
}

Pane *app_open_played(App *app, const char *name, Pane *before)
{
	struct pane_size size = pane_size(app, app->count + !before);
	struct link_config config = {
		.name = name,
		.options = settings_options_for(app->settings, NULL, NULL),
		.family = AF_UNSPEC,
		.played = true,
		.rules = settings_rules(app->settings),
		.true_colours = display_theme(app->display)->colours > 256,
	};
	Pane *p = pane_new(app->dialer, &config, &size, &app_pane_handlers, app), *last = app->last;

	scripts_opened(app->scripts, p);
	rule_variables_load(app->rule_variables, pane_link(p));
	add_pane(app, p);
	if (before) {
		put_in_place(app, before, p);
		app->last = last;
	}
	return p;
}

bool app_connect(App *app, const char *destination, const char *port, bool replace, struct err *e)
{
	const struct demo_part *part = demo_part_find(destination, port);
	Pane *before = replace ? app_current(app) : NULL, *last = app->last, *p;
	struct address address = { 0 };
	char *name = NULL;

	if (!part && !settings_find_address(app->settings, destination, port, &address, &name, e))
		return false;
	p = app_open_session(app, part ? NULL : &address, part ? part->name : name, part);
	address_fini(&address);
	free(name);
	if (before && !link_is_live(pane_link(before))) {
		put_in_place(app, before, p);
		app->last = last;
	}
	return link_connect(pane_link(p), e);
}

/* --- Closed. */

/* What goes with the session and has not reached the peer or a file. */
static void tell_losses(App *app, Pane *p)
{
	Session *s = pane_session(p);
	struct err e;

	if (session_unsent(s))
		app_tell_loss(app, "%zu bytes for %s were not sent: the peer did not take them",
			      session_unsent(s), link_name(pane_link(p)));
	if (!link_log_end(pane_link(p), &e))
		app_tell_loss(app, "%s", e.text);
	if (!link_trace(pane_link(p), NULL, &e))
		app_tell_loss(app, "%s", e.text);
	if (!link_record(pane_link(p), NULL, &e))
		app_tell_loss(app, "%s", e.text);
}

/* Takes `p` off the list and frees it; what is shown now is for the caller to say. */
static void remove_pane(App *app, Pane *p)
{
	size_t i = app_index_of(app, p);

	tell_losses(app, p);
	app->count--;
	memmove(&app->panes[i], &app->panes[i + 1], (app->count - i) * sizeof(p));
	if (app->current > i || app->current == app->count)
		app->current -= app->current > 0;
	if (app->last == p)
		app->last = NULL;
	display_forget(app->display, p);
	if (first_steps_are_of(app->first_steps, p)) {
		first_steps_free(app->first_steps);
		app->first_steps = NULL;
	}
	control_forget(app->control, p);
	rule_commands_forget(app->rule_commands, p);
	rule_variables_forget(app->rule_variables, pane_link(p));
	scripts_forget(app->scripts, p);
	app->playback_ops.forget(app->playback, p);
	pane_free(p);
	app_resize(app);
}

void app_close_session(App *app, Pane *p)
{
	remove_pane(app, p);
	if (!app->count)
		app_welcome(app);
	else
		show(app, app->current);
}

static void close_shown(void *user)
{
	Pane *p = app_current(user);

	link_disconnect(pane_link(p));
	app_close_session(user, p);
}

void app_ask_to_close(App *app, Pane *p)
{
	size_t i = app_index_of(app, p);
	struct str text;

	app_show_session(app, i);
	str_init(&text);
	if (link_is_live(pane_link(p)))
		str_append_format(&text, "session %zu is connected: close it?", i + 1);
	else
		str_append_format(&text, "close session %zu, %s?", i + 1, link_name(pane_link(p)));
	str_append_string(&text, " (y closes, any other key keeps it)");
	confirm_open(app_layers(app), text.text, close_shown, app, NULL, p);
	str_fini(&text);
}

void app_close_all_sessions(App *app)
{
	while (app->count)
		remove_pane(app, app->panes[app->count - 1]);
	free(app->panes);
	app->panes = NULL;
}
