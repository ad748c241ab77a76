#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/poison.h"

enum {
	RESULTS_MAX = 8,
	CALL_STEPS = 200, /* what a call costs the owner, about */
};

/* A result is a Json, a list of objects, or an object if both are NULL. */
struct result {
	Json *json;
	struct script_object *list;
	size_t count;
	struct script_object object;
};

/* There is one, since no verb runs within another; what an error of Lua left in it goes when the
 * next one begins. No userdata with a finalizer: those stay when memory is short. */
struct ScriptReply {
	lua_State *L;
	Json *args;
	struct result results[RESULTS_MAX];
	int count;
	uint64_t ticket; /* not 0: it comes later */
	bool failed;
	struct str error;
};

/* --- What a verb answers. */

static void clear_reply(ScriptReply *r)
{
	json_free(r->args);
	for (int i = 0; i < r->count; i++) {
		json_free(r->results[i].json);
		free(r->results[i].list);
	}
	str_clear(&r->error);
	*r = (ScriptReply){ .error = r->error };
}

static ScriptReply *begin_reply(lua_State *L)
{
	ScriptReply *r = script_of(L)->reply;

	clear_reply(r);
	r->L = L;
	return r;
}

void script_verbs_free(Script *s)
{
	if (!s->reply)
		return;
	clear_reply(s->reply);
	str_fini(&s->reply->error);
	free(s->reply);
}

void script_reply(ScriptReply *reply, Json *value)
{
	if (reply->count < RESULTS_MAX)
		reply->results[reply->count++] = (struct result){ .json = value };
	else
		json_free(value);
}

void script_reply_object(ScriptReply *reply, const struct script_object *object)
{
	if (reply->count < RESULTS_MAX)
		reply->results[reply->count++] = (struct result){ .object = *object };
}

void script_reply_objects(ScriptReply *reply, const struct script_object *objects, size_t count)
{
	struct result *result = &reply->results[reply->count];

	if (reply->count == RESULTS_MAX)
		return;
	*result = (struct result){ .list = mem_calloc(count, sizeof(*objects)), .count = count };
	if (count)
		memcpy(result->list, objects, count * sizeof(*objects));
	reply->count++;
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

static void push_result(lua_State *L, const struct result *result)
{
	if (result->json) {
		script_push_json(L, result->json);
	} else if (!result->list) {
		script_push_object(L, &result->object);
	} else {
		lua_createtable(L, (int)result->count, 0);
		for (size_t i = 0; i < result->count; i++) {
			script_push_object(L, &result->list[i]);
			lua_rawseti(L, -2, (lua_Integer)i + 1);
		}
	}
}

static int return_results(lua_State *L, ScriptReply *r)
{
	int count = r->count;

	luaL_checkstack(L, RESULTS_MAX, NULL);
	for (int i = 0; i < count; i++)
		push_result(L, &r->results[i]);
	return count;
}

/* The arguments from `first` on as Json; an error of Lua if one can't be. */
static Json *take_arguments(lua_State *L, int first, ScriptReply *r)
{
	int last = lua_gettop(L);
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
		object = script_check_object(L, 1, v->kind);
	r = begin_reply(L);
	script_charge(L, CALL_STEPS);
	s->sent += v->sends;
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

void script_open_verbs(lua_State *L)
{
	const struct script_owner *owner = script_of(L)->owner;

	script_of(L)->reply = mem_alloc(sizeof(ScriptReply));
	str_init(&script_of(L)->reply->error);
	for (size_t i = 0; i < owner->verb_count; i++) {
		const struct script_verb *v = &owner->verbs[i];

		if (v->kind)
			script_push_methods(L, v->kind);
		push_verb(L, v);
		lua_setfield(L, -2, v->name);
		if (v->kind)
			lua_pop(L, 1);
	}
}
