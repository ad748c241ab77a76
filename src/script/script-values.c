#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <stdio.h>

#include "base/poison.h"

enum { VALUE_BYTES_MAX = 16 << 20 };

/* --- From Lua. */

struct conversion {
	lua_State *L;
	size_t values, bytes; /* so far */
	unsigned depth;
	const char *why; /* it can't be converted, or NULL */
};

static Json *convert(struct conversion *c, int index);

/* Whether the table at `index` has the keys 1 to n alone, at least one. */
static bool is_array(lua_State *L, int index)
{
	lua_Unsigned n = lua_rawlen(L, index), count = 0;

	lua_pushnil(L);
	while (n && lua_next(L, index)) {
		lua_pop(L, 1);
		if (!lua_isinteger(L, -1) || (lua_Unsigned)lua_tointeger(L, -1) - 1 >= n) {
			lua_pop(L, 1);
			return false;
		}
		count++;
	}
	if (!n)
		lua_pop(L, 1);
	return n && count == n;
}

static Json *convert_array(struct conversion *c, int index)
{
	Json *array = json_new_array();
	lua_Integer n = (lua_Integer)lua_rawlen(c->L, index);

	for (lua_Integer i = 1; i <= n && !c->why; i++) {
		lua_rawgeti(c->L, index, i);
		json_append(array, convert(c, lua_gettop(c->L)));
		lua_pop(c->L, 1);
	}
	return array;
}

/* Writes the key at `index` as a name, borrowed from Lua or in `space`; NULL if it can't be one. */
static const char *key_name(lua_State *L, int index, char *space, size_t size)
{
	if (lua_type(L, index) == LUA_TSTRING)
		return lua_tostring(L, index);
	if (!lua_isinteger(L, index))
		return NULL;
	snprintf(space, size, "%lld", (long long)lua_tointeger(L, index));
	return space;
}

static Json *convert_object(struct conversion *c, int index)
{
	Json *object = json_new_object();
	char space[32];

	lua_pushnil(c->L);
	while (!c->why && lua_next(c->L, index)) {
		const char *name = key_name(c->L, -2, space, sizeof(space));

		if (name)
			json_put(object, name, convert(c, lua_gettop(c->L)));
		else
			c->why = "a table has a key that is neither a text nor a whole number";
		lua_pop(c->L, 1);
	}
	if (c->why)
		lua_pop(c->L, 1);
	return object;
}

static Json *convert_table(struct conversion *c, int index)
{
	Json *j = script_node_json(c->L, index);

	if (j)
		return j;
	if (c->depth == JSON_DEPTH_MAX || !lua_checkstack(c->L, 8)) {
		c->why = "a table is nested too deep";
		return json_new_null();
	}
	c->depth++;
	j = is_array(c->L, index) ? convert_array(c, index) : convert_object(c, index);
	c->depth--;
	return j;
}

static Json *convert_string(struct conversion *c, int index)
{
	size_t n;
	const char *text = lua_tolstring(c->L, index, &n);

	c->bytes += n;
	if (c->bytes <= VALUE_BYTES_MAX)
		return json_new_string(text, n);
	c->why = "a value is too long";
	return json_new_null();
}

static Json *convert_number(struct conversion *c, int index)
{
	if (lua_isinteger(c->L, index))
		return json_new_integer(lua_tointeger(c->L, index));
	if (!isfinite(lua_tonumber(c->L, index)))
		c->why = "a number isn't finite";
	return json_new_real(lua_tonumber(c->L, index));
}

static Json *convert(struct conversion *c, int index)
{
	if (++c->values > JSON_VALUES_MAX)
		c->why = "a table holds too many values";
	else
		switch (lua_type(c->L, index)) {
		case LUA_TNIL: break;
		case LUA_TBOOLEAN: return json_new_boolean(lua_toboolean(c->L, index));
		case LUA_TNUMBER: return convert_number(c, index);
		case LUA_TSTRING: return convert_string(c, index);
		case LUA_TTABLE: return convert_table(c, index);
		case LUA_TFUNCTION: c->why = "a function can't be passed here"; break;
		default: c->why = "a value of this kind can't be passed here"; break;
		}
	return json_new_null();
}

Json *script_to_json(lua_State *L, int index, const char **why)
{
	struct conversion c = { .L = L };
	Json *j = convert(&c, lua_absindex(L, index));

	script_of(L)->steps -= (int64_t)(c.values * 8 + c.bytes / 16);
	*why = c.why;
	if (!c.why)
		return j;
	json_free(j);
	return NULL;
}

/* --- To Lua. */

static bool push_member(void *user, const char *name, const Json *value)
{
	lua_State *L = user;

	script_push_json(L, value);
	lua_setfield(L, -2, name);
	return true;
}

static bool push_item(void *user, const char *name, const Json *value)
{
	lua_State *L = user;
	lua_Integer i = lua_tointeger(L, -1) + 1;

	(void)name;
	lua_pop(L, 1);
	script_push_json(L, value);
	lua_rawseti(L, -2, i);
	lua_pushinteger(L, i);
	return true;
}

static void push_text(lua_State *L, const Json *j)
{
	size_t n;
	const char *text = json_text(j, &n);

	if (json_kind(j) == JSON_KIND_STRING || !lua_stringtonumber(L, text))
		lua_pushlstring(L, text, n);
}

void script_push_json(lua_State *L, const Json *j)
{
	luaL_checkstack(L, 4, "a value is nested too deep");
	script_charge(L, 4);
	switch (json_kind(j)) {
	case JSON_KIND_NULL: lua_pushnil(L); break;
	case JSON_KIND_FALSE:
	case JSON_KIND_TRUE: lua_pushboolean(L, json_kind(j) == JSON_KIND_TRUE); break;
	case JSON_KIND_NUMBER:
	case JSON_KIND_STRING: push_text(L, j); break;
	case JSON_KIND_OBJECT:
		lua_createtable(L, 0, (int)json_count(j));
		json_each(j, push_member, L);
		break;
	case JSON_KIND_ARRAY:
		lua_createtable(L, (int)json_count(j), 0);
		lua_pushinteger(L, 0);
		json_each(j, push_item, L);
		lua_pop(L, 1);
		break;
	}
}
