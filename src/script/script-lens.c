#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#include "base/mem.h"
#include "lens/lens-table.h"
#include "script/script-handlers.h"

#include "base/poison.h"

/* The one of that name; NULL if there is none. */
static struct handler *find(const Script *s, const char *name)
{
	struct handler *h;
	uint64_t number = 0;

	while ((h = script_find_handler(s, number, HANDLER_LENS))) {
		if (strcmp(h->name, name) == 0)
			return h;
		number = h->number;
	}
	return NULL;
}

/* A word that no lens of the program has, nor a command. */
static bool is_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	struct err e;

	return *name && !name[strspn(name, letters)] && strcmp(name, "off") != 0 &&
	       strcmp(name, "guess") != 0 && !lens_find(name, &e);
}

/* Whether the field of the table 2 is a function, or, if it may, nil. */
static bool check_field(lua_State *L, const char *name, bool may_miss)
{
	int type = lua_getfield(L, 2, name);

	lua_pop(L, 1);
	if (type != LUA_TFUNCTION && !(may_miss && type == LUA_TNIL))
		luaL_error(L, "the %s of a lens is a function", name);
	return type == LUA_TFUNCTION;
}

/* hail.lens(name, { frame = …, show = … }) */
static int on_lens(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	struct handler *before, *h;
	bool frames;

	luaL_argcheck(L, is_name(name), 1,
		      "a name of small letters, digits, - and _ that no lens of hail has");
	luaL_checktype(L, 2, LUA_TTABLE);
	check_field(L, "show", false);
	frames = check_field(L, "frame", true);
	before = find(script_of(L), name);
	h = script_add_handler(L, HANDLER_LENS, 2);
	if (before)
		before->off = true;
	h->name = mem_strdup(name);
	h->frames = frames;
	return 1;
}

void script_open_lenses(lua_State *L)
{
	lua_pushcfunction(L, on_lens);
	lua_setfield(L, -2, "lens");
}

bool script_has_lens(const Script *s, const char *name, bool *frames)
{
	const struct handler *h = find(s, name);

	*frames = h && h->frames;
	return h != NULL;
}

void script_each_lens(const Script *s, void (*each)(void *user, const char *name), void *user)
{
	struct handler *h;
	uint64_t number = 0;

	while ((h = script_find_handler(s, number, HANDLER_LENS))) {
		each(user, h->name);
		number = h->number;
	}
}

/* Calls a function of a lens; false if there is none, or it failed. */
static bool call(Script *s, const char *name, struct handler_call *c)
{
	c->handler = s->depth ? NULL : find(s, name);
	if (!c->handler)
		return false;
	script_run_handler(s, c);
	script_sweep_handlers(s);
	script_settle(s);
	return !c->failed;
}

static Json *words(bool sent)
{
	Json *args = json_new_array();

	json_append(args, sent ? json_new_string("sent", 4) : json_new_string("received", 8));
	return args;
}

bool script_lens_frame(Script *s, const char *name, bool sent, const char *bytes, size_t n,
		       uint64_t *length)
{
	Json *args = words(sent);
	struct handler_call c = {
		.field = "frame", .text = bytes, .n = n, .args = args, .length = length
	};
	bool good = call(s, name, &c);

	json_free(args);
	return good;
}

bool script_lens_show(Script *s, const char *name, bool sent, const char *bytes, size_t n,
		      struct str *out)
{
	Json *args = words(sent);
	struct handler_call c = {
		.field = "show", .text = bytes, .n = n, .args = args, .returned = out
	};
	bool good = call(s, name, &c);

	json_free(args);
	return good;
}
