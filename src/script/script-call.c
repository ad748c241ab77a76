#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#include "script/script-handlers.h"

#include "base/poison.h"

static int push_arguments(lua_State *L, const struct handler_call *c)
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

/* What a function of a lens returns: a length, or text. */
static void take_of_lens(lua_State *L, const struct handler_call *c)
{
	int whole = 1;
	const char *text;
	lua_Integer length = 0;
	size_t n;

	if (c->length) {
		if (!lua_isnil(L, -1))
			length = lua_tointegerx(L, -1, &whole);
		if (!whole || length < 0)
			luaL_error(L, "the frame of a lens returns a length, or nil");
		*c->length = (uint64_t)length;
		return;
	}
	text = lua_tolstring(L, -1, &n);
	if (!text)
		luaL_error(L, "the show of a lens returns text");
	str_append(c->returned, text, n);
}

/* `data` is the call. */
static int call_handler(lua_State *L)
{
	struct handler_call *c = lua_touserdata(L, 1);
	const char *why;

	lua_rawgeti(L, LUA_REGISTRYINDEX, c->handler->reference);
	if (c->field)
		lua_getfield(L, -1, c->field);
	lua_call(L, push_arguments(L, c), 1);
	if (c->field) {
		take_of_lens(L, c);
		return 0;
	}
	c->gag = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "gag") == 0;
	if (c->list && !lua_isnil(L, -1)) {
		*c->list = script_to_json(L, -1, &why);
		if (!*c->list)
			return luaL_error(L, "what a completion returns: %s", why);
	}
	return 0;
}

void script_switch_off(struct handler *h, struct str *error)
{
	h->off = true;
	if (error->length)
		str_append_char(error, '\n');
	script_describe_handler(h, error);
	str_append_string(error, " is off from now on");
}

/* Whether it acts on what was received. */
static bool is_for_received(const struct handler *h)
{
	return h->kind == HANDLER_TRIGGER ||
	       (h->kind == HANDLER_EVENT && strcmp(h->name, "input") != 0);
}

/* Counts that the handler has sent something for `object`; switches it off where that is a loop. */
static void count_send(Script *s, struct handler *h, const struct script_object *object)
{
	const char *why;
	struct str text;

	if (!is_for_received(h) || h->off)
		return;
	why = send_guard_count(script_handler_guard(h, object), s->owner->now(s->user), s->typed);
	if (!why)
		return;
	str_init(&text);
	script_switch_off(h, &text);
	str_append_format(&text, ": it %s", why);
	script_complain(s, &text);
	str_fini(&text);
}

/* What takes most of the time is named, and off if that goes on. */
static void count_time(Script *s, struct handler *h, int64_t began)
{
	int64_t now = s->owner->clock_ns();
	enum time_share_verdict verdict = time_share_add(&h->share, now, now - began);
	struct str text;

	if (verdict == TIME_SHARE_FINE || h->off)
		return;
	str_init(&text);
	if (verdict == TIME_SHARE_END) {
		script_switch_off(h, &text);
		str_append_string(&text, ": it took more than half of the time for seconds");
	} else {
		script_describe_handler(h, &text);
		str_append_string(&text, " takes more than half of the time, and is off if that "
					 "goes on");
	}
	script_complain(s, &text);
	str_fini(&text);
}

void script_run_handler(Script *s, struct handler_call *c)
{
	int64_t began = s->owner->clock_ns ? s->owner->clock_ns() : 0;
	uint64_t sent = s->sent;
	struct str error;

	str_init(&error);
	c->failed = !script_enter(s, c->object, call_handler, c, &error);
	if (c->failed && s->over)
		script_switch_off(c->handler, &error);
	if (c->failed && (s->over || !c->field || !c->handler->complained))
		script_complain(s, &error);
	c->handler->complained = c->handler->complained || c->failed;
	if (s->owner->clock_ns)
		count_time(s, c->handler, began);
	str_fini(&error);
	if (s->sent != sent)
		count_send(s, c->handler, c->object);
}

bool script_run_each(Script *s, enum handler_kind kind, struct handler_call *c,
		     bool (*wants)(Script *s, struct handler_call *c, void *about), void *about)
{
	uint64_t number = 0, last = s->last_handler;
	bool found = false, gag = false;

	while ((c->handler = script_find_handler(s, number, kind)) && c->handler->number <= last) {
		number = c->handler->number;
		if (!wants(s, c, about))
			continue;
		found = true;
		script_run_handler(s, c);
		gag = gag || c->gag;
	}
	c->gag = gag;
	return found;
}
