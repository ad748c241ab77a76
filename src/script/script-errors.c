#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>

#include "base/poison.h"

/*
 * What runs when an error passes. Lua calls no hook while a hook runs, and what the hook's error
 * sets off counts as that: a handler of xpcall, or, in a coroutine that the error has ended, the
 * variables that are still to be closed. So they don't run then.
 */

/* Upvalue 1 is the script's handler. */
static int handle(lua_State *L)
{
	if (script_of(L)->over)
		return 1;
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, -2);
	lua_call(L, 1, 1);
	return 1;
}

/* Upvalue 1 is Lua's own function. */
static int protected_call(lua_State *L)
{
	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_pushvalue(L, 2);
	lua_pushcclosure(L, handle, 1);
	lua_replace(L, 2);
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static bool is_dead(lua_State *thread)
{
	lua_Debug ar;

	return lua_status(thread) == LUA_OK && !lua_getstack(thread, 0, &ar) &&
	       lua_gettop(thread) == 0;
}

/* Raises what ended the thread, with the place where it was resumed. */
static int pass_error(lua_State *L, lua_State *thread)
{
	lua_xmove(thread, L, 1);
	if (!script_of(L)->over)
		lua_resetthread(thread);
	if (lua_type(L, -1) == LUA_TSTRING) {
		luaL_where(L, 1);
		lua_insert(L, -2);
		lua_concat(L, 2);
	}
	return lua_error(L);
}

/* Upvalue 1 is the thread. */
static int resume_wrapped(lua_State *L)
{
	lua_State *thread = lua_tothread(L, lua_upvalueindex(1));
	int count = lua_gettop(L), results, status;

	if (is_dead(thread))
		return luaL_error(L, "cannot resume dead coroutine");
	if (!lua_checkstack(thread, count))
		return luaL_error(L, "too many arguments to resume");
	lua_xmove(L, thread, count);
	status = lua_resume(thread, L, count, &results);
	if (status != LUA_OK && status != LUA_YIELD)
		return pass_error(L, thread);
	if (!lua_checkstack(L, results + 1)) {
		lua_pop(thread, results);
		return luaL_error(L, "too many results to resume");
	}
	lua_xmove(thread, L, results);
	return results;
}

static int wrap(lua_State *L)
{
	lua_State *thread;

	luaL_checktype(L, 1, LUA_TFUNCTION);
	thread = lua_newthread(L);
	lua_pushvalue(L, 1);
	lua_xmove(L, thread, 1);
	lua_pushcclosure(L, resume_wrapped, 1);
	return 1;
}

/* Upvalue 1 is Lua's own function. */
static int close_thread(lua_State *L)
{
	lua_State *thread = lua_tothread(L, 1);

	if (!thread || lua_status(thread) == LUA_OK || lua_status(thread) == LUA_YIELD)
		return lua_tocfunction(L, lua_upvalueindex(1))(L);
	/* An error has ended it. */
	lua_pushboolean(L, false);
	if (lua_gettop(thread))
		lua_xmove(thread, L, 1);
	else
		lua_pushnil(L);
	return 2;
}

void script_open_errors(lua_State *L)
{
	lua_getglobal(L, "xpcall");
	lua_pushcclosure(L, protected_call, 1);
	lua_setglobal(L, "xpcall");
	lua_getglobal(L, "coroutine");
	lua_getfield(L, -1, "close");
	lua_pushcclosure(L, close_thread, 1);
	lua_setfield(L, -2, "close");
	lua_pushcfunction(L, wrap);
	lua_setfield(L, -2, "wrap");
	lua_pop(L, 1);
}
