#include "app/control.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/program.h"
#include "app/sessions.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "ctl/ctl-path.h"
#include "ctl/ctl-server.h"
#include "term/await.h"
#include "term/lines.h"
#include "base/poison.h"

/* Up to where the text of a session was waited for: behind the last match, or the last keys. */
struct place {
	const Pane *pane;
	struct await_place read;
};

struct Control {
	App *app;
	control_run_fn *run;
	CtlServer *server; /* NULL: off, or it could not be made */
	bool on; /* what the option said last */
	struct place *places; /* of sessions that were waited for or sent to */
	size_t count;
};

/* --- Places. */

static struct place *find_place(Control *c, const Pane *p)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->places[i].pane == p)
			return &c->places[i];
	}
	return NULL;
}

/* At first the line that the cursor stands in, such as a prompt, is still to be read. */
static struct await_place *place_of(Control *c, const Pane *p)
{
	struct place *place = find_place(c, p);

	if (!place) {
		c->places = mem_resize(c->places, c->count + 1, sizeof(*c->places));
		place = &c->places[c->count++];
		*place = (struct place){ .pane = p };
		place->read.line = terminal_cursor_line(session_terminal(pane_session(p)));
	}
	return &place->read;
}

static void read_all(Control *c, const Pane *p)
{
	*place_of(c, p) = await_end(session_terminal(pane_session(p)));
}

/* --- What is told. */

static void add_name(const char *name, struct str *out)
{
	str_append_format(out, ",\"%s\":", name);
}

static void add_text(const char *name, const char *text, struct str *out)
{
	add_name(name, out);
	json_quote(text, strlen(text), out);
}

static void add_flag(const char *name, bool value, struct str *out)
{
	add_name(name, out);
	str_append_string(out, value ? "true" : "false");
}

static void add_state(const Pane *p, struct str *out)
{
	const Session *s = pane_session(p);

	add_text("name", link_name(pane_link(p)), out);
	add_text("title", pane_title(p), out);
	add_text("state", session_state_word(s), out);
	if (session_state(s) == SESSION_FAILED)
		add_text("reason", session_error(s)->text, out);
	if (session_state(s) == SESSION_CONNECTED)
		add_text("mode", session_mode(s).words, out);
	add_flag("hidden", session_line_is_secret(s), out);
}

static void tell_sessions(void *user, struct str *out)
{
	Control *c = user;

	str_append_format(out, ",\"pid\":%ld,\"version\":\"%s\"", (long)getpid(), PACKAGE_VERSION);
	add_name("sessions", out);
	for (size_t i = 0; i < app_count(c->app); i++) {
		str_append_format(out, "%s{\"number\":%zu", i ? "," : "[", i + 1);
		add_flag("shown", i == app_current_index(c->app), out);
		add_state(app_pane(c->app, i), out);
		str_append_char(out, '}');
	}
	str_append_char(out, ']');
}

/* What the peer has drawn, a text a row, whatever lies over it. */
static void tell_screen(void *user, void *session, struct str *out)
{
	const Terminal *t = session_terminal(pane_session(session));
	const struct terminal_modes *modes = terminal_modes(t);
	struct str row;
	unsigned y, x;

	(void)user;
	str_init(&row);
	add_state(session, out);
	terminal_cursor_place(t, &y, &x);
	str_append_format(out, ",\"width\":%u,\"height\":%u", terminal_width(t),
			  terminal_height(t));
	str_append_format(out, ",\"cursor\":{\"row\":%u,\"column\":%u", y + 1, x + 1);
	add_flag("visible", modes->cursor_visible, out);
	str_append_char(out, '}');
	add_flag("alternate", modes->alternate, out);
	add_name("rows", out);
	for (y = 0; y < terminal_height(t); y++) {
		terminal_row_text(t, y, &row);
		str_append_char(out, y ? ',' : '[');
		json_quote(row.text, row.length, out);
	}
	str_append_char(out, ']');
	str_fini(&row);
}

/* Stands on the first of as many lines as are asked for, and as have room; false if there is none.
 */
static bool seek_back(const Terminal *t, Lines *at, size_t count)
{
	size_t bytes = 0, n;
	uint64_t first;

	if (!lines_seek(at, terminal_end_line(t), false))
		return false;
	do {
		first = lines_number(at);
		lines_text(at, &n);
		bytes += n;
	} while (--count && bytes < CTL_ANSWER_MAX && lines_step(at, false));
	return lines_seek(at, first, true);
}

static void tell_lines(void *user, void *session, size_t count, struct str *out)
{
	const Terminal *t = session_terminal(pane_session(session));
	Lines *at = lines_new(t, (struct lines_filter){ .passes = NULL });
	bool more = seek_back(t, at, count);

	(void)user;
	str_append_format(out, ",\"first\":%llu",
			  (unsigned long long)(more ? lines_number(at) : terminal_end_line(t)));
	add_name("lines", out);
	str_append_char(out, '[');
	while (more) {
		size_t n;
		const char *text = lines_text(at, &n);

		json_quote(text, n, out);
		more = lines_step(at, true);
		if (more)
			str_append_char(out, ',');
	}
	str_append_char(out, ']');
	lines_free(at);
}

/* --- What is done. */

static void *find_session(void *user, const char *name, struct err *e)
{
	Control *c = user;
	long long number;

	if (!*name)
		return app_current(c->app);
	if (str_to_number(name, 1, (long long)app_count(c->app), &number))
		return app_pane(c->app, (size_t)number - 1);
	for (size_t i = 0; i < app_count(c->app); i++) {
		if (strcmp(link_name(pane_link(app_pane(c->app, i))), name) == 0)
			return app_pane(c->app, i);
	}
	err_set(e, ERR_USAGE, "there is no session %s", name);
	return NULL;
}

static bool send_text(void *user, void *session, const char *text, size_t n, bool enter,
		      struct err *e)
{
	Session *s = pane_session(session);

	/* Before it is sent: a peer on this machine may answer at once. */
	read_all(user, session);
	return enter ? session_send(s, WIRE_SCRIPT, text, n, clock_wall_ms(), e) :
		       session_send_text(s, WIRE_SCRIPT, text, n, e);
}

/* They go to the peer, whatever lies over the session, and not into the line that the user edits.
 */
static bool send_keys(void *user, void *session, const struct key *keys, size_t n, struct err *e)
{
	Session *s = pane_session(session);

	if (session_state(s) != SESSION_CONNECTED)
		return err_set(e, ERR_OTHER, "not connected: nothing was sent");
	read_all(user, session);
	for (size_t i = 0; i < n; i++) {
		char name[KEY_NAME_MAX];

		if (session_send_key(s, WIRE_SCRIPT, keys[i]) != LINE_IGNORED)
			continue;
		key_format(keys[i], name);
		return err_set(e, ERR_OTHER, "the key %s has no bytes: it was not sent", name);
	}
	return true;
}

/* Showing another session would take what the user types along. */
static bool run_command(void *user, void *session, const char *text, struct err *e)
{
	Control *c = user;

	if (session != app_current(c->app))
		return err_set(e, ERR_OTHER,
			       "a command runs in the session that is shown, number %zu",
			       app_current_index(c->app) + 1);
	return c->run(c->app, text, e);
}

static void tell_place(void *user, void *session, struct ctl_place *out)
{
	const struct await_place *read = place_of(user, session);

	*out = (struct ctl_place){ read->line, read->offset };
}

static enum ctl_found find(void *user, void *session, Regex *re, struct ctl_place *from,
			   struct str *line, struct err *e)
{
	const Pane *p = session;
	struct await_place place = { from->line, from->offset };
	bool found = await_find(session_terminal(pane_session(p)), re, &place, line);

	*from = (struct ctl_place){ place.line, place.offset };
	if (found) {
		*place_of(user, p) = place;
		return CTL_FOUND;
	}
	if (link_is_live(pane_link(p)) || link_retry_waits(pane_link(p)))
		return CTL_NOT_YET;
	err_set(e, ERR_EXPECT, "the session is not connected");
	return CTL_NEVER;
}

static const struct ctl_verbs verbs = {
	.session = find_session,
	.sessions = tell_sessions,
	.screen = tell_screen,
	.lines = tell_lines,
	.send = send_text,
	.keys = send_keys,
	.command = run_command,
	.place = tell_place,
	.find = find,
};

/* --- Its life. */

Control *control_new(App *app, control_run_fn *run)
{
	Control *c = mem_alloc(sizeof(*c));

	c->app = app;
	c->run = run;
	return c;
}

void control_free(Control *c)
{
	if (!c)
		return;
	ctl_server_free(c->server);
	free(c->places);
	free(c);
}

static void open_server(Control *c)
{
	struct err e;
	char *path = ctl_path_own(&e);

	if (path)
		c->server = ctl_server_new(app_loop(c->app), path, &verbs, c, &e);
	if (c->server)
		app_pane_message(c->app, NULL,
				 "other programs of yours may read and send here now: %s", path);
	else
		app_error(c->app, "%s", e.text);
	free(path);
}

void control_update(Control *c)
{
	bool on = options_control(settings_global(app_settings(c->app)));

	if (on == c->on)
		return;
	c->on = on;
	if (on) {
		open_server(c);
	} else {
		ctl_server_free(c->server);
		c->server = NULL;
	}
}

void control_changed(Control *c)
{
	if (c)
		ctl_server_changed(c->server);
}

void control_forget(Control *c, const Pane *p)
{
	struct place *place = c ? find_place(c, p) : NULL;

	if (c)
		ctl_server_gone(c->server, p);
	if (place)
		*place = c->places[--c->count];
}
