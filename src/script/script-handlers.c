#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/required-text.h"
#include "script/script-handlers.h"

#include "base/poison.h"

static const char handler_type[] = "hail.handler";

/* --- The list. */

struct handler *script_find_handler(const Script *s, uint64_t after, enum handler_kind kind)
{
	size_t low = 0, high = s->handler_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->handlers[middle]->number <= after)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < s->handler_count; low++)
		if (s->handlers[low]->kind == kind && !s->handlers[low]->off)
			return s->handlers[low];
	return NULL;
}

static void free_handler(Script *s, struct handler *h)
{
	free(h->name);
	free(h->required);
	free(h->detail);
	free(h->guards);
	script_free_regex(s, h->regex);
	free(h);
}

/* --- How often each sends. */

struct send_guard *script_handler_guard(struct handler *h, const struct script_object *object)
{
	for (size_t i = 0; i < h->guard_count; i++) {
		const struct script_object *of = &h->guards[i].object;

		if (object ? script_is_same(of, object) : !of->kind)
			return &h->guards[i].guard;
	}
	h->guards = mem_resize(h->guards, h->guard_count + 1, sizeof(*h->guards));
	h->guards[h->guard_count] = (struct guarded){
		.object = object ? *object : (struct script_object){ 0 }
	};
	return &h->guards[h->guard_count++].guard;
}

void script_guards_drop(Script *s, const struct script_object *object)
{
	for (size_t i = 0; i < s->handler_count; i++) {
		struct handler *h = s->handlers[i];

		for (size_t j = 0; j < h->guard_count; j++) {
			if (!script_is_same(&h->guards[j].object, object))
				continue;
			h->guards[j] = h->guards[--h->guard_count];
			break;
		}
	}
}

/* --- Their ends. */

void script_sweep_handlers(Script *s)
{
	size_t kept = 0;

	if (s->depth)
		return;
	for (size_t i = 0; i < s->handler_count; i++) {
		struct handler *h = s->handlers[i];

		if (!h->off) {
			s->handlers[kept++] = h;
			continue;
		}
		luaL_unref(s->L, LUA_REGISTRYINDEX, h->reference);
		free_handler(s, h);
	}
	s->handler_count = kept;
}

void script_handlers_free(Script *s)
{
	for (size_t i = 0; i < s->handler_count; i++)
		free_handler(s, s->handlers[i]);
	free(s->handlers);
	s->handler_count = 0;
}

void script_describe_handler(const struct handler *h, struct str *out)
{
	switch (h->kind) {
	case HANDLER_EVENT:
		str_append_format(out, "what waits for %s%s%s", h->name, h->detail ? " " : "",
				  h->detail ? h->detail : "");
		break;
	case HANDLER_TRIGGER: str_append_format(out, "the trigger /%s/", h->name); break;
	case HANDLER_ALIAS: str_append_format(out, "the alias /%s/", h->name); break;
	case HANDLER_TIMER:
		str_append_format(out, "the timer of %g s", (double)h->period / 1000);
		break;
	case HANDLER_KEY: str_append_format(out, "the key %s", h->name); break;
	case HANDLER_COMPLETE: str_append_string(out, "a completion"); break;
	case HANDLER_LENS: str_append_format(out, "the lens %s", h->name); break;
	}
}

/* --- Making one. */

/* hail.…(…):cancel() */
static int cancel(lua_State *L)
{
	const uint64_t *number = luaL_checkudata(L, 1, handler_type);
	Script *s = script_of(L);

	for (size_t i = 0; i < s->handler_count; i++)
		if (s->handlers[i]->number == *number)
			s->handlers[i]->off = true;
	return 0;
}

struct handler *script_add_handler(lua_State *L, enum handler_kind kind, int index)
{
	Script *s = script_of(L);
	uint64_t *number;
	struct handler *h;
	int reference;

	if (s->handler_count == SCRIPT_HANDLERS_MAX)
		luaL_error(L, "there are too many triggers, aliases, timers and the like (%d)",
			   SCRIPT_HANDLERS_MAX);
	number = lua_newuserdatauv(L, sizeof(*number), 0);
	luaL_setmetatable(L, handler_type);
	lua_pushvalue(L, index);
	reference = luaL_ref(L, LUA_REGISTRYINDEX);
	if (s->handler_count == s->handler_room) {
		s->handler_room = s->handler_room ? 2 * s->handler_room : 16;
		s->handlers = mem_resize(s->handlers, s->handler_room, sizeof(struct handler *));
	}
	h = mem_alloc(sizeof(*h));
	h->number = *number = ++s->last_handler;
	h->kind = kind;
	h->reference = reference;
	h->deadline = -1;
	if (s->subject)
		h->object = *s->subject;
	s->handlers[s->handler_count++] = h;
	return h;
}

/* The events, and whether more words name one of a kind. */
static const struct event_row {
	const char *name;
	enum { DETAIL_NONE, DETAIL_MAY, DETAIL_SECONDS } detail;
} events[] = {
	{ "connect", DETAIL_NONE }, { "disconnect", DETAIL_NONE }, { "prompt", DETAIL_NONE },
	{ "line", DETAIL_NONE },    { "gmcp", DETAIL_MAY },        { "msdp", DETAIL_MAY },
	{ "bell", DETAIL_NONE },    { "idle", DETAIL_SECONDS },    { "activity", DETAIL_SECONDS },
	{ "input", DETAIL_NONE },
};

/* The event's row and what follows its name; an error of Lua if there is none. */
static const struct event_row *check_event(lua_State *L, const char **detail)
{
	const char *text = luaL_checkstring(L, 1);
	size_t n = strcspn(text, " ");

	*detail = text + n + strspn(text + n, " ");
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		const struct event_row *row = &events[i];

		if (strlen(row->name) != n || memcmp(row->name, text, n) != 0)
			continue;
		if (row->detail == DETAIL_NONE && **detail)
			luaL_error(L, "nothing can follow the event %s", row->name);
		if (row->detail == DETAIL_SECONDS && !**detail)
			luaL_error(L, "the event %s needs a number of seconds: \"%s 60\"",
				   row->name, row->name);
		return row;
	}
	luaL_error(L,
		   "no event is called %s: connect, disconnect, prompt, line, gmcp PATH, msdp VAR, "
		   "bell, idle SECONDS, activity SECONDS, input",
		   text);
	return NULL;
}

/* What Lua holds at `index` as ms; an error if they aren't seconds. */
static int64_t check_ms(lua_State *L, int index, lua_Number seconds)
{
	luaL_argcheck(L, seconds >= 0.01 && seconds <= SCRIPT_SECONDS_MAX, index,
		      "0.01 to 31536000 seconds");
	return (int64_t)(seconds * 1000);
}

static int on_event(lua_State *L)
{
	const char *detail;
	const struct event_row *row = check_event(L, &detail);
	struct handler *h;
	int64_t ms = 0;

	luaL_checktype(L, 2, LUA_TFUNCTION);
	if (row->detail == DETAIL_SECONDS) {
		lua_stringtonumber(L, detail);
		ms = check_ms(L, 1, lua_isnumber(L, -1) ? lua_tonumber(L, -1) : -1);
	}
	h = script_add_handler(L, HANDLER_EVENT, 2);
	h->name = mem_strdup(row->name);
	h->detail = *detail ? mem_strdup(detail) : NULL;
	h->period = ms;
	return 1;
}

/* Notes what a line must hold, so that most lines need not be matched. */
static void find_required(struct handler *h)
{
	struct str out;

	str_init(&out);
	required_text(h->name, strlen(h->name), false, &out);
	h->required_length = out.length;
	h->required = out.length ? str_take(&out) : NULL;
	str_fini(&out);
}

static int add_regex(lua_State *L, enum handler_kind kind)
{
	struct handler *h;

	luaL_checktype(L, 2, LUA_TFUNCTION);
	script_check_regex(L, 1);
	h = script_add_handler(L, kind, 2);
	h->name = mem_strdup(lua_tostring(L, 1));
	h->regex = script_take_regex(script_of(L));
	find_required(h);
	return 1;
}

static int on_line(lua_State *L)
{
	return add_regex(L, HANDLER_TRIGGER);
}

static int on_input(lua_State *L)
{
	return add_regex(L, HANDLER_ALIAS);
}

static int on_time(lua_State *L)
{
	static const char *const words[] = { "again", "once", NULL };
	Script *s = script_of(L);
	int64_t ms = check_ms(L, 1, luaL_checknumber(L, 1));
	bool once = luaL_checkoption(L, 3, "again", words) == 1;
	struct handler *h;

	luaL_checktype(L, 2, LUA_TFUNCTION);
	h = script_add_handler(L, HANDLER_TIMER, 2);
	h->period = ms;
	h->once = once;
	h->deadline = s->owner->now(s->user) + ms;
	return 1;
}

static int on_key(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	struct handler *h;
	struct key key;

	luaL_argcheck(L, key_parse(name, &key), 1, "no key has this name (Alt-x, F5, Ctrl-g …)");
	luaL_checktype(L, 2, LUA_TFUNCTION);
	h = script_add_handler(L, HANDLER_KEY, 2);
	h->name = mem_strdup(name);
	h->key = key_plain(key);
	return 1;
}

static int on_completion(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TFUNCTION);
	script_add_handler(L, HANDLER_COMPLETE, 1);
	return 1;
}

void script_open_handlers(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "on", on_event },   { "trigger", on_line }, { "alias", on_input },
		{ "timer", on_time }, { "key", on_key },      { "complete", on_completion },
	};

	luaL_newmetatable(L, handler_type);
	lua_pushliteral(L, "handler");
	lua_setfield(L, -2, "__metatable");
	lua_newtable(L);
	lua_pushcfunction(L, cancel);
	lua_setfield(L, -2, "cancel");
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		lua_pushcfunction(L, functions[i].func);
		lua_setfield(L, -2, functions[i].name);
	}
}
