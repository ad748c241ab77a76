#include "script/hail-api.h"

#include <string.h>

#include "base/poison.h"

const char hail_session_kind[] = "session", hail_pane_kind[] = "pane";

/* A call whose arguments are read. */
struct call {
	const struct hail_api *api;
	void *user;
	const struct script_object *object;
	const Json *args;
	ScriptReply *reply;
	struct err e;
};

static struct call call_of(void *user, const struct script_object *object, const Json *args,
			   ScriptReply *reply)
{
	const struct hail_api_user *u = user;

	return (struct call){ u->api, u->user, object, args, reply, { 0 } };
}

/* Answers with what the function said. */
static void answer(struct call *c, bool good)
{
	if (!good)
		script_reply_fail(c->reply, "%s", c->e.text);
}

/* --- Arguments. */

static bool wrong(struct call *c, size_t i, const char *what)
{
	script_reply_fail(c->reply, "argument %zu must be %s", i + 1, what);
	return false;
}

static bool is_given(const struct call *c, size_t i)
{
	const Json *value = json_item(c->args, i);

	return value && json_kind(value) != JSON_KIND_NULL;
}

/* A text, or a number as one. */
static const char *text_of(const Json *value, size_t *n)
{
	return value ? json_text(value, n) : NULL;
}

static bool read_text(struct call *c, size_t i, const char **text, size_t *n)
{
	*text = text_of(json_item(c->args, i), n);
	return *text || wrong(c, i, "a text");
}

/* A text that is one line. */
static bool read_line(struct call *c, size_t i, const char **text, size_t *n)
{
	if (!read_text(c, i, text, n))
		return false;
	if (memchr(*text, '\n', *n) || memchr(*text, '\r', *n) || memchr(*text, '\0', *n))
		return wrong(c, i, "one line");
	return true;
}

struct pieces {
	struct hail_piece of[HAIL_PIECES_MAX];
	size_t count;
	bool wrong;
};

static void add_piece(struct pieces *p, const Json *text, const Json *style)
{
	struct hail_piece *piece = &p->of[p->count];
	size_t n;

	p->wrong = p->wrong || p->count == HAIL_PIECES_MAX;
	if (p->wrong)
		return;
	piece->text = text_of(text, &piece->n);
	piece->style = style ? text_of(style, &n) : "";
	p->wrong = !piece->text || !piece->style;
	p->count++;
}

/* A text, or a text and its style. */
static bool add_each(void *user, const char *name, const Json *value)
{
	struct pieces *p = user;

	if (json_kind(value) == JSON_KIND_ARRAY)
		add_piece(p, json_item(value, 0), json_item(value, 1));
	else
		add_piece(p, value, NULL);
	p->wrong = p->wrong || name;
	return !p->wrong;
}

/* (text), (text, style), or (list of texts and of {text, style}). */
static bool read_pieces(struct call *c, struct pieces *p)
{
	const Json *first = json_item(c->args, 0);

	p->count = 0;
	p->wrong = false;
	if (first && json_kind(first) == JSON_KIND_ARRAY)
		json_each(first, add_each, p);
	else
		add_piece(p, first, is_given(c, 1) ? json_item(c->args, 1) : NULL);
	return !p->wrong || wrong(c, 0, "a text, or a list of at most 256 texts and {text, style}");
}

/* --- Verbs of a session. */

static void verb_send(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	const char *text;
	size_t n;

	if (read_line(&c, 0, &text, &n))
		answer(&c, c.api->send(c.user, object, text, n, &c.e));
}

static void verb_command(void *user, const struct script_object *object, const Json *args,
			 ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	const char *text;
	size_t n;

	if (read_line(&c, 0, &text, &n))
		answer(&c, c.api->command(c.user, object, text, n, &c.e));
}

static void verb_echo(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	struct pieces p;

	if (read_pieces(&c, &p))
		answer(&c, c.api->echo(c.user, object, p.of, p.count, &c.e));
}

static void verb_close(void *user, const struct script_object *object, const Json *args,
		       ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	answer(&c, c.api->close(c.user, object, &c.e));
}

static void reply_with(struct call *c, const char *what)
{
	struct str out;

	str_init(&out);
	if (c->api->get(c->user, c->object, what, &out))
		script_reply(c->reply, json_new_string(out.text, out.length));
	str_fini(&out);
}

static void verb_name(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	reply_with(&c, "name");
}

static void verb_host(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	reply_with(&c, "host");
}

static void verb_port(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	reply_with(&c, "port");
}

static void verb_state(void *user, const struct script_object *object, const Json *args,
		       ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	reply_with(&c, "state");
}

static void verb_mode(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	reply_with(&c, "mode");
}

static void verb_gmcp(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	const char *name;
	size_t n;

	if (read_line(&c, 0, &name, &n))
		answer(&c, c.api->gmcp(c.user, object, name,
				       is_given(&c, 1) ? json_item(args, 1) : NULL, &c.e));
}

static void verb_msdp(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	const char *name;
	size_t n;

	if (!read_line(&c, 0, &name, &n))
		return;
	if (is_given(&c, 1))
		answer(&c, c.api->msdp(c.user, object, name, json_item(args, 1), &c.e));
	else
		wrong(&c, 1, "a value");
}

/* --- Verbs of the program. */

static void verb_session(void *user, const struct script_object *object, const Json *args,
			 ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	struct script_object shown;

	if (object && strcmp(object->kind, hail_session_kind) == 0)
		script_reply_object(reply, object);
	else if (c.api->shown(c.user, &shown))
		script_reply_object(reply, &shown);
}

static void verb_sessions(void *user, const struct script_object *object, const Json *args,
			  ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	struct script_object sessions[HAIL_SESSIONS_MAX];
	size_t count = c.api->sessions(c.user, sessions, HAIL_SESSIONS_MAX);

	script_reply_objects(reply, sessions,
			     count < HAIL_SESSIONS_MAX ? count : HAIL_SESSIONS_MAX);
}

static void verb_status(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	const char *name, *text = NULL;
	size_t n;

	if (read_line(&c, 0, &name, &n) && (!is_given(&c, 1) || read_line(&c, 1, &text, &n)))
		answer(&c, c.api->status(c.user, name, text, &c.e));
}

static void verb_notify(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	const char *text;
	size_t n;

	if (read_line(&c, 0, &text, &n))
		c.api->notify(c.user, text);
}

/* --- Panes. */

static void verb_pane(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	struct script_object pane;
	const char *name;
	size_t n;

	if (!read_line(&c, 0, &name, &n))
		return;
	if (c.api->pane(c.user, name, &pane, &c.e))
		script_reply_object(reply, &pane);
	else
		answer(&c, false);
}

static void verb_pane_write(void *user, const struct script_object *object, const Json *args,
			    ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);
	struct pieces p;

	if (read_pieces(&c, &p))
		c.api->pane_write(c.user, object, p.of, p.count);
}

static void verb_pane_clear(void *user, const struct script_object *object, const Json *args,
			    ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	c.api->pane_clear(c.user, object);
}

static void verb_pane_close(void *user, const struct script_object *object, const Json *args,
			    ScriptReply *reply)
{
	struct call c = call_of(user, object, args, reply);

	c.api->pane_close(c.user, object);
}

static const struct script_verb verbs[] = {
	{ NULL, "send", verb_send, true },
	{ NULL, "command", verb_command, true },
	{ NULL, "echo", verb_echo, false },
	{ NULL, "session", verb_session, false },
	{ NULL, "sessions", verb_sessions, false },
	{ NULL, "send_gmcp", verb_gmcp, true },
	{ NULL, "send_msdp", verb_msdp, true },
	{ NULL, "status", verb_status, false },
	{ NULL, "notify", verb_notify, false },
	{ NULL, "pane", verb_pane, false },
	{ hail_session_kind, "send", verb_send, true },
	{ hail_session_kind, "command", verb_command, true },
	{ hail_session_kind, "echo", verb_echo, false },
	{ hail_session_kind, "close", verb_close, false },
	{ hail_session_kind, "name", verb_name, false },
	{ hail_session_kind, "host", verb_host, false },
	{ hail_session_kind, "port", verb_port, false },
	{ hail_session_kind, "state", verb_state, false },
	{ hail_session_kind, "mode", verb_mode, false },
	{ hail_session_kind, "send_gmcp", verb_gmcp, true },
	{ hail_session_kind, "send_msdp", verb_msdp, true },
	{ hail_pane_kind, "write", verb_pane_write, false },
	{ hail_pane_kind, "clear", verb_pane_clear, false },
	{ hail_pane_kind, "close", verb_pane_close, false },
};

const struct script_verb *hail_api_verbs(size_t *count)
{
	*count = sizeof(verbs) / sizeof(verbs[0]);
	return verbs;
}
