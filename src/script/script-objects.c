#include "script/script-internal.h"

#include <inttypes.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>

#include "base/poison.h"

void script_push_object(lua_State *L, const struct script_object *object)
{
	struct script_object *o = lua_newuserdatauv(L, sizeof(*o), 0);

	*o = *object;
	luaL_setmetatable(L, object->kind);
}

const struct script_object *script_check_object(lua_State *L, int index, const char *kind)
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

static void set_for_kind(lua_State *L, const char *kind, const char *name, lua_CFunction f)
{
	lua_pushstring(L, kind);
	lua_pushcclosure(L, f, 1);
	lua_setfield(L, -2, name);
}

/* `object.NAME`: a method, or what the owner knows under that name. */
static int object_index(lua_State *L)
{
	const char *kind = lua_tostring(L, lua_upvalueindex(1));
	Script *s = script_of(L);

	lua_settop(L, 2);
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL || lua_type(L, 2) != LUA_TSTRING ||
	    !s->owner->field)
		return 1;
	json_free(s->held);
	s->held = s->owner->field(s->user, script_check_object(L, 1, kind), lua_tostring(L, 2));
	if (!s->held)
		return 1;
	script_push_json(L, s->held);
	return 1;
}

void script_push_methods(lua_State *L, const char *kind)
{
	if (luaL_newmetatable(L, kind)) {
		set_for_kind(L, kind, "__eq", object_equals);
		set_for_kind(L, kind, "__tostring", object_text);
		lua_pushstring(L, kind);
		lua_setfield(L, -2, "__metatable");
		lua_pushstring(L, kind);
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_setfield(L, -4, "methods");
		lua_pushcclosure(L, object_index, 2);
		lua_setfield(L, -2, "__index");
	}
	lua_getfield(L, -1, "methods");
	lua_remove(L, -2);
}
