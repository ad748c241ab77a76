#include "fleet/rule-script-internal.h"

#include <string.h>

#include "fleet/runner.h"
#include "link/link-script.h"
#include "link/place.h"
#include "base/poison.h"

/* The link of the session, or NULL with `e` set. */
static Link *find_link(void *user, const struct script_object *session, struct err *e)
{
	const struct hosted *h = rule_script_find(user, session);

	if (!h)
		err_set(e, ERR_OTHER, "there is no session");
	return h ? runner_link(job_runner(h->job)) : NULL;
}

/* --- What scripts ask. */

static bool api_send(void *user, const struct script_object *session, const char *text, size_t n,
		     struct err *e)
{
	Link *l = find_link(user, session, e);

	return l && link_script_send(l, text, n, e);
}

static bool api_command(void *user, const struct script_object *session, const char *text, size_t n,
			struct err *e)
{
	(void)user;
	(void)session;
	(void)text;
	(void)n;
	return err_set(e, ERR_USAGE, "nobody is here for whom a command could run");
}

static bool api_close(void *user, const struct script_object *session, struct err *e)
{
	struct hosted *h = rule_script_find(user, session);

	if (!h)
		return err_set(e, ERR_OTHER, "there is no session");
	rule_script_close_later(user, h);
	return true;
}

static bool api_get(void *user, const struct script_object *session, const char *what,
		    struct str *out)
{
	struct err e;
	const Link *l = find_link(user, session, &e);

	if (l)
		link_script_get(l, what, out);
	return l;
}

static bool api_gmcp(void *user, const struct script_object *session, const char *name,
		     const Json *value, struct err *e)
{
	Link *l = find_link(user, session, e);

	return l && link_script_gmcp(l, name, value, e);
}

static bool api_msdp(void *user, const struct script_object *session, const char *name,
		     const Json *value, struct err *e)
{
	Link *l = find_link(user, session, e);

	return l && link_script_msdp(l, name, value, e);
}

static bool api_shown(void *user, struct script_object *session)
{
	const struct hosted *h = rule_script_find(user, NULL);

	if (h)
		*session = rule_script_object(user, h);
	return h;
}

static size_t api_sessions(void *user, struct script_object *sessions, size_t room)
{
	const RuleScript *s = user;
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (s->hosted[i].job && count++ < room)
			sessions[count - 1] = rule_script_object(s, &s->hosted[i]);
	}
	return count;
}

/* --- What would show. */

static bool api_echo(void *user, const struct script_object *session,
		     const struct hail_piece *pieces, size_t count, struct err *e)
{
	const struct hosted *h = rule_script_find(user, session);
	struct str text;

	if (!h)
		return err_set(e, ERR_OTHER, "there is no session");
	str_init(&text);
	for (size_t i = 0; i < count; i++)
		str_append_any(&text, pieces[i].text, pieces[i].n);
	rule_script_tell(user, h->job, text.text);
	str_fini(&text);
	return true;
}

static void api_notify(void *user, const char *text)
{
	RuleScript *s = user;

	rule_script_tell(s, s->about, text);
}

/* Items of a status line, and panes, have no place here. */
static bool api_status(void *user, const char *name, const char *text, struct err *e)
{
	(void)user;
	(void)name;
	(void)text;
	(void)e;
	return true;
}

static bool api_pane(void *user, const char *name, struct script_object *pane, struct err *e)
{
	(void)user;
	(void)name;
	(void)e;
	*pane = (struct script_object){ hail_pane_kind, 0, 0 };
	return true;
}

static void api_pane_write(void *user, const struct script_object *pane,
			   const struct hail_piece *pieces, size_t count)
{
	(void)user;
	(void)pane;
	(void)pieces;
	(void)count;
}

static void api_pane_change(void *user, const struct script_object *pane)
{
	(void)user;
	(void)pane;
}

const struct hail_api rule_script_api = {
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
	.pane_clear = api_pane_change,
	.pane_close = api_pane_change,
};

/* --- What script.h asks: `user` is the struct hail_api_user. */

static bool owner_alive(void *user, const struct script_object *object)
{
	return object->kind == hail_pane_kind || rule_script_find(user, object);
}

static int64_t owner_now(void *user)
{
	const RuleScript *s = user;

	return loop_now(s->loop);
}

static void owner_message(void *user, enum message_kind kind, const char *text)
{
	RuleScript *s = user;

	s->errors += kind == MESSAGE_ERROR;
	rule_script_tell(s, s->about, text);
}

static Json *owner_tree(void *user, const struct script_object *object, const char *name,
			const char *path)
{
	struct err e;
	const Link *l = find_link(user, object, &e);

	return l ? link_script_tree(l, name, path) : NULL;
}

static Json *owner_store(void *user, const struct script_object *object)
{
	RuleScript *s = user;
	struct err e = { .kind = ERR_NONE };
	const Link *l = find_link(s, object, &e);
	struct str place;
	Json *root = NULL;

	str_init(&place);
	if (l && place_of_link(l, &place))
		root = hail_store_of(s->store, place.text, &e);
	if (root && e.kind != ERR_NONE)
		rule_script_tell(s, s->about, e.text);
	str_fini(&place);
	return root;
}

static void owner_stored(void *user, const struct script_object *object)
{
	const RuleScript *s = user;
	struct err e;
	const Link *l = find_link(user, object, &e);
	struct str place;

	str_init(&place);
	if (l && place_of_link(l, &place))
		hail_store_change(s->store, place.text);
	str_fini(&place);
}

const struct script_owner *rule_script_owner(void)
{
	static struct script_owner owner = {
		.alive = owner_alive,
		.now = owner_now,
		.message = owner_message,
		.tree = owner_tree,
		.store = owner_store,
		.stored = owner_stored,
	};

	owner.verbs = hail_api_verbs(&owner.verb_count);
	return &owner;
}
