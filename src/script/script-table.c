#include "script/script-internal.h"

#include <lauxlib.h>
#include <limits.h>
#include <lua.h>

#include "base/poison.h"

/* The functions of tables that Lua has, within the budget: a `__len` may say any number. */

enum { BLOCK = 256 }; /* elements between two looks at the budget */

static void charge_element(lua_State *L, lua_Integer i)
{
	if (i % BLOCK == 0)
		script_charge(L, BLOCK);
}

/* t[to] = t[from] */
static void copy_element(lua_State *L, int table, lua_Integer from, int target, lua_Integer to)
{
	charge_element(L, from);
	lua_geti(L, table, from);
	lua_seti(L, target, to);
}

static int insert(lua_State *L)
{
	lua_Integer end, at;

	luaL_checktype(L, 1, LUA_TTABLE);
	end = luaL_len(L, 1) + 1;
	if (lua_gettop(L) == 2) {
		lua_seti(L, 1, end);
		return 0;
	}
	if (lua_gettop(L) != 3)
		return luaL_error(L, "wrong number of arguments to 'insert'");
	at = luaL_checkinteger(L, 2);
	luaL_argcheck(L, (lua_Unsigned)at - 1u < (lua_Unsigned)end, 2, "position out of bounds");
	for (lua_Integer i = end; i > at; i--)
		copy_element(L, 1, i - 1, 1, i);
	lua_seti(L, 1, at);
	return 0;
}

static int take_out(lua_State *L)
{
	lua_Integer size, at;

	luaL_checktype(L, 1, LUA_TTABLE);
	size = luaL_len(L, 1);
	at = luaL_optinteger(L, 2, size);
	if (at != size)
		luaL_argcheck(L, (lua_Unsigned)at - 1u <= (lua_Unsigned)size, 2,
			      "position out of bounds");
	lua_geti(L, 1, at);
	for (; at < size; at++)
		copy_element(L, 1, at + 1, 1, at);
	lua_pushnil(L);
	lua_seti(L, 1, at);
	return 1;
}

static int move(lua_State *L)
{
	lua_Integer from = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
	lua_Integer to = luaL_checkinteger(L, 4), n;
	int target = lua_isnoneornil(L, 5) ? 1 : 5;

	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_checktype(L, target, LUA_TTABLE);
	if (last >= from) {
		luaL_argcheck(L, from > 0 || last < LUA_MAXINTEGER + from, 3,
			      "too many elements to move");
		n = last - from + 1;
		luaL_argcheck(L, to <= LUA_MAXINTEGER - n + 1, 4, "destination wrap around");
		if (to > last || to <= from || (target != 1 && !lua_compare(L, 1, 5, LUA_OPEQ)))
			for (lua_Integer i = 0; i < n; i++)
				copy_element(L, 1, from + i, target, to + i);
		else
			for (lua_Integer i = n - 1; i >= 0; i--)
				copy_element(L, 1, from + i, target, to + i);
	}
	lua_pushvalue(L, target);
	return 1;
}

static int concat(lua_State *L)
{
	size_t n;
	const char *separator = luaL_optlstring(L, 2, "", &n);
	lua_Integer i = luaL_optinteger(L, 3, 1), last;
	luaL_Buffer b;

	luaL_checktype(L, 1, LUA_TTABLE);
	last = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
	luaL_buffinit(L, &b);
	for (; i <= last; i++) {
		charge_element(L, i);
		lua_geti(L, 1, i);
		if (!lua_isstring(L, -1))
			return luaL_error(L, "invalid value (at index %I) in table for 'concat'",
					  (LUAI_UACINT)i);
		luaL_addvalue(&b);
		if (i == last)
			break;
		luaL_addlstring(&b, separator, n);
	}
	luaL_pushresult(&b);
	return 1;
}

static int unpack(lua_State *L)
{
	lua_Integer i = luaL_optinteger(L, 2, 1);
	lua_Integer last = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
	lua_Unsigned n = (lua_Unsigned)last - (lua_Unsigned)i;

	if (i > last)
		return 0;
	if (n >= INT_MAX || !lua_checkstack(L, (int)(n + 1)))
		return luaL_error(L, "too many results to unpack");
	script_charge(L, (size_t)n);
	for (; i < last; i++)
		lua_geti(L, 1, i);
	lua_geti(L, 1, last);
	return (int)n + 1;
}

/* --- sort: a heap, which no order that contradicts itself leads astray. */

enum { TABLE = 1, ORDER = 2 };

/* Whether the value at `a` of the stack comes before the one at `b`. */
static bool is_before(lua_State *L, int a, int b)
{
	bool before;

	script_charge(L, 2);
	if (lua_isnil(L, ORDER))
		return lua_compare(L, a, b, LUA_OPLT);
	a = lua_absindex(L, a);
	b = lua_absindex(L, b);
	lua_pushvalue(L, ORDER);
	lua_pushvalue(L, a);
	lua_pushvalue(L, b);
	lua_call(L, 2, 1);
	before = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return before;
}

/* Pushes the greater child of `at` in a heap of `n`; its place. */
static lua_Integer push_child(lua_State *L, lua_Integer at, lua_Integer n)
{
	lua_Integer child = 2 * at;

	lua_geti(L, TABLE, child);
	if (child == n)
		return child;
	lua_geti(L, TABLE, child + 1);
	if (is_before(L, -2, -1)) {
		lua_remove(L, -2);
		return child + 1;
	}
	lua_pop(L, 1);
	return child;
}

/* Puts the value at the top of the stack, which it pops, into the heap from `at` down. */
static void sink(lua_State *L, lua_Integer at, lua_Integer n)
{
	while (at <= n / 2) {
		lua_Integer child = push_child(L, at, n);

		if (!is_before(L, -2, -1)) {
			lua_pop(L, 1);
			break;
		}
		lua_seti(L, TABLE, at);
		at = child;
	}
	lua_seti(L, TABLE, at);
}

static int sort(lua_State *L)
{
	lua_Integer n;

	luaL_checktype(L, TABLE, LUA_TTABLE);
	n = luaL_len(L, TABLE);
	luaL_argcheck(L, n < INT_MAX, TABLE, "array too big");
	if (!lua_isnoneornil(L, ORDER))
		luaL_checktype(L, ORDER, LUA_TFUNCTION);
	lua_settop(L, ORDER);
	for (lua_Integer i = n / 2; i >= 1; i--) {
		lua_geti(L, TABLE, i);
		sink(L, i, n);
	}
	for (; n > 1; n--) {
		lua_geti(L, TABLE, n);
		lua_geti(L, TABLE, 1);
		lua_seti(L, TABLE, n);
		sink(L, 1, n - 1);
	}
	return 0;
}

void script_open_tables(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "concat", concat },   { "insert", insert }, { "move", move },
		{ "remove", take_out }, { "sort", sort },     { "unpack", unpack },
	};

	lua_getglobal(L, "table");
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		lua_pushcfunction(L, functions[i].func);
		lua_setfield(L, -2, functions[i].name);
	}
	lua_pop(L, 1);
}
