#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>

#include "base/poison.h"

Regex *script_check_regex(lua_State *L, int index)
{
	size_t n;
	const char *text = luaL_checklstring(L, index, &n);
	struct err e;
	Regex *r = regex_new(text, n, false, NULL, &e);

	if (!r)
		luaL_argerror(L, index, e.text);
	return r;
}

void script_push_captures(lua_State *L, const Regex *r, const char *text,
			  const struct regex_group *groups)
{
	unsigned count = regex_count(r);

	luaL_checkstack(L, 4, NULL);
	lua_createtable(L, (int)count, 1);
	for (unsigned i = 0; i < count; i++) {
		const char *name = regex_name(r, i);

		if (groups[i].start == SIZE_MAX)
			continue;
		lua_pushlstring(L, text + groups[i].start, groups[i].length);
		if (name) {
			lua_pushvalue(L, -1);
			lua_setfield(L, -3, name);
		}
		lua_rawseti(L, -2, i);
	}
	script_charge(L, 4 * count);
}
