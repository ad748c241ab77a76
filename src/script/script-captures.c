#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>

#include "base/poison.h"

enum { BYTES_PER_STEP = 16 /* of what was compiled */ };

void script_check_regex(lua_State *L, int index)
{
	Script *s = script_of(L);
	size_t n;
	const char *text = luaL_checklstring(L, index, &n);
	struct err e;

	regex_free(s->regex);
	s->regex = regex_new(text, n, false, NULL, &e);
	if (!s->regex)
		luaL_argerror(L, index, e.text);
	script_charge(L, regex_size(s->regex) / BYTES_PER_STEP + 1000);
	if (s->memory + regex_size(s->regex) > s->limits.memory)
		luaL_error(L, "not enough memory");
}

Regex *script_take_regex(Script *s)
{
	Regex *r = s->regex;

	s->memory += regex_size(r);
	s->regex = NULL;
	return r;
}

void script_free_regex(Script *s, Regex *r)
{
	if (!r)
		return;
	s->memory -= regex_size(r);
	regex_free(r);
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
