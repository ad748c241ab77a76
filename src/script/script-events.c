#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "script/script-handlers.h"

#include "base/poison.h"

enum { QUEUE_MAX = 256 };

/* An event that came while Lua ran. */
struct queued_event {
	struct script_object object; /* without a kind: none */
	char *name, *detail;
	Json *args;
};

/* One call of a handler. */
struct call {
	struct handler *handler;
	const struct script_object *object;
	const char *text; /* a line, or NULL */
	size_t n;
	const struct regex_group *groups; /* of it, for a handler with an expression */
	const Json *args; /* an array, or NULL */
	bool gag; /* it answered "gag" */
	Json **list; /* takes what it returns; or NULL */
};

/* --- Calling. */

static int push_arguments(lua_State *L, const struct call *c)
{
	int count = 0;

	if (c->groups) {
		script_push_captures(L, c->handler->regex, c->text, c->groups);
		count++;
	}
	if (c->text) {
		lua_pushlstring(L, c->text, c->n);
		count++;
	}
	for (size_t i = 0; c->args && i < json_count(c->args); i++) {
		script_push_json(L, json_item(c->args, i));
		count++;
	}
	if (c->object) {
		script_push_object(L, c->object);
		count++;
	}
	return count;
}

/* `data` is the call. */
static int call_handler(lua_State *L)
{
	struct call *c = lua_touserdata(L, 1);
	const char *why;

	lua_rawgeti(L, LUA_REGISTRYINDEX, c->handler->reference);
	lua_call(L, push_arguments(L, c), 1);
	c->gag = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "gag") == 0;
	if (c->list && !lua_isnil(L, -1)) {
		*c->list = script_to_json(L, -1, &why);
		if (!*c->list)
			return luaL_error(L, "what a completion returns: %s", why);
	}
	return 0;
}

/* Says that the handler is off from now on, behind what `error` says. */
static void switch_off(struct handler *h, struct str *error)
{
	h->off = true;
	if (error->length)
		str_append_char(error, '\n');
	script_describe_handler(h, error);
	str_append_string(error, " is off from now on");
}

static void run(Script *s, struct call *c)
{
	struct str error;

	str_init(&error);
	if (!script_enter(s, c->object, call_handler, c, &error)) {
		if (s->over)
			switch_off(c->handler, &error);
		script_complain(s, &error);
	}
	str_fini(&error);
}

/* Runs each handler of a kind that `wants` the call; whether there was one. */
static bool run_each(Script *s, enum handler_kind kind, struct call *c,
		     bool (*wants)(Script *s, struct call *c, void *about), void *about)
{
	uint64_t number = 0, last = s->last_handler;
	bool found = false, gag = false;

	while ((c->handler = script_find_handler(s, number, kind)) && c->handler->number <= last) {
		number = c->handler->number;
		if (!wants(s, c, about))
			continue;
		found = true;
		run(s, c);
		gag = gag || c->gag;
	}
	c->gag = gag;
	return found;
}

/* What ends each entry of this file. */
static void finish(Script *s)
{
	script_sweep_handlers(s);
	script_settle(s);
}

/* --- Events. */

struct event {
	const char *name, *detail; /* the latter may be NULL */
};

/* Whether `path` is `wanted`, or within it: Char of Char.Vitals. */
static bool is_within(const char *path, const char *wanted)
{
	size_t n = strlen(wanted);

	return strncasecmp(path, wanted, n) == 0 && (!path[n] || path[n] == '.');
}

static bool wants_event(Script *s, struct call *c, void *about)
{
	const struct event *e = about;
	const struct handler *h = c->handler;

	(void)s;
	return !h->period && strcmp(h->name, e->name) == 0 &&
	       (!h->detail || (e->detail && is_within(e->detail, h->detail)));
}

static void queue_event(Script *s, const struct script_object *object, const struct event *e,
			const Json *args)
{
	struct queued_event *q;

	if (s->queue_count == QUEUE_MAX)
		return;
	s->queue = mem_resize(s->queue, s->queue_count + 1, sizeof(*s->queue));
	q = &s->queue[s->queue_count++];
	*q = (struct queued_event){ .name = mem_strdup(e->name), .detail = mem_strdup(e->detail) };
	if (object)
		q->object = *object;
	q->args = args ? json_clone(args) : NULL;
}

static void free_queued(struct queued_event *q)
{
	free(q->name);
	free(q->detail);
	json_free(q->args);
}

void script_events_free(Script *s)
{
	for (size_t i = 0; i < s->queue_count; i++)
		free_queued(&s->queue[i]);
	free(s->queue);
}

static void run_event(Script *s, const struct script_object *object, struct event *e,
		      const Json *args)
{
	struct call c = { .object = object, .args = args };

	run_each(s, HANDLER_EVENT, &c, wants_event, e);
}

void script_event(Script *s, const struct script_object *object, const char *name,
		  const char *detail, const Json *args)
{
	struct event e = { name, detail };

	if (s->depth) {
		queue_event(s, object, &e, args);
		return;
	}
	run_event(s, object, &e, args);
	finish(s);
}

void script_run_queued(Script *s)
{
	struct queued_event *queue = s->queue;
	size_t count = s->queue_count;

	s->queue = NULL;
	s->queue_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct queued_event *q = &queue[i];
		struct event e = { q->name, q->detail };

		run_event(s, q->object.kind ? &q->object : NULL, &e, q->args);
		free_queued(q);
	}
	free(queue);
	script_sweep_handlers(s);
}

/* --- Text. */

static bool wants_text(Script *s, struct call *c, void *about)
{
	struct str error;

	switch (regex_match(c->handler->regex, c->text, c->n, 0, about, REGEX_GROUPS_MAX)) {
	case REGEX_FOUND: return true;
	case REGEX_NONE: return false;
	case REGEX_OVER_LIMIT: break;
	}
	str_init(&error);
	switch_off(c->handler, &error);
	str_append_string(&error, ": a line took too many steps to match");
	script_complain(s, &error);
	str_fini(&error);
	return false;
}

static bool run_text(Script *s, enum handler_kind kind, const struct script_object *object,
		     const char *text, size_t n, bool *gag)
{
	struct regex_group groups[REGEX_GROUPS_MAX];
	struct call c = { .object = object, .text = text, .n = n, .groups = groups };
	bool found = run_each(s, kind, &c, wants_text, groups);

	*gag = c.gag;
	return found;
}

/* Runs what waits for an event that is a text. */
static bool run_text_event(Script *s, const char *name, const struct script_object *object,
			   const char *text, size_t n)
{
	struct call c = { .object = object, .text = text, .n = n };
	struct event e = { name, NULL };

	run_each(s, HANDLER_EVENT, &c, wants_event, &e);
	return c.gag;
}

bool script_line(Script *s, const struct script_object *object, const char *text, size_t n)
{
	bool gag, gag_too;

	if (s->depth)
		return false;
	run_text(s, HANDLER_TRIGGER, object, text, n, &gag);
	gag_too = run_text_event(s, "line", object, text, n);
	script_tasks_text(s, object, text, n, false);
	finish(s);
	return gag || gag_too;
}

void script_prompt(Script *s, const struct script_object *object, const char *text, size_t n)
{
	if (s->depth)
		return;
	run_text_event(s, "prompt", object, text, n);
	script_tasks_text(s, object, text, n, true);
	finish(s);
}

bool script_input(Script *s, const struct script_object *object, const char *text, size_t n)
{
	bool taken, gag;

	if (s->depth)
		return false;
	run_text_event(s, "input", object, text, n);
	taken = run_text(s, HANDLER_ALIAS, object, text, n, &gag);
	finish(s);
	return taken;
}

/* --- Keys, completions. */

static bool wants_key(Script *s, struct call *c, void *about)
{
	(void)s;
	return key_equal(c->handler->key, key_plain(*(const struct key *)about));
}

bool script_key(Script *s, const struct script_object *object, struct key key)
{
	struct call c = { .object = object };
	bool taken;

	if (s->depth)
		return false;
	taken = run_each(s, HANDLER_KEY, &c, wants_key, &key);
	finish(s);
	return taken;
}

struct words {
	void (*each)(void *user, const char *word);
	void *user;
};

static bool tell_word(void *user, const char *name, const Json *value)
{
	const struct words *w = user;
	size_t n;

	(void)name;
	if (json_kind(value) == JSON_KIND_STRING)
		w->each(w->user, json_text(value, &n));
	return true;
}

void script_complete(Script *s, const struct script_object *object, const char *text, size_t n,
		     void (*each)(void *user, const char *word), void *user)
{
	struct words words = { each, user };
	struct call c = { .object = object, .text = text, .n = n };
	uint64_t number = 0;
	Json *list;

	if (s->depth)
		return;
	while ((c.handler = script_find_handler(s, number, HANDLER_COMPLETE))) {
		number = c.handler->number;
		list = NULL;
		c.list = &list;
		run(s, &c);
		if (list)
			json_each(list, tell_word, &words);
		json_free(list);
	}
	finish(s);
}

/* --- Times. */

void script_run_handler(Script *s, struct handler *h, const struct script_object *object)
{
	struct call c = { .handler = h, .object = object };

	run(s, &c);
}

int64_t script_timers_deadline(const Script *s)
{
	int64_t deadline = -1;

	for (size_t i = 0; i < s->handler_count; i++)
		if (!s->handlers[i]->off)
			deadline = deadline_earlier(deadline, s->handlers[i]->deadline);
	return deadline;
}

static bool is_due(Script *s, struct call *c, void *about)
{
	struct handler *h = c->handler;
	int64_t now = *(const int64_t *)about;

	(void)s;
	if (h->deadline > now)
		return false;
	c->object = h->object.kind ? &h->object : NULL;
	/* What was missed is not made up for. */
	h->deadline = now + h->period;
	h->off = h->once;
	return true;
}

void script_timers_tick(Script *s, int64_t now)
{
	struct call c = { .object = NULL };

	run_each(s, HANDLER_TIMER, &c, is_due, &now);
	script_sweep_handlers(s);
}

void script_timers_drop(Script *s, const struct script_object *object)
{
	for (size_t i = 0; i < s->handler_count; i++) {
		struct handler *h = s->handlers[i];

		if (h->kind == HANDLER_TIMER && script_is_same(&h->object, object))
			h->off = true;
	}
}
