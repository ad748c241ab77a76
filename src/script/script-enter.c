#include "script/script-internal.h"

#include <assert.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#include "base/poison.h"

enum {
	DESCRIBING = 256 << 10, /* bytes of memory more, to describe an error */
	TEXT_MAX = 16 << 10, /* bytes of an error with its traceback */
};

/* What Lua says, to which a traceback may be added. */
static const char no_memory[] = "not enough memory";

Script *script_of(lua_State *L)
{
	return *(Script **)lua_getextraspace(L);
}

/* Makes a string of the error value at the top. */
static void make_text(lua_State *L)
{
	if (lua_type(L, -1) == LUA_TSTRING)
		return;
	if (luaL_callmeta(L, -1, "__tostring") && lua_type(L, -1) == LUA_TSTRING) {
		lua_remove(L, -2);
		return;
	}
	lua_pushfstring(L, "(the error is a value of type %s)", luaL_typename(L, -1));
	lua_remove(L, -2);
}

/* The message handler: the error value becomes its text and the traceback. */
static int trace_error(lua_State *L)
{
	Script *s = script_of(L);

	s->slack += DESCRIBING;
	make_text(L);
	luaL_traceback(L, L, lua_tostring(L, -1), 1);
	s->slack -= DESCRIBING;
	return 1;
}

/* Appends the string at the top of `L`, which it pops. */
static void take_text(lua_State *L, struct str *out)
{
	Script *s = script_of(L);
	size_t n;
	const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;

	if (!text) {
		str_append_string(out, "an error without a text");
	} else if (strncmp(text, no_memory, sizeof(no_memory) - 1) == 0) {
		str_append_format(out, "%s: scripts may use %zu KiB, a string 16384 KiB%s",
				  no_memory, s->limits.memory >> 10, text + sizeof(no_memory) - 1);
	} else {
		str_append_any(out, text, n < TEXT_MAX ? n : TEXT_MAX);
	}
	lua_pop(L, 1);
}

/* `data` is the thread whose error value is its top. */
static int trace_thread(lua_State *L)
{
	lua_State *thread = lua_touserdata(L, 1);

	lua_settop(L, 0);
	lua_xmove(thread, L, 1);
	make_text(L);
	luaL_traceback(L, thread, lua_tostring(L, -1), 0);
	return 1;
}

void script_describe_error(lua_State *L, lua_State *thread, struct str *out)
{
	Script *s = script_of(L);

	s->slack += DESCRIBING;
	lua_pushcfunction(L, trace_thread);
	lua_pushlightuserdata(L, thread);
	lua_pcall(L, 1, 1, 0);
	s->slack -= DESCRIBING;
	take_text(L, out);
}

bool script_enter(Script *s, const struct script_object *subject, int (*body)(lua_State *),
		  void *data, struct str *error)
{
	size_t slack;
	bool good;

	assert(s->depth == 0);
	s->depth++;
	s->subject = subject;
	s->entries++;
	script_budget_begin(s);
	lua_pushcfunction(s->L, trace_error);
	lua_pushcfunction(s->L, body);
	lua_pushlightuserdata(s->L, data);
	slack = s->slack;
	good = lua_pcall(s->L, 1, 0, -3) == LUA_OK;
	s->slack = slack;
	if (!good)
		take_text(s->L, error);
	lua_settop(s->L, 0);
	s->subject = NULL;
	s->depth--;
	return good;
}

void script_complain(Script *s, const struct str *error)
{
	s->owner->message(s->user, MESSAGE_ERROR, error->text);
}
