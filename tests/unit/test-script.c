/* Scripts: values, verbs, objects, tasks, files, budgets and errors. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "script/script.h"

/* --- An owner that notes what it is asked. */

struct stage {
	Script *script;
	struct str said; /* messages, each with a newline */
	struct str asked; /* what verbs got, and how tasks ended */
	int64_t now;
	uint64_t ticket; /* of the last call that waits */
	uint64_t generation; /* of the host that is alive */
};

static void note_args(struct stage *st, const char *verb, const struct script_object *object,
		      const Json *args)
{
	str_append_string(&st->asked, verb);
	if (object)
		str_append_format(&st->asked, " %s%d", object->kind, (int)object->id);
	json_print(args, &st->asked);
	str_append_char(&st->asked, '\n');
}

static void verb_send(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	(void)reply;
	note_args(user, "send", object, args);
}

/* Gives back what it got. */
static bool reply_each(void *user, const char *name, const Json *value)
{
	(void)name;
	script_reply(user, json_clone(value));
	return true;
}

static void verb_echo(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	(void)user;
	(void)object;
	json_each(args, reply_each, reply);
}

static void verb_fail(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	(void)user;
	(void)object;
	(void)args;
	script_reply_fail(reply, "no %s", "luck");
}

static void verb_host(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct stage *st = user;
	struct script_object host = { "host", 7, st->generation };

	(void)object;
	(void)args;
	script_reply_object(reply, &host);
}

static void verb_command(void *user, const struct script_object *object, const Json *args,
			 ScriptReply *reply)
{
	struct stage *st = user;

	note_args(st, "command", object, args);
	st->ticket = script_reply_later(reply);
}

/* Waits, but is answered before it has returned. */
static void verb_prompt(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	struct stage *st = user;
	Json *values = json_new_array();

	note_args(st, "prompt", object, args);
	json_append(values, json_new_string("sw>", 3));
	script_resume(st->script, script_reply_later(reply), values);
}

static void verb_drop(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct stage *st = user;

	(void)args;
	(void)reply;
	st->generation++;
	script_drop(st->script, object);
}

static const struct script_verb verbs[] = {
	{ NULL, "send", verb_send, true },         { NULL, "same", verb_echo, false },
	{ NULL, "fail", verb_fail, false },        { NULL, "host", verb_host, false },
	{ "host", "command", verb_command, true }, { "host", "prompt", verb_prompt, false },
	{ "host", "drop", verb_drop, false },
};

static bool alive(void *user, const struct script_object *object)
{
	struct stage *st = user;

	return object->generation == st->generation;
}

static int64_t now(void *user)
{
	return ((struct stage *)user)->now;
}

static void message(void *user, enum message_kind kind, const char *text)
{
	struct stage *st = user;

	str_append_format(&st->said, "%s%s\n", kind == MESSAGE_ERROR ? "error: " : "", text);
}

static void ended(void *user, const struct script_object *object, const Json *results,
		  const char *error)
{
	struct stage *st = user;

	str_append_format(&st->asked, "ended %s%d ", object->kind, (int)object->id);
	if (results)
		json_print(results, &st->asked);
	else
		str_append_format(&st->asked, "%.*s", (int)strcspn(error, "\n"), error);
	str_append_char(&st->asked, '\n');
}

static Json *field(void *user, const struct script_object *object, const char *name)
{
	(void)user;
	(void)object;
	return strcmp(name, "name") == 0 ? json_new_string("sw1", 3) : NULL;
}

static const struct script_owner owner = {
	.verbs = verbs,
	.verb_count = sizeof(verbs) / sizeof(verbs[0]),
	.alive = alive,
	.now = now,
	.message = message,
	.ended = ended,
	.field = field,
};

static void stage_set_with(struct stage *st, const struct script_settings *settings)
{
	struct err e;

	*st = (struct stage){ .generation = 1 };
	str_init(&st->said);
	str_init(&st->asked);
	st->script = script_new(settings, &owner, st, &e);
	if (!st->script)
		skip();
}

static void stage_set(struct stage *st)
{
	struct script_settings settings = { .modules = NULL };

	stage_set_with(st, &settings);
}

static void stage_clear(struct stage *st)
{
	script_free(st->script);
	str_fini(&st->said);
	str_fini(&st->asked);
}

/* Evaluates `text`, which must be `expected`; a fault is `error: ` and its first line. */
static void check_eval(struct stage *st, const char *text, const char *expected)
{
	struct str out;
	struct err e;

	str_init(&out);
	if (!script_eval(st->script, NULL, text, strlen(text), &out, &e)) {
		str_clear(&out);
		str_append_format(&out, "error: %s", e.text);
	}
	if (strcmp(out.text, expected) != 0)
		fail_msg("%s\n  is %s\n  expected %s", text, out.text, expected);
	str_fini(&out);
}

/* What was noted since the last check. */
static void check_asked(struct stage *st, const char *expected)
{
	assert_string_equal(st->asked.text, expected);
	str_clear(&st->asked);
}

static void check_said(struct stage *st, const char *expected)
{
	if (!strstr(st->said.text, expected))
		fail_msg("said %s\nexpected %s", st->said.text, expected);
	str_clear(&st->said);
}

static Json *values_of(const char *text)
{
	struct err e;
	Json *j = json_parse(text, strlen(text), &e);

	assert_non_null(j);
	return j;
}

/* --- Files. */

static char folder[] = "/tmp/test-script.XXXXXX";

static const char *file_path(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static const char *write_file(const char *name, const char *text)
{
	FILE *f = fopen(file_path(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return file_path(name);
}

static void load(struct stage *st, const char *text)
{
	struct err e;

	if (!script_load(st->script, write_file("main.lua", text), &e))
		fail_msg("%s", e.text);
}

/* --- Tests. */

static const struct {
	const char *text, *value;
} values[] = {
	{ "1 + 1", "2" },
	{ "1, 'a', nil", "1\na\nnil" },
	{ "x = 5", "" },
	{ "x", "5" },
	{ "{ 1, 2, { a = true } }", "[1, 2, {\"a\": true}]" },
	{ "hail.same(1, 2.5, 'x', true, nil, 'z')", "1\n2.5\nx\ntrue\nnil\nz" },
	{ "math.type(hail.same(3)), math.type(hail.same(3.0))", "integer\ninteger" },
	{ "hail.same({ 1, 2, 3 })[3]", "3" },
	{ "hail.same({ a = { b = 'c' } }).a.b", "c" },
	{ "#hail.same({ 1, nil, 3 })", "0" },
	{ "hail.same({ [1] = 'a', [5] = 'b' })['5']", "b" },
	{ "hail.same('\\xe9')", "\xc3\xa9" },
	{ "hail.same(math.maxinteger) == math.maxinteger", "true" },
	{ "hail.same(0.1 + 0.2) == 0.1 + 0.2", "true" },
	{ "hail.same(print)",
	  "error: input:1: bad argument #1 to 'same' (a function can't be passed here)" },
	{ "hail.same({ [true] = 1 })", "error: input:1: bad argument #1 to 'same' (a table has a "
				       "key that is neither a text nor a whole "
				       "number)" },
	{ "hail.same(1, 0/0)",
	  "error: input:1: bad argument #2 to 'same' (a number isn't finite)" },
	{ "(function() local t = {} t.t = t return hail.same(t) end)()",
	  "error: input:1: bad argument #1 to 'same' (a table is nested too deep)" },
	{ "hail.fail()", "error: input:1: no luck" },
	{ "pcall(hail.fail)", "false\nno luck" },
	{ "tostring(hail.host())", "host 7" },
	{ "hail.host() == hail.host()", "true" },
	{ "getmetatable(hail.host())", "host" },
	{ "hail.host().command('x')",
	  "error: input:1: bad argument #1 to 'command' (host expected, got string)" },
	{ "hail.same(hail.host())",
	  "error: input:1: bad argument #1 to 'same' (a value of this kind can't be passed here)" },
	{ "hail.host():command('x')", "error: input:1: this has to wait, which only a task can: "
				      "hail.task(function() ... end)" },
	{ "wait(1)", "error: input:1: only a task can wait: hail.task(function() ... end)" },
	{ "nonsense nonsense", "error: input:1: syntax error near 'nonsense'" },
	{ "error({})", "error: (the error is a value of type table)" },
	{ "error(nil)", "error: (the error is a value of type nil)" },
	{ "error(setmetatable({}, { __tostring = function() return 'mine' end }))", "error: mine" },
	{ "error('x', 0)", "error: x" },
};

/* What the owner knows of an object stands beside its methods. */
static void test_fields(void **state)
{
	struct stage st;

	(void)state;
	stage_set(&st);
	check_eval(&st, "hail.host().name", "sw1");
	check_eval(&st, "hail.host().nothing", "nil");
	check_eval(&st, "type(hail.host().command)", "function");
	check_eval(&st, "hail.host()[1]", "nil");
	stage_clear(&st);
}

static void test_values(void **state)
{
	struct stage st;

	(void)state;
	stage_set(&st);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		check_eval(&st, values[i].text, values[i].value);
	stage_clear(&st);
}

static void test_errors_have_a_traceback(void **state)
{
	struct stage st;
	struct err e;

	(void)state;
	stage_set(&st);
	assert_false(script_load(st.script,
				 write_file("bad.lua", "local function f(x)\n  return x.y.z\nend\n"
						       "f({})\n"),
				 &e));
	assert_non_null(strstr(e.text, "bad.lua:2: attempt to index a nil value (field 'y')"));
	check_said(&st, "stack traceback:\n");
	assert_false(script_load(st.script, write_file("bad.lua", "\n\nx = = 1\n"), &e));
	assert_non_null(strstr(e.text, "bad.lua:3: unexpected symbol near '='"));
	assert_false(script_load(st.script, file_path("none.lua"), &e));
	assert_non_null(strstr(e.text, "none.lua: No such file or directory"));
	assert_false(script_load(st.script, folder, &e));
	assert_non_null(strstr(e.text, "it is no regular file"));
	stage_clear(&st);
}

static void test_files(void **state)
{
	struct script_settings settings = { .modules = folder };
	struct stage st;

	(void)state;
	stage_set_with(&st, &settings);
	load(&st, "\xef\xbb\xbf#!/usr/bin/hail\nprint('line', 2)\n");
	check_said(&st, "line\t2\n");
	write_file("tools.lua", "local name = ...\nreturn { name = name, n = 4 }\n");
	write_file("loop.lua", "require('loop')\n");
	check_eval(&st, "require('tools').n, require('tools').name", "4\ntools");
	check_eval(&st, "require('tools') == require('tools')", "true");
	check_eval(&st, "select(2, pcall(require, 'loop')):match('lua:1: (.*)')",
		   "module loop requires itself");
	check_eval(&st, "pcall(require, '../etc/passwd')",
		   "false\nbad argument #1 to 'require' (not the name of a module)");
	check_eval(&st, "load('return 7')()", "7");
	check_eval(&st, "load('x =')", "nil\n[string \"x =\"]:1: unexpected symbol near <eof>");
	check_eval(&st, "load('return x', 'n', 'b', { x = 9 })()", "9");
	check_eval(&st,
		   "(function() local i = 0 return load(function() i = i + 1 "
		   "return ({ 'return ', '1', '1' })[i] end)() end)()",
		   "11");
	stage_clear(&st);
}

static void start_host(struct stage *st)
{
	struct script_object host = { "host", 7, 1 };

	assert_true(script_start(st->script, &host));
}

static void test_tasks(void **state)
{
	struct stage st;

	(void)state;
	stage_set(&st);
	load(&st, "return function(host)\n"
		  "  local out, good = host:command('show version', { timeout = 3 })\n"
		  "  hail.send(out, good, host:prompt())\n"
		  "  wait(2)\n"
		  "  local good, why = pcall(host.command, host, 'bad')\n"
		  "  return good, why\n"
		  "end\n");
	start_host(&st);
	check_asked(&st, "command host7[\"show version\",{\"timeout\":3}]\n");
	assert_int_equal(script_deadline(st.script), -1);
	script_resume(st.script, st.ticket + 1, values_of("[]"));
	check_asked(&st, "");
	script_resume(st.script, st.ticket, values_of("[\"IOS\", true]"));
	check_asked(&st, "prompt host7[]\n");
	/* What was answered at once goes on in a turn of its own. */
	assert_int_equal(script_deadline(st.script), 0);
	script_tick(st.script);
	check_asked(&st, "send host7[\"IOS\",true,\"sw>\"]\n");
	assert_int_equal(script_deadline(st.script), 2000);
	st.now = 1999;
	script_tick(st.script);
	check_asked(&st, "");
	st.now = 2000;
	script_tick(st.script);
	check_asked(&st, "command host7[\"bad\"]\n");
	script_resume(st.script, st.ticket, values_of("[null, \"the host is gone\"]"));
	check_asked(&st, "ended host7 [true,null]\n");
	assert_string_equal(st.said.text, "");
	stage_clear(&st);
}

static void test_task_fails(void **state)
{
	struct stage st;

	(void)state;
	stage_set(&st);
	load(&st, "return function(host)\n  error(select(2, host:command('x')))\nend\n");
	start_host(&st);
	script_resume(st.script, st.ticket, values_of("[null, \"it timed out\"]"));
	if (!strstr(st.asked.text, "main.lua:2: it timed out"))
		fail_msg("%s", st.asked.text);
	str_clear(&st.asked);
	check_eval(&st, "hail.task(function() hail.send(xpcall(wait, print, 0)) end)", "");
	script_tick(st.script);
	check_asked(&st, "send[true,null]\n");
	check_eval(&st, "hail.task(function() wait(1) error('late') end)", "");
	st.now = 1000;
	script_tick(st.script);
	check_said(&st, "error: input:1: late\nstack traceback:");
	check_eval(&st,
		   "hail.task(function(a) hail.send(a) coroutine.yield() hail.send('on') end, 4)",
		   "");
	script_tick(st.script);
	if (!strstr(st.asked.text, "send[4]\nsend[\"on\"]\n"))
		fail_msg("%s", st.asked.text);
	stage_clear(&st);
}

static void test_drop(void **state)
{
	struct stage st;
	struct script_object host = { "host", 7, 1 };

	(void)state;
	stage_set(&st);
	load(&st,
	     "return function(host)\n"
	     "  local x <close> = setmetatable({}, { __close = function() hail.send('bye') end })\n"
	     "  host:command('x')\n"
	     "end\n");
	start_host(&st);
	str_clear(&st.asked);
	script_drop(st.script, &host);
	check_asked(&st, "send host7[\"bye\"]\n");
	script_resume(st.script, st.ticket, values_of("[]"));
	check_asked(&st, "");

	/* A script that ends its own object. */
	load(&st, "return function(host)\n"
		  "  host:drop()\n"
		  "  hail.send(select(2, pcall(host.prompt, host)))\n"
		  "  wait(1)\n"
		  "  hail.send('never')\n"
		  "end\n");
	start_host(&st);
	check_asked(&st, "send host7[\"this host is gone\"]\n");
	assert_int_equal(script_deadline(st.script), -1);
	stage_clear(&st);
}

static void test_trusted(void **state)
{
	struct script_settings settings = { .trusted = true };
	struct stage st;

	(void)state;
	stage_set_with(&st, &settings);
	check_eval(&st, "type(io.open), type(os.getenv), type(os.time)",
		   "function\nfunction\nfunction");
	check_eval(&st, "io.read, io.stdout, debug, package, string.dump, dofile",
		   "nil\nnil\nnil\nnil\nnil\nnil");
	check_eval(&st, "load('\\27Lua')", "nil\nattempt to load a binary chunk (mode is 't')");
	write_file("main.lua", "kept");
	check_eval(&st,
		   "(function(p) local f = io.open(p) local s = f:read('a') f:close() return s end)"
		   "(os.getenv('TEST_SCRIPT_FILE'))",
		   "kept");
	stage_clear(&st);
}

static int set_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	return setenv("TEST_SCRIPT_FILE", file_path("main.lua"), 1);
}

static int clear_folder(void **state)
{
	static const char *const names[] = { "main.lua", "bad.lua", "tools.lua", "loop.lua" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(file_path(names[i]));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_errors_have_a_traceback),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_task_fails),
		cmocka_unit_test(test_drop),
		cmocka_unit_test(test_trusted),
	};

	return cmocka_run_group_tests(tests, set_folder, clear_folder);
}
