/* The functions that scripts have in place of Lua's own do what Lua's own do. */
#include "unit/unit.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "script/script.h"

struct pair {
	Script *ours;
	lua_State *own; /* Lua as it comes */
};

static bool alive(void *user, const struct script_object *object)
{
	(void)user;
	(void)object;
	return true;
}

static int64_t now(void *user)
{
	(void)user;
	return 0;
}

static void message(void *user, enum message_kind kind, const char *text)
{
	(void)user;
	(void)kind;
	(void)text;
}

static const struct script_owner owner = { .alive = alive, .now = now, .message = message };

/* Both give `show(f, ...)`: what calling it gives, as a string; errors only as such. */
static const char show[] = "function show(f, ...)\n"
			   "  local r = table.pack(pcall(f, ...))\n"
			   "  if not r[1] then return 'error' end\n"
			   "  for i = 1, r.n do r[i] = type(r[i]) .. ':' .. tostring(r[i]) end\n"
			   "  return table.concat(r, ' ', 1, r.n)\n"
			   "end\n"
			   "function all(s, p, i)\n"
			   "  local out, n = {}, 0\n"
			   "  for a, b in string.gmatch(s, p, i) do\n"
			   "    out[#out + 1] = tostring(a) .. '/' .. tostring(b)\n"
			   "  end\n"
			   "  return table.concat(out, ',')\n"
			   "end\n"
			   "function list(t)\n"
			   "  local out = {}\n"
			   "  for i = 1, #t do out[i] = tostring(t[i]) end\n"
			   "  return table.concat(out, ' ')\n"
			   "end\n";

static void evaluate(struct pair *p, const char *text, struct str *out)
{
	struct err e;

	str_clear(out);
	if (!script_eval(p->ours, NULL, text, strlen(text), out, &e))
		fail_msg("%s: %s", text, e.text);
}

static void check_same(struct pair *p, const char *text)
{
	struct str ours, program;
	const char *own;

	str_init(&ours);
	str_init(&program);
	evaluate(p, text, &ours);
	str_append_format(&program, "return %s", text);
	if (luaL_dostring(p->own, program.text))
		fail_msg("%s: %s", text, lua_tostring(p->own, -1));
	own = lua_tostring(p->own, -1);
	if (strcmp(ours.text, own) != 0)
		fail_msg("%s\n  is %s\n  in Lua's own %s", text, ours.text, own);
	lua_settop(p->own, 0);
	str_fini(&program);
	str_fini(&ours);
}

static int set_pair(void **state)
{
	static struct pair p;
	struct script_settings settings = { .modules = NULL };
	struct str out;
	struct err e;

	p.ours = script_new(&settings, &owner, NULL, &e);
	p.own = luaL_newstate();
	luaL_openlibs(p.own);
	str_init(&out);
	evaluate(&p, show, &out);
	str_fini(&out);
	*state = &p;
	return luaL_dostring(p.own, show);
}

static int clear_pair(void **state)
{
	struct pair *p = *state;

	script_free(p->ours);
	lua_close(p->own);
	return 0;
}

static const char *const calls[] = {
	"show(string.find, 'hello world', 'o w')",
	"show(string.find, 'hello', 'l', 1, true)",
	"show(string.find, 'a+b', '+', 1, true)",
	"show(string.find, 'hello', '', 10)",
	"show(string.find, 'hello', '', 6)",
	"show(string.find, 'hello', 'l', -2)",
	"show(string.find, 'hello', 'h', -20)",
	"show(string.find, 'a\\0b', '\\0')",
	"show(string.find, 'a\\0b', '%z')",
	"show(string.match, 'key = value', '^(%w+)%s*=%s*(%w+)$')",
	"show(string.match, '2026-01-31', '(%d+)-(%d+)-(%d+)')",
	"show(string.match, 'x', '()x()')",
	"show(string.match, 'THE (quick) fox', '%((%a+)%)')",
	"show(string.match, 'f(a(b)c)d', '%b()')",
	"show(string.match, 'THE (quick) fox', '%f[%a]%a+%f[%A]')",
	"show(string.match, [[\"it's\"]], [[([\"'])(.-)%1]])",
	"show(string.match, 'a]b', '[]]')",
	"show(string.match, 'a^b', '[b^]')",
	"show(string.match, 'a-b', '[a%-]+')",
	"show(string.match, 'abc', '[^%s]*')",
	"show(string.match, 'x', '(')",
	"show(string.match, 'x', '%')",
	"show(string.match, 'x', '[a')",
	"show(string.match, 'x', '[%')",
	"show(string.match, 'x', '%1')",
	"show(string.match, 'x', '(x)%2')",
	"show(string.match, 'x', 'x)')",
	"show(string.match, 'x', '%f')",
	"show(string.match, 'x', '%b')",
	"show(string.match, 'x', '%bx')",
	"show(string.match, ('a'):rep(300), (('a?'):rep(250)))",
	"show(string.match, 'x', ('()'):rep(33))",
	"show(string.gsub, 'hello world', 'o', '0')",
	"show(string.gsub, 'hello world', 'o', '0', 1)",
	"show(string.gsub, 'hello', '', '-')",
	"show(string.gsub, 'abc', '%w', '%0%0')",
	"show(string.gsub, 'abc', '(a)(b)', '%2%1%%')",
	"show(string.gsub, 'abc', 'a', '%2')",
	"show(string.gsub, 'abc', 'a', '%x')",
	"show(string.gsub, 'abc', 'a', '%')",
	"show(string.gsub, 'a b c', '%w', { a = 1, b = true, c = false })",
	"show(string.gsub, 'a b c', '%w', { a = 1, c = false })",
	"show(string.gsub, 'a b c', '()%w', function(at) return at > 1 and at end)",
	"show(string.gsub, 'abc', '^a', 'x')",
	"show(string.gsub, 'aaa', '^a', 'x')",
	"show(string.gsub, 'abc', 'b*', 'x')",
	"show(string.gsub, 'abc', 'a', true)",
	"show(string.gsub, 'abc', 'a', 'x', 0)",
	"show(all, 'one two  three', '%a+')",
	"show(all, 'a=1, b=2', '(%w)=(%w)')",
	"show(all, 'abc', '')",
	"show(all, 'abc', 'b*')",
	"show(all, '^a^a', '^a')",
	"show(all, 'abcd', '.', 3)",
	"show(all, 'abcd', '.', -1)",
	"show(all, 'abcd', '.', 9)",
	"show(string.rep, 'ab', 3, '-')",
	"show(string.rep, 'ab', 1, '-')",
	"show(string.rep, 'ab', 0)",
	"show(string.rep, '', 5)",
	"show(string.rep, 'ab', -1)",
	"show(string.format, '%5d|%-5s|%q', 3, 'x', 'a\\nb')",
	"show(string.byte, 'abc', 1, -1)",
	"show(select, '#', 1, nil)",
	"show(select, -1, 1, 2)",
	"show(tonumber, '0x10')",
	"show(tonumber, 'zz', 36)",
	"show(utf8.len, 'h\\u{e9}')",
	"show(table.concat, { 1, 'b', 2.5 }, ', ')",
	"show(table.concat, { 1, 2, 3 }, ',', 2, 3)",
	"show(table.concat, { 1, 2, 3 }, ',', 3, 2)",
	"show(table.concat, { 1, {}, 3 })",
	"show(table.unpack, { 1, 2, 3 })",
	"show(table.unpack, { 1, 2, 3 }, 2)",
	"show(table.unpack, { 1, 2 }, 1, 4)",
	"show(table.unpack, {}, 1, 1e8)",
	"show(table.unpack, {}, math.mininteger, math.maxinteger)",
	"show(function() local t = { 1, 2, 3 } table.insert(t, 4) table.insert(t, 1, 0) return "
	"list(t) end)",
	"show(function() local t = { 1, 2 } table.insert(t, 4, 9) end)",
	"show(function() local t = { 1, 2 } table.insert(t, 1, 2, 3) end)",
	"show(function() local t = { 1, 2, 3 } return table.remove(t, 1), table.remove(t), list(t) "
	"end)",
	"show(function() return table.remove({}), table.remove({ 1 }, 2), "
	"#table.pack(table.remove({})) end)",
	"show(function() return table.remove({ 1, 2 }, 5) end)",
	"show(function() return list(table.move({ 1, 2, 3 }, 1, 3, 2)) end)",
	"show(function() return list(table.move({ 1, 2, 3 }, 2, 3, 1)) end)",
	"show(function() return list(table.move({ 1, 2, 3 }, 1, 3, 1, {})) end)",
	"show(function() return table.move({}, 1, math.maxinteger, 2) end)",
	"show(function() local t = { 3, 1, 2 } table.sort(t) return list(t) end)",
	"show(function() local t = { 'b', 'a' } table.sort(t) return list(t) end)",
	"show(function() local t = { 1, 2, 3, 4 } table.sort(t, function(a, b) return a > b end) "
	"return list(t) end)",
	"show(function() local t = { 1, 'a' } table.sort(t) return list(t) end)",
	"show(function() table.sort({ 1, 2 }, 3) end)",
};

static void test_calls(void **state)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		check_same(*state, calls[i]);
}

static const char *const pieces[] = {
	"a",     "b",  ".",  "%a",   "%A",  "%d", "[ab]", "[^a]", "[a-c]", "(",
	")",     "()", "*",  "+",    "-",   "?",  "^",    "$",    "%1",    "%b()",
	"%f[b]", "1",  "%.", "[%a]", "(a)", "(b", ".-)",  "[",    "[^%d",  "%",
};

static unsigned pick(unsigned n)
{
	static unsigned seed = 7;

	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

/* Patterns put together at random, on short texts. */
static void test_random(void **state)
{
	static const char *const functions[] = { "string.find", "string.match", "all" };
	struct str text;

	str_init(&text);
	for (int i = 0; i < 20000; i++) {
		unsigned n = 1 + pick(6);

		str_clear(&text);
		str_append_format(&text, "show(%s, '", functions[pick(3)]);
		for (unsigned k = pick(9); k > 0; k--)
			str_append_char(&text, "ab1c()."[pick(7)]);
		str_append_string(&text, "', '");
		for (; n > 0; n--)
			str_append_string(&text, pieces[pick(sizeof(pieces) / sizeof(pieces[0]))]);
		str_append_string(&text, "')");
		check_same(*state, text.text);
	}
	str_fini(&text);
}

static void test_sort(void **state)
{
	check_same(*state, "show(function() local t, x = {}, 1 "
			   "for i = 1, 5000 do x = x * 16807 % 2147483647 t[i] = x % 1000 end "
			   "table.sort(t) return list(t) end)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_sort),
	};

	return cmocka_run_group_tests(tests, set_pair, clear_pair);
}
