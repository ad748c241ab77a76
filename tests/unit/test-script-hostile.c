/* Scripts that loop, allocate, throw and tamper: each ends within its budget, and the state lives.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "script/script.h"

enum {
	MEMORY = 32 << 20,
	STEPS = 5 * 1000 * 1000,
	CPU_MS = 1000,
	SECONDS_MAX = 20, /* a sanitized build on a machine that does other things, too */
};

struct stage {
	Script *script;
	int64_t now;
	char said[200]; /* the last error */
	bool failed; /* a case did, which was told */
};

static bool alive(void *user, const struct script_object *object)
{
	(void)user;
	(void)object;
	return true;
}

static int64_t now(void *user)
{
	return ((struct stage *)user)->now;
}

static void message(void *user, enum message_kind kind, const char *text)
{
	struct stage *st = user;

	(void)kind;
	snprintf(st->said, sizeof(st->said), "%s", text);
}

/* What stays where it was until all has been evaluated. */
static void verb_same(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	(void)user;
	(void)object;
	script_reply(reply, json_clone(args));
}

static const struct script_verb verbs[] = { { NULL, "same", verb_same, false } };
static const struct script_owner owner = {
	.verbs = verbs, .verb_count = 1, .alive = alive, .now = now, .message = message
};

static void stage_set_with(struct stage *st, uint64_t steps)
{
	struct script_settings settings = { .limits = { MEMORY, steps, CPU_MS } };
	struct err e;

	*st = (struct stage){ 0 };
	st->script = script_new(&settings, &owner, st, &e);
	assert_non_null(st->script);
}

static void stage_set(struct stage *st)
{
	stage_set_with(st, STEPS);
}

/* Evaluates `text`; the value, or the first line of the error. */
static void evaluate(struct stage *st, const char *text, struct str *out)
{
	struct err e;

	str_clear(out);
	if (script_eval(st->script, NULL, text, strlen(text), out, &e))
		return;
	str_clear(out);
	str_append_string(out, e.text);
}

static const char usable[] = "('usable'):upper()";

static void complain(struct stage *st, bool wrong, const char *text, const char *expected,
		     const char *seen)
{
	if (wrong)
		print_error("%s\n  expected %s\n  saw %.300s\n", text, expected, seen);
	st->failed = st->failed || wrong;
}

/* What `text` ends with has `expected` in it, and the state is of use afterwards. */
static void check(struct stage *st, const char *text, const char *expected)
{
	struct str out;
	time_t began = time(NULL);

	str_init(&out);
	evaluate(st, text, &out);
	complain(st, !strstr(out.text, expected), text, expected, out.text);
	complain(st, time(NULL) - began > SECONDS_MAX, text, "an early end", out.text);
	evaluate(st, usable, &out);
	complain(st, strcmp(out.text, "USABLE") != 0, text, "a usable state", out.text);
	str_fini(&out);
}

#define STEPS_SPENT "too many steps"
#define SPENT "this ran for too long without a wait" /* in steps or, where these are slow, time */
#define NO_MEMORY "not enough memory"

static const struct {
	const char *text, *ends;
} cases[] = {
	/* Loops, whoever catches what. */
	{ "(function() while true do end end)()", STEPS_SPENT },
	{ "repeat until false", STEPS_SPENT },
	{ "::a:: goto a", STEPS_SPENT },
	{ "for i = 1, math.huge do end", STEPS_SPENT },
	{ "while true do pcall(function() while true do end end) end", SPENT },
	{ "while true do xpcall(function() while true do end end, function() while true do end "
	  "end) "
	  "end",
	  SPENT },
	{ "function f() while true do pcall(f) end end f()", SPENT },
	{ "coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function() "
	  "while true "
	  "do end end }) while true do end end)()",
	  STEPS_SPENT },
	{ "co = coroutine.create(function() local x <close> = setmetatable({}, { __close = "
	  "function() while true "
	  "do end end }) while true do end end) coroutine.resume(co)",
	  "" },
	{ "coroutine.close(co)", SPENT },
	{ "co = coroutine.create(function() local x <close> = setmetatable({}, { __close = "
	  "function() while true "
	  "do end end }) coroutine.yield() end) coroutine.resume(co) coroutine.close(co)",
	  "" },

	{ "while true do pcall(error) end", SPENT },
	{ "while true do pcall(pcall, error) end", SPENT },
	{ "while true do coroutine.wrap(function() end)() end", SPENT },
	{ "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
	  SPENT },
	{ "while true do pcall(coroutine.wrap(function() while true do end end)) end", SPENT },
	{ "local co = coroutine.wrap(function() while true do coroutine.yield() end end) "
	  "while true do co() end",
	  SPENT },
	{ "do local x <close> = setmetatable({}, { __close = function() while true do end end }) "
	  "end",
	  STEPS_SPENT },
	{ "do local x <close> = setmetatable({}, { __close = function() while true do end end }) "
	  "while true do end end",
	  STEPS_SPENT },
	{ "hail.task(function() while true do end end) return 'on'", "on" },
	{ "for i = 1, 20000 do hail.task(wait, 1) end", "there are too many tasks" },
	{ "while true do hail.same(1) end", STEPS_SPENT }, /* with memory almost full */
	{ "while true do print('x') end", STEPS_SPENT },
	{ "for w in ('x'):gmatch('') do while true do end end", STEPS_SPENT },
	{ "('x'):gsub('', function() while true do end end)", STEPS_SPENT },
	{ "load(function() return ' ' end)", STEPS_SPENT },
	{ "load(function() while true do end end)", STEPS_SPENT },
	{ "setmetatable({}, { __index = function(t, k) return t[k + 1] end })[1]",
	  "C stack overflow" },

	{ "error(setmetatable({}, { __tostring = function() while true do end end }))", SPENT },
	{ "error(setmetatable({}, { __tostring = error }))", "" },
	{ "error(setmetatable({}, { __tostring = 5 }))", "" },
	{ "print(setmetatable({}, { __tostring = function() while true do end end }))", SPENT },
	{ "('%s'):format(setmetatable({}, { __tostring = function() while true do end end }))",
	  SPENT },
	{ "setmetatable({}, { __name = ('x'):rep(1e6) }) + 1", "perform arithmetic" },
	{ "xpcall(error, function() error() end)", "" },
	{ "xpcall(error, xpcall, error)", "" },
	{ "(function() local t = setmetatable({}, { __mode = 'k' }) for i = 1, 2000 do local k = "
	  "{} t[k] = "
	  "{ t, k } end collectgarbage() return 'weak' end)()",
	  "weak" },

	/* Functions in C that don't end. */
	{ "string.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40))", SPENT },
	{ "string.find(('a'):rep(40) .. 'b', ('a*'):rep(30) .. 'c')", SPENT },
	{ "string.match(('a'):rep(5000), ('.-'):rep(9) .. 'b')", SPENT },
	{ "string.gsub(('a'):rep(3000), ('.-'):rep(5) .. 'b', '')", SPENT },
	{ "for w in ('a'):rep(3000):gmatch(('.-'):rep(5) .. 'b') do end", SPENT },
	{ "string.find(('('):rep(200000), '%b()')", SPENT },
	{ "string.find(('('):rep(200000), '.-%b()')", SPENT },
	{ "string.match(('x'):rep(100), ('('):rep(32) .. (')'):rep(32) .. ('x?'):rep(190))", "" },
	{ "string.find(('a'):rep(300), ('a?'):rep(300))", "pattern too complex" },
	{ "string.rep('', 1e15) == ''", "true" },
	{ "string.rep('x', 1e9)", NO_MEMORY },
	{ "string.rep('x', 1 << 62)", "resulting string too large" },
	{ "string.rep('x', 1 << 40, 'y')", NO_MEMORY },
	{ "('x'):rep(1e6):rep(1e6)", NO_MEMORY },
	{ "table.concat(setmetatable({}, { __len = function() return 1e15 end, __index = "
	  "function() "
	  "return '' end }))",
	  SPENT },
	{ "table.concat(setmetatable({}, { __len = function() return 1e15 end, __index = type }))",
	  NO_MEMORY },
	{ "table.insert(setmetatable({}, { __len = function() return 1 << 52 end }), 1, 'x')",
	  SPENT },
	{ "table.remove(setmetatable({}, { __len = function() return 1 << 52 end }), 1)", SPENT },
	{ "table.move({}, 1, 1 << 52, 2)", SPENT },
	{ "table.unpack({}, 1, 1e7)", "too many results to unpack" },
	{ "table.sort(setmetatable({}, { __len = function() return 1 << 30 end }), rawequal)",
	  SPENT },
	{ "table.sort({ 3, 2, 1, 5, 4 }, function() return true end)", "" },
	{ "table.sort({ 3, 2, 1 }, function() while true do end end)", STEPS_SPENT },
	{ "while true do collectgarbage() end", SPENT },
	{ "local s = ('x'):rep(1 << 23) while true do string.upper(s) end", SPENT },
	{ "local s = ('1'):rep(1 << 23) while true do tonumber(s) end", SPENT },
	{ "local a, b = ('x'):rep(1 << 22), ('x'):rep(1 << 22) while true do local c = a == b end",
	  SPENT },
	{ "local t = {} for i = 1, 190000 do t[i] = i end "
	  "while true do select('#', table.unpack(t)) end",
	  SPENT },
	{ "load(('::a%d:: '):rep(3):format(1, 2, 3) .. ('x=1 '):rep(250000))", "function" },
	{ "local t = {} for i = 1, 100000 do t[i] = '::a' .. i .. '::' end load(table.concat(t, ' "
	  "'))",
	  "" },
	{ "('x'):rep(1000, ('%d'):rep(1000)):format()", "bad argument" },

	/* Memory. */
	{ "(function() local t = {} for i = 1, 1e9 do t[i] = { i } end end)()", NO_MEMORY },
	{ "(function() local s = 'x' while true do s = s .. s end end)()", NO_MEMORY },
	{ "(function() local t = {} while true do t = { t } end end)()", NO_MEMORY },
	{ "big = {} for i = 1, 1e9 do pcall(function() big[i] = ('x'):rep(10000) .. i end) end",
	  SPENT },
	{ "big = nil collectgarbage()", "" },
	{ "while true do pcall(string.rep, 'x', 1e9) end", SPENT },
	{ "coroutine.wrap(function() local t = {} while true do t[#t + 1] = "
	  "coroutine.create(print) end "
	  "end)()",
	  NO_MEMORY },

	{ "for i = 1, 4000 do hail.trigger('(?:(?:a{500}b?){20}|x' .. i .. ')+', print) end", "" },
	{ "for i = 1, 100 do hail.trigger(('(?:ab?c|x)+'):rep(300), print) end", "" },
	{ "error(('x'):rep(1 << 20))", "xxx" },

	/* Depth. */
	{ "(function() local function f() return 1 + f() end return f() end)()", NO_MEMORY },
	{ "(function() local function f() pcall(f) end f() end)()", "" },
	{ "(function() local function f() return coroutine.wrap(f)() end return f() end)()",
	  "input:1" },
	{ "load(('('):rep(100000))", "" },
	{ "load(('{'):rep(100000))", "" },
	{ "load('return ' .. ('-'):rep(100000) .. '1')", "" },
	{ "load('x = ' .. ('a..'):rep(100000) .. 'a')", "" },
	{ "(function() local t = {} for i = 1, 1e5 do t = { t } end return hail.same(t) end)()",
	  "nested too deep" },
	{ "(function() local t = {} t[1] = t return hail.same(t) end)()", "nested too deep" },
	{ "(function() local t = {} for i = 1, 200000 do t[i] = 0 end return hail.same(t) end)()",
	  "too many values" },

	/* What isn't there. */
	{ "io", "nil" },
	{ "debug", "nil" },
	{ "package", "nil" },
	{ "dofile", "nil" },
	{ "loadfile", "nil" },
	{ "string.dump", "nil" },
	{ "os.execute", "nil" },
	{ "os.getenv", "nil" },
	{ "os.remove", "nil" },
	{ "os.exit", "nil" },
	{ "os.tmpname", "nil" },
	{ "type(os.time()) .. type(os.date()) .. type(os.clock())", "numberstringnumber" },
	{ "load('\\27Lua')", "attempt to load a binary chunk" },
	{ "load('\\27Lua', 'x', 'b')", "attempt to load a binary chunk" },
	{ "load(function() return '\\27Lua' end, 'x', 'bt')", "attempt to load a binary chunk" },
	{ "setmetatable({}, { __gc = function() while true do end end })",
	  "a script can't have __gc" },
	{ "(function() local m = {} local t = setmetatable({}, m) m.__gc = function() while true "
	  "do end "
	  "end t = nil collectgarbage() return 'done' end)()",
	  "done" },
	{ "getmetatable('')", "string" },
	{ "setmetatable('', {})", "bad argument #1" },
	{ "getmetatable(hail.same).x", "nil" },

	/* Tampering. */
	{ "setmetatable(_G, { __index = function() while true do end end }) return nothing",
	  SPENT },
	{ "setmetatable(_G, { __newindex = error })", "" },
	{ "setmetatable(_G, nil)", "" },
	{ "(function() local up = string.upper for k in pairs(string) do string[k] = nil end "
	  "string.upper = up return 'gone' end)()",
	  "gone" },
	{ "(function() local g, keep = _G, { collectgarbage = 1 } for k in pairs(g) do if not "
	  "keep[k] "
	  "then "
	  "g[k] = nil end end return 'empty' end)()",
	  "empty" },
};

static void test_hostile(void **state)
{
	struct stage st;

	(void)state;
	stage_set(&st);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&st, cases[i].text, cases[i].ends);
	script_free(st.script);
	assert_false(st.failed);
}

/* A task that runs for too long after a wait, and one behind it. */
static void test_tasks(void **state)
{
	struct stage st;

	(void)state;
	stage_set(&st);
	check(&st,
	      "hail.task(function() wait(1) while true do pcall(function() while true do end end) "
	      "end end)",
	      "");
	check(&st, "hail.task(function() wait(1) done = true end)", "");
	st.now = 1000;
	script_tick(st.script);
	check(&st, "done", "true");
	assert_int_equal(script_deadline(st.script), -1);
	check(&st,
	      "hail.task(function() why = select(2, pcall(string.rep, 'x', 1e9)) string.rep('x', "
	      "1e9) "
	      "end) return why",
	      NO_MEMORY);
	assert_non_null(strstr(st.said, "not enough memory: scripts may use 32768 KiB"));
	/* Somebody else gets hold of its thread. */
	check(&st, "hail.task(function() thread = coroutine.running() wait(1) again = true end)",
	      "");
	check(&st, "coroutine.resume(thread)", "");
	check(&st, "coroutine.close(thread)", "");
	st.now = 2000;
	script_tick(st.script);
	check(&st, "again", "");
	script_free(st.script);
	assert_false(st.failed);
}

/* Where memory is too short for a task's arguments the one that starts it gets the error. */
static void test_task_without_memory(void **state)
{
	struct stage st;

	(void)state;
	stage_set_with(&st, 100 * STEPS);
	check(&st,
	      "hail.task(function() (function(...) local keep, text = {}, ('x'):rep(1 << 18) "
	      "for i = 1, 100 do keep[i] = text .. i "
	      "local good, why = pcall(hail.task, function() end, ...) "
	      "if not good then caught = why break end end "
	      "end)(table.unpack({}, 1, 200000)) wait(1) done = true end)",
	      "");
	check(&st, "caught", "too many arguments");
	st.now = 1000;
	script_tick(st.script);
	check(&st, "done", "true");
	script_free(st.script);
	assert_false(st.failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_task_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
