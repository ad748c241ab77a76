#include "script/script-internal.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#include "base/poison.h"

enum { RESULTS_MAX = 8 };

/* A result is a Json, or an object if it is NULL. */
struct result {
	Json *json;
	struct script_object object;
};

/* In a userdata, so that an error of Lua frees it. */
struct ScriptReply {
	lua_State *L;
	Json *args;
	struct result results[RESULTS_MAX];
	int count;
	uint64_t ticket; /* not 0: it comes later */
	bool failed;
	struct str error;
};

static const char reply_type[] = "hail.reply";

/* --- Objects. */

void script_push_object(lua_State *L, const struct script_object *object)
{
	struct script_object *o = lua_newuserdatauv(L, sizeof(*o), 0);

	*o = *object;
	luaL_setmetatable(L, object->kind);
}

/* The object at `index` if it is one of `kind` that is alive, else an error. */
static const struct script_object *check_object(lua_State *L, int index, const char *kind)
{
	const struct script_object *o = luaL_testudata(L, index, kind);
	Script *s = script_of(L);

	if (!o)
		luaL_typeerror(L, index, kind);
	if (!s->owner->alive(s->user, o))
		luaL_error(L, "this %s is gone", kind);
	return o;
}

static int object_equals(lua_State *L)
{
	const char *kind = lua_tostring(L, lua_upvalueindex(1));
	const struct script_object *a = luaL_testudata(L, 1, kind);
	const struct script_object *b = luaL_testudata(L, 2, kind);

	lua_pushboolean(L, a && b && a->id == b->id && a->generation == b->generation);
	return 1;
}

static int object_text(lua_State *L)
{
	const char *kind = lua_tostring(L, lua_upvalueindex(1));
	const struct script_object *o = luaL_checkudata(L, 1, kind);
	char text[80];

	snprintf(text, sizeof(text), "%s %" PRIu64, kind, o->id);
	lua_pushstring(L, text);
	return 1;
}

/* --- What a verb answers. */

static int reply_free(lua_State *L)
{
	ScriptReply *r = lua_touserdata(L, 1);

	json_free(r->args);
	for (int i = 0; i < r->count; i++)
		json_free(r->results[i].json);
	r->args = NULL;
	r->count = 0;
	str_fini(&r->error);
	return 0;
}

static ScriptReply *reply_new(lua_State *L)
{
	ScriptReply *r = lua_newuserdatauv(L, sizeof(*r), 0);

	memset(r, 0, sizeof(*r));
	r->L = L;
	str_init(&r->error);
	luaL_setmetatable(L, reply_type);
	return r;
}

void script_reply(ScriptReply *reply, Json *value)
{
	if (reply->count < RESULTS_MAX)
		reply->results[reply->count++].json = value;
	else
		json_free(value);
}

void script_reply_object(ScriptReply *reply, const struct script_object *object)
{
	if (reply->count < RESULTS_MAX)
		reply->results[reply->count++] = (struct result){ NULL, *object };
}

void script_reply_fail(ScriptReply *reply, const char *format, ...)
{
	va_list args;

	reply->failed = true;
	str_clear(&reply->error);
	va_start(args, format);
	str_append_vformat(&reply->error, format, args);
	va_end(args);
}

uint64_t script_reply_later(ScriptReply *reply)
{
	reply->ticket = script_task_ticket(reply->L);
	if (!reply->ticket)
		script_reply_fail(reply, "this has to wait, which only a task can: "
					 "hail.task(function() ... end)");
	return reply->ticket;
}

static int return_results(lua_State *L, ScriptReply *r)
{
	int count = r->count;

	luaL_checkstack(L, RESULTS_MAX, NULL);
	for (int i = 0; i < count; i++)
		if (r->results[i].json)
			script_push_json(L, r->results[i].json);
		else
			script_push_object(L, &r->results[i].object);
	return count;
}

/* The arguments from `first` on as Json; an error of Lua if one can't be. */
static Json *take_arguments(lua_State *L, int first, ScriptReply *r)
{
	int last = lua_gettop(L) - 1; /* the reply is on top of them */
	const char *why = NULL;

	r->args = json_new_array();
	for (int i = first; i <= last; i++) {
		Json *value = script_to_json(L, i, &why);

		if (!value)
			luaL_argerror(L, i, why);
		json_append(r->args, value);
	}
	return r->args;
}

static int call_verb(lua_State *L)
{
	Script *s = script_of(L);
	const struct script_verb *v = lua_touserdata(L, lua_upvalueindex(1));
	const struct script_object *object = s->subject;
	ScriptReply *r;

	if (v->kind)
		object = check_object(L, 1, v->kind);
	r = reply_new(L);
	script_charge(L, 20);
	v->call(s->user, object, take_arguments(L, v->kind ? 2 : 1, r), r);
	if (r->failed)
		return luaL_error(L, "%s", r->error.text);
	if (r->ticket)
		return script_task_sleep(L);
	return return_results(L, r);
}

/* --- Opening. */

static void push_verb(lua_State *L, const struct script_verb *v)
{
	lua_pushlightuserdata(L, (void *)v);
	lua_pushcclosure(L, call_verb, 1);
}

static void set_for_kind(lua_State *L, const char *kind, const char *name, lua_CFunction f)
{
	lua_pushstring(L, kind);
	lua_pushcclosure(L, f, 1);
	lua_setfield(L, -2, name);
}

/* Pushes the methods of a kind. */
static void push_methods(lua_State *L, const char *kind)
{
	if (luaL_newmetatable(L, kind)) {
		set_for_kind(L, kind, "__eq", object_equals);
		set_for_kind(L, kind, "__tostring", object_text);
		lua_pushstring(L, kind);
		lua_setfield(L, -2, "__metatable");
		lua_newtable(L);
		lua_setfield(L, -2, "__index");
	}
	lua_getfield(L, -1, "__index");
	lua_remove(L, -2);
}

void script_open_verbs(lua_State *L)
{
	const struct script_owner *owner = script_of(L)->owner;

	luaL_newmetatable(L, reply_type);
	lua_pushcfunction(L, reply_free);
	lua_setfield(L, -2, "__gc");
	lua_pop(L, 1);
	for (size_t i = 0; i < owner->verb_count; i++) {
		const struct script_verb *v = &owner->verbs[i];

		if (v->kind)
			push_methods(L, v->kind);
		push_verb(L, v);
		lua_setfield(L, -2, v->name);
		if (v->kind)
			lua_pop(L, 1);
	}
}
