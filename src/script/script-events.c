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

/* What ends each entry of this file. */
static void finish(Script *s)
{
	script_sweep_handlers(s);
	script_settle(s);
}

/* --- Events. */

struct event {
	const char *name, *detail; /* the latter may be NULL */
	const Json *args; /* an array, or NULL */
	Json *member; /* likewise, for a handler of something in its first; or NULL */
};

/* Whether `path` is `wanted`, or within it: Char of Char.Vitals. */
static bool is_within(const char *path, const char *wanted)
{
	size_t n = strlen(wanted);

	return strncasecmp(path, wanted, n) == 0 && (!path[n] || path[n] == '.');
}

/* Whether the handler wants something in the value that was told, Char.Vitals.hp of Char.Vitals,
 * which becomes its argument. */
static bool wants_member(struct handler_call *c, struct event *e)
{
	const char *wanted = c->handler->detail;
	const Json *value = e->args ? json_item(e->args, 0) : NULL;
	size_t n = strlen(e->detail);

	if (!value || strncasecmp(wanted, e->detail, n) != 0 || wanted[n] != '.')
		return false;
	value = json_at(value, wanted + n + 1);
	if (!value)
		return false;
	json_free(e->member);
	c->args = e->member = json_new_array();
	json_append(e->member, json_clone(value));
	json_append(e->member, json_new_string(wanted, strlen(wanted)));
	return true;
}

static bool wants_event(Script *s, struct handler_call *c, void *about)
{
	const struct handler *h = c->handler;
	struct event *e = about;

	(void)s;
	c->args = e->args;
	if (h->period || strcmp(h->name, e->name) != 0)
		return false;
	return !h->detail || (e->detail && (is_within(e->detail, h->detail) || wants_member(c, e)));
}

static void queue_event(Script *s, const struct script_object *object, const struct event *e)
{
	struct queued_event *q;

	if (s->queue_count == QUEUE_MAX)
		return;
	s->queue = mem_resize(s->queue, s->queue_count + 1, sizeof(*s->queue));
	q = &s->queue[s->queue_count++];
	*q = (struct queued_event){ .name = mem_strdup(e->name), .detail = mem_strdup(e->detail) };
	if (object)
		q->object = *object;
	q->args = e->args ? json_clone(e->args) : NULL;
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

static void run_event(Script *s, const struct script_object *object, struct event *e)
{
	struct handler_call c = { .object = object };

	script_run_each(s, HANDLER_EVENT, &c, wants_event, e);
	json_free(e->member);
}

void script_event(Script *s, const struct script_object *object, const char *name,
		  const char *detail, const Json *args)
{
	struct event e = { name, detail, args, NULL };

	if (s->depth) {
		queue_event(s, object, &e);
		return;
	}
	run_event(s, object, &e);
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
		struct event e = { q->name, q->detail, q->args, NULL };

		run_event(s, q->object.kind ? &q->object : NULL, &e);
		free_queued(q);
	}
	free(queue);
	script_sweep_handlers(s);
}

/* --- Text. */

static bool wants_text(Script *s, struct handler_call *c, void *about)
{
	const char *required = c->handler->required;
	struct str error;

	if (required && !memmem(c->text, c->n, required, c->handler->required_length))
		return false;
	switch (regex_match(c->handler->regex, c->text, c->n, 0, about, REGEX_GROUPS_MAX)) {
	case REGEX_FOUND: return true;
	case REGEX_NONE: return false;
	case REGEX_OVER_LIMIT: break;
	}
	str_init(&error);
	script_switch_off(c->handler, &error);
	str_append_string(&error, ": a line took too many steps to match");
	script_complain(s, &error);
	str_fini(&error);
	return false;
}

static bool run_text(Script *s, enum handler_kind kind, const struct script_object *object,
		     const char *text, size_t n, bool *gag)
{
	struct regex_group groups[REGEX_GROUPS_MAX];
	struct handler_call c = { .object = object, .text = text, .n = n, .groups = groups };
	bool found = script_run_each(s, kind, &c, wants_text, groups);

	*gag = c.gag;
	return found;
}

/* Runs what waits for an event that is a text. */
static bool run_text_event(Script *s, const char *name, const struct script_object *object,
			   const char *text, size_t n)
{
	struct handler_call c = { .object = object, .text = text, .n = n };
	struct event e = { .name = name };

	script_run_each(s, HANDLER_EVENT, &c, wants_event, &e);
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

static bool wants_key(Script *s, struct handler_call *c, void *about)
{
	(void)s;
	return key_equal(c->handler->key, key_plain(*(const struct key *)about));
}

bool script_key(Script *s, const struct script_object *object, struct key key)
{
	struct handler_call c = { .object = object };
	bool taken;

	if (s->depth)
		return false;
	taken = script_run_each(s, HANDLER_KEY, &c, wants_key, &key);
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
	struct handler_call c = { .object = object, .text = text, .n = n };
	uint64_t number = 0, last = s->last_handler;
	Json *list;

	if (s->depth)
		return;
	while ((c.handler = script_find_handler(s, number, HANDLER_COMPLETE)) &&
	       c.handler->number <= last) {
		number = c.handler->number;
		list = NULL;
		c.list = &list;
		script_run_handler(s, &c);
		if (list)
			json_each(list, tell_word, &words);
		json_free(list);
	}
	finish(s);
}

/* --- Times. */

int64_t script_timers_deadline(const Script *s)
{
	int64_t deadline = -1;

	for (size_t i = 0; i < s->handler_count; i++)
		if (!s->handlers[i]->off)
			deadline = deadline_earlier(deadline, s->handlers[i]->deadline);
	return deadline;
}

static bool is_due(Script *s, struct handler_call *c, void *about)
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
	struct handler_call c = { .object = NULL };

	script_run_each(s, HANDLER_TIMER, &c, is_due, &now);
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
