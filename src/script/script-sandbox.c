#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <string.h>

#include "base/poison.h"

/* --- Functions in place of Lua's own. */

/* A finalizer would run where no budget is counted. */
static int set_metatable(lua_State *L)
{
	int type = lua_type(L, 2);

	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
	if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
		return luaL_error(L, "cannot change a protected metatable");
	if (type == LUA_TTABLE) {
		lua_pushliteral(L, "__gc");
		if (lua_rawget(L, 2) != LUA_TNIL)
			return luaL_error(L, "a script can't have __gc");
	}
	lua_settop(L, 2);
	lua_setmetatable(L, 1);
	return 1;
}

/* collectgarbage("count" or "collect"). */
static int collect_garbage(lua_State *L)
{
	static const char *const words[] = { "collect", "count", NULL };
	Script *s = script_of(L);

	if (luaL_checkoption(L, 1, "collect", words) == 1) {
		lua_pushnumber(L, (lua_Number)s->memory / 1024);
		return 1;
	}
	script_charge(L, s->memory / 16);
	lua_gc(L, LUA_GCCOLLECT);
	lua_pushinteger(L, 0);
	return 1;
}

static int print(lua_State *L)
{
	int count = lua_gettop(L);
	Script *s = script_of(L);
	luaL_Buffer b;

	luaL_buffinit(L, &b);
	for (int i = 1; i <= count; i++) {
		if (i > 1)
			luaL_addchar(&b, '\t');
		luaL_tolstring(L, i, NULL);
		luaL_addvalue(&b);
	}
	luaL_pushresult(&b);
	script_charge(L, lua_rawlen(L, -1) + 1000);
	s->owner->message(s->user, MESSAGE_INFO, lua_tostring(L, -1));
	return 0;
}

/* --- What is taken away. */

/* Opens a library as a global and leaves only the named functions of it. */
static void open_some(lua_State *L, const char *name, lua_CFunction open, const char *const *names)
{
	luaL_requiref(L, name, open, 0);
	lua_newtable(L);
	for (; *names; names++) {
		lua_getfield(L, -2, *names);
		lua_setfield(L, -2, *names);
	}
	lua_setglobal(L, name);
	lua_pop(L, 1);
}

/* Opens a library as a global without the named functions. */
static void open_without(lua_State *L, const char *name, lua_CFunction open,
			 const char *const *names)
{
	luaL_requiref(L, name, open, 1);
	for (; *names; names++) {
		lua_pushnil(L);
		lua_setfield(L, -2, *names);
	}
	lua_pop(L, 1);
}

static void open_libraries(lua_State *L)
{
	static const char *const base[] = { "dofile", "loadfile", "warn", NULL };
	static const char *const string[] = { "dump", NULL };
	static const char *const times[] = { "clock", "date", "difftime", "time", NULL };
	/* They change what the program is, not only what the user has. */
	static const char *const os[] = { "exit", "setlocale", NULL };
	/* The terminal is the program's. */
	static const char *const io[] = { "input", "output", "read",  "stderr",
					  "stdin", "stdout", "write", NULL };
	static const char *const all[] = { NULL };

	open_without(L, LUA_GNAME, luaopen_base, base);
	open_without(L, LUA_STRLIBNAME, luaopen_string, string);
	open_without(L, LUA_COLIBNAME, luaopen_coroutine, all);
	open_without(L, LUA_TABLIBNAME, luaopen_table, all);
	open_without(L, LUA_MATHLIBNAME, luaopen_math, all);
	open_without(L, LUA_UTF8LIBNAME, luaopen_utf8, all);
	if (!script_of(L)->trusted) {
		open_some(L, LUA_OSLIBNAME, luaopen_os, times);
		return;
	}
	open_without(L, LUA_OSLIBNAME, luaopen_os, os);
	open_without(L, LUA_IOLIBNAME, luaopen_io, io);
}

void script_open_sandbox(lua_State *L)
{
	static const luaL_Reg globals[] = {
		{ "setmetatable", set_metatable },
		{ "collectgarbage", collect_garbage },
		{ "print", print },
	};

	open_libraries(L);
	for (size_t i = 0; i < sizeof(globals) / sizeof(globals[0]); i++) {
		lua_pushcfunction(L, globals[i].func);
		lua_setglobal(L, globals[i].name);
	}
	/* Nobody gets hold of the metatable of strings. */
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_pushliteral(L, "string");
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 2);
}
