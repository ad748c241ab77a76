#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

#include "script/lua-match.h"

#include "base/poison.h"

/* The functions of strings that Lua has, those with patterns and `rep` within the budget. */

enum { MATCH_STEPS = 4 }; /* of a match, for one of the budget */

struct search {
	struct lua_match match;
	const char *pattern; /* behind a `^` */
	bool anchored;
};

static void search_init(lua_State *L, struct search *s, const char *text, size_t n,
			const char *pattern, size_t pattern_length, bool anchors)
{
	Script *script = script_of(L);

	s->anchored = anchors && *pattern == '^';
	s->pattern = pattern + s->anchored;
	s->match = (struct lua_match){ .text = text, .end = text + n, .captures = { { 0 } } };
	s->match.pattern_end = pattern + pattern_length;
	s->match.most = script->steps > 0 ? (size_t)script->steps * MATCH_STEPS : 0;
}

/* The end of a match at `at`, or NULL. */
static const char *search_at(lua_State *L, struct search *s, const char *at)
{
	const char *end = lua_match_at(&s->match, at, s->pattern);

	/* Before what is wrong with the pattern: an error of the budget. */
	if (s->match.steps > 64 * MATCH_STEPS) {
		size_t steps = s->match.steps / MATCH_STEPS;

		s->match.most -= s->match.steps < s->match.most ? s->match.steps : s->match.most;
		s->match.steps = 0;
		script_charge(L, steps + 1);
	}
	if (s->match.error)
		luaL_error(L, "%s", s->match.error);
	return end;
}

/* The first match at or after *at, which becomes where it begins; its end, or NULL. */
static const char *search_from(lua_State *L, struct search *s, const char **at)
{
	for (; *at <= s->match.end; ++*at) {
		const char *end = search_at(L, s, *at);

		if (end || s->anchored)
			return end;
	}
	return NULL;
}

/* --- Captures. */

/* Pushes capture `i` of a match from `start` to `end`, which is capture 0 if there is no other. */
static void push_capture(lua_State *L, const struct search *s, int i, const char *start,
			 const char *end)
{
	const struct lua_match *m = &s->match;
	ptrdiff_t length;

	if (i >= m->count) {
		if (i > 0)
			luaL_error(L, "invalid capture index %%%d", i + 1);
		lua_pushlstring(L, start, (size_t)(end - start));
		return;
	}
	length = m->captures[i].length;
	if (length == LUA_MATCH_OPEN)
		luaL_error(L, "unfinished capture");
	if (length == LUA_MATCH_POSITION)
		lua_pushinteger(L, m->captures[i].start - m->text + 1);
	else
		lua_pushlstring(L, m->captures[i].start, (size_t)length);
}

/* Pushes all captures, or the whole match if there are none and `whole`; how many. */
static int push_captures(lua_State *L, const struct search *s, const char *start, const char *end,
			 bool whole)
{
	int count = s->match.count ? s->match.count : whole;

	luaL_checkstack(L, count, "too many captures");
	for (int i = 0; i < count; i++)
		push_capture(L, s, i, start, end);
	return count;
}

/* Place `i` of a string of `n` bytes, from 1, or from its end if negative, as an offset. */
static size_t offset_of(lua_Integer i, size_t n)
{
	if (i > 0)
		return (size_t)i - 1;
	if (i == 0 || i < -(lua_Integer)n)
		return 0;
	return n - (size_t)-i;
}

/* --- find, match, gmatch. */

static int find_plain(lua_State *L, const char *text, size_t n, const char *what, size_t length,
		      size_t from)
{
	const char *found = memmem(text + from, n - from, what, length);

	script_charge(L, (n - from) / 64);
	if (!found) {
		luaL_pushfail(L);
		return 1;
	}
	lua_pushinteger(L, found - text + 1);
	lua_pushinteger(L, found - text + (ptrdiff_t)length);
	return 2;
}

static bool is_plain(const char *pattern, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pattern[i] && strchr("^$*+?.([%-", pattern[i]))
			return false;
	return true;
}

static int find_or_match(lua_State *L, bool find)
{
	size_t n, length, from;
	const char *text = luaL_checklstring(L, 1, &n);
	const char *pattern = luaL_checklstring(L, 2, &length);
	const char *at, *end;
	struct search s;

	from = offset_of(luaL_optinteger(L, 3, 1), n);
	if (from > n) {
		luaL_pushfail(L);
		return 1;
	}
	if (find && (lua_toboolean(L, 4) || is_plain(pattern, length)))
		return find_plain(L, text, n, pattern, length, from);
	search_init(L, &s, text, n, pattern, length, true);
	at = text + from;
	end = search_from(L, &s, &at);
	if (!end) {
		luaL_pushfail(L);
		return 1;
	}
	if (!find)
		return push_captures(L, &s, at, end, true);
	lua_pushinteger(L, at - text + 1);
	lua_pushinteger(L, end - text);
	return 2 + push_captures(L, &s, at, end, false);
}

static int find(lua_State *L)
{
	return find_or_match(L, true);
}

static int match(lua_State *L)
{
	return find_or_match(L, false);
}

/* Upvalues: the text, the pattern, where to go on, and the end of the last match (or -1). */
static int next_match(lua_State *L)
{
	size_t n, length;
	const char *text = lua_tolstring(L, lua_upvalueindex(1), &n);
	const char *pattern = lua_tolstring(L, lua_upvalueindex(2), &length);
	const char *at = text + lua_tointeger(L, lua_upvalueindex(3));
	lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
	const char *end;
	struct search s;

	search_init(L, &s, text, n, pattern, length, false);
	while (at <= text + n) {
		end = search_from(L, &s, &at);
		if (!end)
			return 0;
		if (end - text == last) { /* of no bytes, where the last one has ended */
			at++;
			continue;
		}
		lua_pushinteger(L, end - text);
		lua_copy(L, -1, lua_upvalueindex(3));
		lua_replace(L, lua_upvalueindex(4));
		return push_captures(L, &s, at, end, true);
	}
	return 0;
}

static int each_match(lua_State *L)
{
	size_t n, from;

	luaL_checklstring(L, 1, &n);
	luaL_checkstring(L, 2);
	from = offset_of(luaL_optinteger(L, 3, 1), n);
	lua_settop(L, 2);
	lua_pushinteger(L, (lua_Integer)(from > n ? n + 1 : from));
	lua_pushinteger(L, -1);
	lua_pushcclosure(L, next_match, 4);
	return 1;
}

/* --- gsub. */

static void add_template(lua_State *L, luaL_Buffer *b, const struct search *s, const char *start,
			 const char *end)
{
	size_t n;
	const char *template = lua_tolstring(L, 3, &n);

	for (size_t i = 0; i < n; i++) {
		char c = template[i];

		if (c != '%') {
			luaL_addchar(b, c);
			continue;
		}
		c = ++i < n ? template[i] : '\0';
		if (c == '%') {
			luaL_addchar(b, '%');
		} else if (c == '0') {
			luaL_addlstring(b, start, (size_t)(end - start));
		} else if (c >= '1' && c <= '9') {
			push_capture(L, s, c - '1', start, end);
			luaL_tolstring(L, -1, NULL);
			lua_remove(L, -2);
			luaL_addvalue(b);
		} else {
			luaL_error(L, "invalid use of '%%' in replacement string");
		}
	}
	script_charge(L, n / 8);
}

/* Adds what stands in place of a match. */
static void add_replacement(lua_State *L, luaL_Buffer *b, const struct search *s, const char *start,
			    const char *end)
{
	switch (lua_type(L, 3)) {
	case LUA_TFUNCTION:
		lua_pushvalue(L, 3);
		lua_call(L, push_captures(L, s, start, end, true), 1);
		break;
	case LUA_TTABLE:
		push_capture(L, s, 0, start, end);
		lua_gettable(L, 3);
		break;
	default: add_template(L, b, s, start, end); return;
	}
	if (!lua_toboolean(L, -1)) {
		lua_pop(L, 1);
		luaL_addlstring(b, start, (size_t)(end - start));
	} else if (!lua_isstring(L, -1)) {
		luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
	} else {
		luaL_addvalue(b);
	}
}

static int substitute(lua_State *L)
{
	size_t n, length;
	const char *text = luaL_checklstring(L, 1, &n), *last = NULL;
	const char *pattern = luaL_checklstring(L, 2, &length), *at = text;
	int type = lua_type(L, 3);
	lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)n + 1), count = 0;
	struct search s;
	luaL_Buffer b;

	luaL_argexpected(L,
			 type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
				 type == LUA_TTABLE,
			 3, "string/function/table");
	search_init(L, &s, text, n, pattern, length, true);
	luaL_buffinit(L, &b);
	while (count < most) {
		const char *end = search_at(L, &s, at);

		if (end && end != last) {
			count++;
			add_replacement(L, &b, &s, at, end);
			at = last = end;
		} else if (at < text + n) {
			luaL_addchar(&b, *at++);
		} else {
			break;
		}
		if (s.anchored)
			break;
	}
	luaL_addlstring(&b, at, (size_t)(text + n - at));
	luaL_pushresult(&b);
	lua_pushinteger(L, count);
	return 2;
}

/* --- The others. */

static int repeat(lua_State *L)
{
	size_t length, between;
	const char *text = luaL_checklstring(L, 1, &length);
	lua_Integer count = luaL_checkinteger(L, 2);
	const char *separator = luaL_optlstring(L, 3, "", &between);
	luaL_Buffer b;

	if (count <= 0 || length + between == 0) {
		lua_pushliteral(L, "");
		return 1;
	}
	if ((lua_Unsigned)count > SIZE_MAX / 4 / (length + between))
		return luaL_error(L, "resulting string too large");
	luaL_buffinitsize(L, &b, (length + between) * (size_t)count);
	for (lua_Integer i = 1; i <= count; i++) {
		if (i % 256 == 0)
			script_charge(L, 64);
		luaL_addlstring(&b, text, length);
		if (i < count)
			luaL_addlstring(&b, separator, between);
	}
	luaL_pushresult(&b);
	return 1;
}

/* Charges for the arguments, then is the function of Lua's own that is its upvalue. */
static int charged(lua_State *L)
{
	int count = lua_gettop(L);
	size_t bytes = 0;

	for (int i = 1; i <= count; i++)
		if (lua_type(L, i) == LUA_TSTRING)
			bytes += lua_rawlen(L, i);
	script_charge(L, bytes / 16 + (size_t)count / 4);
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* Makes functions of the table `library` charge. */
static void charge_for(lua_State *L, const char *library, const char *const *names)
{
	lua_getglobal(L, library);
	for (; *names; names++) {
		lua_getfield(L, -1, *names);
		lua_pushcclosure(L, charged, 1);
		lua_setfield(L, -2, *names);
	}
	lua_pop(L, 1);
}

void script_open_strings(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "find", find },       { "match", match }, { "gmatch", each_match },
		{ "gsub", substitute }, { "rep", repeat },
	};
	static const char *const strings[] = { "byte",    "char",   "format", "lower", "pack",
					       "reverse", "unpack", "upper",  NULL };
	static const char *const utf8[] = { "char", "codepoint", "codes", "len", "offset", NULL };
	static const char *const globals[] = { "select", "tonumber", NULL };
	static const char *const times[] = { "date", NULL };

	lua_getglobal(L, "string");
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		lua_pushcfunction(L, functions[i].func);
		lua_setfield(L, -2, functions[i].name);
	}
	lua_pop(L, 1);
	charge_for(L, "string", strings);
	charge_for(L, "utf8", utf8);
	charge_for(L, "_G", globals);
	charge_for(L, "os", times);
}
