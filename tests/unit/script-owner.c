#include "unit/script-owner.h"

#include <string.h>

static void note(struct script_stage *st, const struct script_object *session, const char *verb)
{
	str_append_format(&st->log, "s%d %s", session ? (int)session->id : 1, verb);
}

static void end_note(struct script_stage *st, const char *text, size_t n)
{
	if (n)
		str_append_char(&st->log, ' ');
	str_append(&st->log, text, n);
	str_append_char(&st->log, '\n');
}

static bool owner_send(void *user, const struct script_object *session, const char *text, size_t n,
		       struct err *e)
{
	(void)e;
	note(user, session, "send");
	end_note(user, text, n);
	return true;
}

static bool owner_command(void *user, const struct script_object *session, const char *text,
			  size_t n, struct err *e)
{
	if (n >= 5 && memcmp(text, "/fail", 5) == 0)
		return err_set(e, ERR_USAGE, "no command is called fail");
	note(user, session, "command");
	end_note(user, text, n);
	return true;
}

static void note_pieces(struct script_stage *st, const struct hail_piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (*pieces[i].style)
			str_append_format(&st->log, " <%s>", pieces[i].style);
		end_note(st, pieces[i].text, pieces[i].n);
		st->log.length--; /* the newline */
		st->log.text[st->log.length] = '\0';
	}
	str_append_char(&st->log, '\n');
}

static bool owner_echo(void *user, const struct script_object *session,
		       const struct hail_piece *pieces, size_t count, struct err *e)
{
	(void)e;
	note(user, session, "echo");
	note_pieces(user, pieces, count);
	return true;
}

/* What a session is about is gone, at once. */
static bool owner_close(void *user, const struct script_object *session, struct err *e)
{
	struct script_stage *st = user;
	struct script_object object = session ? *session : script_stage_session(st, 1);
	Json *args = json_new_array();

	(void)e;
	note(st, &object, "close");
	end_note(st, "", 0);
	st->generations[object.id]++;
	json_append(args, json_new_string("closed", 6));
	script_event(st->script, NULL, "disconnect", NULL, args);
	json_free(args);
	script_drop(st->script, &object);
	return true;
}

static bool owner_get(void *user, const struct script_object *session, const char *what,
		      struct str *out)
{
	(void)user;
	if (strcmp(what, "name") == 0)
		str_append_format(out, "mud%d", session ? (int)session->id : 1);
	else if (strcmp(what, "host") == 0)
		str_append_string(out, "mud.example.org");
	else if (strcmp(what, "port") == 0)
		str_append_string(out, "4000");
	else
		str_append_string(out, strcmp(what, "state") == 0 ? "connected" : "line");
	return true;
}

static bool note_value(struct script_stage *st, const char *name, const Json *value)
{
	str_append_format(&st->log, " %s", name);
	if (value)
		str_append_char(&st->log, ' ');
	if (value)
		json_print(value, &st->log);
	str_append_char(&st->log, '\n');
	return true;
}

static bool owner_gmcp(void *user, const struct script_object *session, const char *name,
		       const Json *value, struct err *e)
{
	(void)e;
	note(user, session, "gmcp");
	return note_value(user, name, value);
}

static bool owner_msdp(void *user, const struct script_object *session, const char *name,
		       const Json *value, struct err *e)
{
	(void)e;
	note(user, session, "msdp");
	return note_value(user, name, value);
}

struct script_object script_stage_session(const struct script_stage *st, uint64_t i)
{
	return (struct script_object){ hail_session_kind, i, st->generations[i] };
}

static bool owner_shown(void *user, struct script_object *session)
{
	*session = script_stage_session(user, 1);
	return true;
}

static size_t owner_sessions(void *user, struct script_object *sessions, size_t room)
{
	for (size_t i = 0; i < OWNER_SESSIONS && i < room; i++)
		sessions[i] = script_stage_session(user, i + 1);
	return OWNER_SESSIONS;
}

static bool owner_status(void *user, const char *name, const char *text, struct err *e)
{
	struct script_stage *st = user;

	(void)e;
	str_append_format(&st->log, "status %s: %s\n", name, text ? text : "(gone)");
	return true;
}

static void owner_notify(void *user, const char *text)
{
	struct script_stage *st = user;

	str_append_format(&st->log, "notify %s\n", text);
}

static bool owner_pane(void *user, const char *name, struct script_object *pane, struct err *e)
{
	(void)user;
	if (!*name)
		return err_set(e, ERR_USAGE, "a pane needs a name");
	*pane = (struct script_object){ hail_pane_kind, (unsigned char)*name, 1 };
	return true;
}

static void note_pane(struct script_stage *st, const struct script_object *pane, const char *verb)
{
	str_append_format(&st->log, "pane %c %s", (char)pane->id, verb);
}

static void owner_pane_write(void *user, const struct script_object *pane,
			     const struct hail_piece *pieces, size_t count)
{
	note_pane(user, pane, "write");
	note_pieces(user, pieces, count);
}

static void owner_pane_clear(void *user, const struct script_object *pane)
{
	note_pane(user, pane, "clear");
	end_note(user, "", 0);
}

static void owner_pane_close(void *user, const struct script_object *pane)
{
	note_pane(user, pane, "close");
	end_note(user, "", 0);
}

static const struct hail_api api = {
	.send = owner_send,
	.command = owner_command,
	.echo = owner_echo,
	.close = owner_close,
	.get = owner_get,
	.gmcp = owner_gmcp,
	.msdp = owner_msdp,
	.shown = owner_shown,
	.sessions = owner_sessions,
	.status = owner_status,
	.notify = owner_notify,
	.pane = owner_pane,
	.pane_write = owner_pane_write,
	.pane_clear = owner_pane_clear,
	.pane_close = owner_pane_close,
};

/* --- A host of hail run, which answers at once. */

static struct script_stage *stage_of(void *user)
{
	return ((struct hail_api_user *)user)->user;
}

static void note_host(struct script_stage *st, const char *verb, const Json *value)
{
	size_t n;
	const char *text = value ? json_text(value, &n) : NULL;

	str_append_format(&st->log, "host %s ", verb);
	for (; text && *text; text++)
		if (*text == '\r')
			str_append_string(&st->log, "\\r");
		else
			str_append_char(&st->log, *text);
	if (value && json_kind(value) == JSON_KIND_ARRAY)
		str_append_format(&st->log, "%zu", json_count(value));
	else if (value && json_kind(value) == JSON_KIND_OBJECT)
		json_print(value, &st->log);
	str_append_char(&st->log, '\n');
}

static void reply_text(ScriptReply *reply, const char *text)
{
	script_reply(reply, json_new_string(text, strlen(text)));
}

static void host_command(void *user, const struct script_object *object, const Json *args,
			 ScriptReply *reply)
{
	(void)object;
	note_host(stage_of(user), "command", json_item(args, 0));
	reply_text(reply, "IOS\nsw1 uptime is 3 weeks\nend");
	script_reply(reply, json_new_boolean(true));
}

static void host_good(void *user, const char *verb, const Json *args, ScriptReply *reply)
{
	note_host(stage_of(user), verb, json_item(args, 0));
	script_reply(reply, json_new_boolean(true));
}

static void host_login(void *user, const struct script_object *object, const Json *args,
		       ScriptReply *reply)
{
	(void)object;
	host_good(user, "login", args, reply);
}

static void host_mode(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	(void)object;
	host_good(user, "mode", args, reply);
}

static void host_configure(void *user, const struct script_object *object, const Json *args,
			   ScriptReply *reply)
{
	(void)object;
	host_good(user, "configure", args, reply);
}

static void host_expect(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	Json *groups = json_new_array();

	(void)object;
	note_host(stage_of(user), "expect", json_item(args, 0));
	json_append(groups, json_new_string("sw1", 3));
	reply_text(reply, "sw1 login: ");
	script_reply(reply, groups);
}

static void host_send(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	(void)object;
	(void)reply;
	note_host(stage_of(user), "send", json_item(args, 0));
}

static void host_log(void *user, const struct script_object *object, const Json *args,
		     ScriptReply *reply)
{
	(void)object;
	(void)reply;
	note_host(stage_of(user), "log", json_item(args, 0));
}

static void host_result(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	(void)object;
	(void)reply;
	note_host(stage_of(user), "result", json_item(args, 0));
}

const char script_stage_host[] = "host";

static const struct script_verb host_verbs[] = {
	{ script_stage_host, "command", host_command, false },
	{ script_stage_host, "login", host_login, false },
	{ script_stage_host, "mode", host_mode, false },
	{ script_stage_host, "configure", host_configure, false },
	{ script_stage_host, "expect", host_expect, false },
	{ script_stage_host, "send", host_send, false },
	{ script_stage_host, "log", host_log, false },
	{ script_stage_host, "result", host_result, false },
};

static Json *owner_field(void *user, const struct script_object *object, const char *name)
{
	const char *text = strcmp(name, "name") == 0    ? "sw1" :
			   strcmp(name, "address") == 0 ? "sw1.example.net" :
			   strcmp(name, "port") == 0    ? "23" :
							  NULL;

	(void)user;
	return text && object->kind == script_stage_host ? json_new_string(text, strlen(text)) :
							   NULL;
}

/* The verbs of sessions and of hosts. */
static const struct script_verb *all_verbs(size_t *count)
{
	enum { HOST_VERBS = sizeof(host_verbs) / sizeof(host_verbs[0]) };
	static struct script_verb all[100];
	const struct script_verb *verbs = hail_api_verbs(count);

	memcpy(all, verbs, *count * sizeof(*verbs));
	memcpy(all + *count, host_verbs, sizeof(host_verbs));
	*count += HOST_VERBS;
	return all;
}

/* --- What the script itself asks: `user` is the struct hail_api_user. */

static bool owner_alive(void *user, const struct script_object *object)
{
	const struct script_stage *st = stage_of(user);

	return strcmp(object->kind, hail_session_kind) != 0 ||
	       st->generations[object->id] == object->generation;
}

static int64_t owner_now(void *user)
{
	return stage_of(user)->now;
}

static void owner_message(void *user, enum message_kind kind, const char *text)
{
	struct script_stage *st = stage_of(user);

	if (kind == MESSAGE_ERROR)
		str_append_format(&st->errors, "%s\n", text);
	else
		str_append_format(&st->log, "print %s\n", text);
}

static Json *owner_tree(void *user, const struct script_object *object, const char *name,
			const char *path)
{
	struct script_stage *st = stage_of(user);
	const Json *at = json_at(strcmp(name, "gmcp") == 0 ? st->gmcp : st->msdp, path);

	(void)object;
	st->looks++;
	return at ? json_clone(at) : NULL;
}

static Json *owner_store(void *user, const struct script_object *object)
{
	(void)object;
	return stage_of(user)->store;
}

static void owner_stored(void *user, const struct script_object *object)
{
	struct script_stage *st = stage_of(user);

	(void)object;
	if (st->silent)
		return;
	str_append_string(&st->log, "stored ");
	json_print(st->store, &st->log);
	str_append_char(&st->log, '\n');
}

static void owner_ended(void *user, const struct script_object *object, const Json *results,
			const char *error)
{
	struct script_stage *st = stage_of(user);

	note(st, object, results ? "ended" : "failed");
	end_note(st, error ? error : "", error ? strcspn(error, "\n") : 0);
}

int64_t script_stage_cost;

static int64_t owner_clock_ns(void)
{
	static int64_t clock = 1000000000;
	static bool runs;

	clock += runs ? script_stage_cost : 0;
	runs = !runs;
	return clock;
}

bool script_stage_set(struct script_stage *st, const struct script_settings *settings)
{
	static struct script_owner owner = {
		.alive = owner_alive,
		.now = owner_now,
		.clock_ns = owner_clock_ns,
		.message = owner_message,
		.tree = owner_tree,
		.store = owner_store,
		.stored = owner_stored,
		.ended = owner_ended,
		.field = owner_field,
	};
	static const char values[] = "{\"Char\":{\"Vitals\":{\"hp\":12,\"maxhp\":40},"
				     "\"Items\":[\"sword\",\"bread\"],\"Name\":\"Ann\"}}";
	struct err e;

	*st = (struct script_stage){ .api = { &api, st }, .generations = { 1, 1, 1, 1 } };
	str_init(&st->log);
	str_init(&st->errors);
	st->gmcp = json_parse(values, sizeof(values) - 1, &e);
	st->msdp = json_parse("{\"HEALTH\":\"12\"}", 15, &e);
	st->store = json_new_object();
	owner.verbs = all_verbs(&owner.verb_count);
	st->script = script_new(settings, &owner, &st->api, &e);
	return st->script != NULL;
}

void script_stage_clear(struct script_stage *st)
{
	script_free(st->script);
	json_free(st->gmcp);
	json_free(st->msdp);
	json_free(st->store);
	str_fini(&st->log);
	str_fini(&st->errors);
}

void script_stage_pass(struct script_stage *st, int64_t ms)
{
	int64_t end = st->now + ms, due;

	while ((due = script_deadline(st->script)) >= 0 && due <= end) {
		st->now = due > st->now ? due : st->now;
		script_tick(st->script);
	}
	st->now = end;
}
