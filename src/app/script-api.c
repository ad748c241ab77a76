#include "app/scripts-internal.h"

#include <string.h>

#include "app/program.h"
#include "base/clock.h"
#include "link/link-script.h"
#include "link/place.h"
#include "base/poison.h"

enum { STORE_MS = 1000 }; /* after a change, what scripts keep is written */

static Scripts *scripts_of(void *user)
{
	const struct script_state *state = user;

	return state->scripts;
}

/* The session, or NULL with `e` set if there is none. */
static Pane *find_pane(void *user, const struct script_object *session, struct err *e)
{
	Pane *p = scripts_find_pane(scripts_of(user), session);

	if (!p)
		err_set(e, ERR_OTHER, "there is no session");
	return p;
}

/* --- Of a session. */

static bool api_send(void *user, const struct script_object *session, const char *text, size_t n,
		     struct err *e)
{
	Pane *p = find_pane(user, session, e);

	return p && link_script_send(pane_link(p), text, n, e);
}

static bool api_command(void *user, const struct script_object *session, const char *text, size_t n,
			struct err *e)
{
	const struct script_state *state = user;
	const Pane *p = find_pane(user, session, e);

	return p && scripts_later_command(state->scripts, p, state->trust, text, n, e);
}

static bool api_echo(void *user, const struct script_object *session,
		     const struct hail_piece *pieces, size_t count, struct err *e)
{
	Pane *p = find_pane(user, session, e);

	return p && scripts_echo(scripts_of(user), p, pieces, count, e);
}

static bool api_close(void *user, const struct script_object *session, struct err *e)
{
	const Pane *p = find_pane(user, session, e);

	return p && scripts_later_close(scripts_of(user), p, e);
}

static bool api_get(void *user, const struct script_object *session, const char *what,
		    struct str *out)
{
	const Pane *p = scripts_find_pane(scripts_of(user), session);

	if (p)
		link_script_get(pane_link(p), what, out);
	return p;
}

static bool api_gmcp(void *user, const struct script_object *session, const char *name,
		     const Json *value, struct err *e)
{
	Pane *p = find_pane(user, session, e);

	return p && link_script_gmcp(pane_link(p), name, value, e);
}

static bool api_msdp(void *user, const struct script_object *session, const char *name,
		     const Json *value, struct err *e)
{
	Pane *p = find_pane(user, session, e);

	return p && link_script_msdp(pane_link(p), name, value, e);
}

/* --- Of the program. */

static bool api_shown(void *user, struct script_object *session)
{
	const Scripts *s = scripts_of(user);
	const Pane *p = scripts_find_pane(s, NULL);

	if (p)
		*session = scripts_object(s, p);
	return p;
}

static size_t api_sessions(void *user, struct script_object *sessions, size_t room)
{
	const Scripts *s = scripts_of(user);
	size_t count = 0;

	for (size_t i = 0; i < s->program->count(s->app); i++) {
		const Pane *p = s->program->pane(s->app, i);

		if (scripts_find_session(s, p) && count++ < room)
			sessions[count - 1] = scripts_object(s, p);
	}
	return count;
}

static bool api_status(void *user, const char *name, const char *text, struct err *e)
{
	return scripts_set_item(scripts_of(user), name, text, e);
}

static void api_notify(void *user, const char *text)
{
	const Scripts *s = scripts_of(user);

	app_pane_message(s->app, NULL, "%s", text);
}

/* --- Panes of text. */

static bool api_pane(void *user, const char *name, struct script_object *pane, struct err *e)
{
	uint64_t number = text_panes_make(scripts_of(user)->panes, name, e);

	*pane = (struct script_object){ hail_pane_kind, number, 0 };
	return number;
}

static void api_pane_write(void *user, const struct script_object *pane,
			   const struct hail_piece *pieces, size_t count)
{
	Scripts *s = scripts_of(user);
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < count; i++)
		str_append_any(&text, pieces[i].text, pieces[i].n);
	text_panes_write(s->panes, pane->id, text.text, text.length);
	display_touch(app_display(s->app));
	str_fini(&text);
}

static void api_pane_clear(void *user, const struct script_object *pane)
{
	Scripts *s = scripts_of(user);

	text_panes_clear(s->panes, pane->id);
	display_touch(app_display(s->app));
}

static void api_pane_close(void *user, const struct script_object *pane)
{
	text_panes_close(scripts_of(user)->panes, pane->id);
}

const struct hail_api scripts_api = {
	.send = api_send,
	.command = api_command,
	.echo = api_echo,
	.close = api_close,
	.get = api_get,
	.gmcp = api_gmcp,
	.msdp = api_msdp,
	.shown = api_shown,
	.sessions = api_sessions,
	.status = api_status,
	.notify = api_notify,
	.pane = api_pane,
	.pane_write = api_pane_write,
	.pane_clear = api_pane_clear,
	.pane_close = api_pane_close,
};

/* --- What script.h asks: `user` is the struct hail_api_user. */

static Scripts *owner_of(void *user)
{
	const struct hail_api_user *api = user;

	return scripts_of(api->user);
}

static bool owner_alive(void *user, const struct script_object *object)
{
	const Scripts *s = owner_of(user);

	if (strcmp(object->kind, hail_pane_kind) == 0)
		return text_panes_has(s->panes, object->id);
	return scripts_find_pane(s, object);
}

static int64_t owner_now(void *user)
{
	return loop_now(app_loop(owner_of(user)->app));
}

static void owner_message(void *user, enum message_kind kind, const char *text)
{
	scripts_say(owner_of(user), kind, text);
}

static Json *owner_tree(void *user, const struct script_object *object, const char *name,
			const char *path)
{
	const Pane *p = scripts_find_pane(owner_of(user), object);

	return p ? link_script_tree(pane_link(p), name, path) : NULL;
}

/* Appends the name under which things are kept for a session; false if there is none. */
static bool append_place(const Scripts *s, const struct script_object *object, struct str *out)
{
	const Pane *p = scripts_find_pane(s, object);

	return p && place_of_link(pane_link(p), out);
}

static Json *owner_store(void *user, const struct script_object *object)
{
	Scripts *s = owner_of(user);
	struct err e = { .kind = ERR_NONE };
	struct str place;
	Json *root = NULL;

	str_init(&place);
	if (append_place(s, object, &place))
		root = hail_store_of(s->store, place.text, &e);
	if (e.kind != ERR_NONE)
		app_error(s->app, "%s", e.text);
	str_fini(&place);
	return root;
}

static void owner_stored(void *user, const struct script_object *object)
{
	Scripts *s = owner_of(user);
	struct str place;
	bool waits;

	str_init(&place);
	if (append_place(s, object, &place)) {
		waits = hail_store_is_changed(s->store);
		hail_store_change(s->store, place.text);
		if (!waits)
			timer_set(s->save, loop_now(app_loop(s->app)) + STORE_MS);
	}
	str_fini(&place);
}

const struct script_owner *scripts_owner(void)
{
	static struct script_owner owner = {
		.alive = owner_alive,
		.now = owner_now,
		.clock_ns = clock_mono_ns,
		.message = owner_message,
		.tree = owner_tree,
		.store = owner_store,
		.stored = owner_stored,
	};

	owner.verbs = hail_api_verbs(&owner.verb_count);
	return &owner;
}
