#include "script/script.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "script/script-internal.h"

#include "base/poison.h"

/* `data` is unused: everything that a fresh state has. */
static int open_all(lua_State *L)
{
	lua_settop(L, 0);
	lua_newtable(L);
	script_open_sandbox(L);
	script_open_strings(L);
	script_open_tables(L);
	script_open_errors(L);
	script_open_files(L);
	script_open_verbs(L);
	script_open_tasks(L);
	script_open_handlers(L);
	script_open_lenses(L);
	script_open_trees(L);
	lua_setglobal(L, "hail");
	return 0;
}

static void set_limits(Script *s, const struct script_limits *limits)
{
	s->limits.memory = limits->memory ? limits->memory : SCRIPT_MEMORY;
	s->limits.steps = limits->steps ? limits->steps : SCRIPT_STEPS;
	s->limits.cpu_ms = limits->cpu_ms ? limits->cpu_ms : SCRIPT_CPU_MS;
}

Script *script_new(const struct script_settings *settings, const struct script_owner *owner,
		   void *user, struct err *e)
{
	Script *s = mem_alloc(sizeof(*s));
	struct str error;

	s->owner = owner;
	s->user = user;
	s->trusted = settings->trusted;
	s->modules = mem_strdup(settings->modules);
	s->entry = LUA_NOREF;
	set_limits(s, &settings->limits);
	s->L = lua_newstate(script_allocate, s);
	if (!s->L)
		mem_die();
	*(Script **)lua_getextraspace(s->L) = s;
	script_budget_watch(s->L);
	str_init(&error);
	if (!script_enter(s, NULL, open_all, NULL, &error)) {
		err_set(e, ERR_OTHER, "Lua doesn't start: %s", error.text);
		script_free(s);
		s = NULL;
	}
	str_fini(&error);
	return s;
}

void script_free(Script *s)
{
	if (!s)
		return;
	script_budget_begin(s);
	script_tasks_free(s);
	script_handlers_free(s);
	script_events_free(s);
	script_silence_free(s);
	script_verbs_free(s);
	script_trees_free(s);
	json_free(s->held);
	regex_free(s->regex);
	lua_close(s->L);
	free(s->modules);
	free(s);
}

/* --- Loading. */

struct loading {
	const char *path;
	struct err *e;
	bool unread; /* `e` says why */
};

static int run_file(lua_State *L)
{
	struct loading *l = lua_touserdata(L, 1);
	Script *s = script_of(L);

	l->unread = !script_push_file(L, l->path, l->e);
	if (l->unread)
		return 0;
	lua_call(L, 0, 1);
	if (!lua_isfunction(L, -1))
		return 0;
	luaL_unref(L, LUA_REGISTRYINDEX, s->entry);
	s->entry = luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

/* Tells the owner of an error, and its first line in `e`. */
static bool failed(Script *s, const struct str *error, struct err *e)
{
	script_complain(s, error);
	return err_set(e, ERR_OTHER, "%.*s", (int)strcspn(error->text, "\n"), error->text);
}

static bool busy(struct err *e)
{
	return err_set(e, ERR_OTHER, "a script runs, so that no other can begin");
}

bool script_load(Script *s, const char *path, struct err *e)
{
	struct loading l = { .path = path, .e = e };
	struct str error;
	bool good;

	if (s->depth)
		return busy(e);
	str_init(&error);
	good = script_enter(s, NULL, run_file, &l, &error) || failed(s, &error, e);
	str_fini(&error);
	script_settle(s);
	return good && !l.unread;
}

/* --- Evaluating. */

/* Bytes more for it, so that a state whose memory is full can be cleared. */
enum { EVALUATING = 1 << 20 };

struct evaluation {
	const char *text;
	size_t n;
	struct str *value;
};

/* Pushes the function that the text is, as an expression or as statements. */
static void push_expression(lua_State *L, const struct evaluation *v)
{
	lua_pushliteral(L, "return ");
	lua_pushlstring(L, v->text, v->n);
	lua_concat(L, 2);
	if (script_push_text(L, lua_tostring(L, -1), lua_rawlen(L, -1), "=input") == LUA_OK)
		return;
	if (script_push_text(L, v->text, v->n, "=input") != LUA_OK)
		lua_error(L);
}

/* Appends the value at `index`: a table as JSON if it can be. */
static void show(lua_State *L, int index, struct str *out)
{
	const char *why, *text;
	Json *j = lua_istable(L, index) ? script_to_json(L, index, &why) : NULL;
	size_t n;

	if (j) {
		json_print_pretty(j, 78, 0, out);
		json_free(j);
		return;
	}
	text = luaL_tolstring(L, index, &n);
	str_append_any(out, text, n);
	lua_pop(L, 1);
}

static int evaluate(lua_State *L)
{
	struct evaluation *v = lua_touserdata(L, 1);

	lua_settop(L, 0);
	push_expression(L, v);
	lua_replace(L, 1);
	lua_settop(L, 1);
	lua_call(L, 0, LUA_MULTRET);
	for (int i = 1; i <= lua_gettop(L); i++) {
		if (i > 1)
			str_append_char(v->value, '\n');
		show(L, i, v->value);
	}
	return 0;
}

bool script_eval(Script *s, const struct script_object *object, const char *text, size_t n,
		 struct str *value, struct err *e)
{
	struct evaluation v = { text, n, value };
	struct str error;
	bool good;

	if (s->depth)
		return busy(e);
	str_init(&error);
	s->slack = EVALUATING;
	good = script_enter(s, object, evaluate, &v, &error) || failed(s, &error, e);
	s->slack = 0;
	str_fini(&error);
	script_settle(s);
	return good;
}

/* --- Running what a rule says. */

struct code {
	const char *name, *text;
	size_t n;
	const Json *captures;
};

/* Puts a capture into the table at the top. */
static bool set_capture(void *user, const char *name, const Json *value)
{
	lua_State *L = user;
	long long number;

	script_push_json(L, value);
	if (str_to_number(name, 0, REGEX_GROUPS_MAX, &number))
		lua_rawseti(L, -2, number);
	else
		lua_setfield(L, -2, name);
	return true;
}

static int run_code(lua_State *L)
{
	struct code *c = lua_touserdata(L, 1);

	lua_settop(L, 0);
	lua_pushliteral(L, "local m = ... ");
	lua_pushlstring(L, c->text, c->n);
	lua_concat(L, 2);
	lua_pushfstring(L, "=%s", c->name);
	if (script_push_text(L, lua_tostring(L, -2), lua_rawlen(L, -2), lua_tostring(L, -1)) !=
	    LUA_OK)
		lua_error(L);
	lua_newtable(L);
	if (c->captures)
		json_each(c->captures, set_capture, L);
	lua_call(L, 1, 0);
	return 0;
}

bool script_run(Script *s, const struct script_object *object, const char *name, const char *text,
		size_t n, const Json *captures, struct err *e)
{
	struct code c = { name, text, n, captures };
	struct str error;
	bool good;

	if (s->depth)
		return busy(e);
	str_init(&error);
	good = script_enter(s, object, run_code, &c, &error) || failed(s, &error, e);
	str_fini(&error);
	script_settle(s);
	return good;
}

/* --- What scripts send. */

uint64_t script_sent(const Script *s)
{
	return s->sent;
}

void script_typed(Script *s)
{
	s->typed++;
}

/* --- Starting. */

struct start {
	const struct script_object *object;
	bool started;
};

static int start(lua_State *L)
{
	struct start *t = lua_touserdata(L, 1);

	lua_settop(L, 0);
	lua_rawgeti(L, LUA_REGISTRYINDEX, script_of(L)->entry);
	script_push_object(L, t->object);
	t->started = script_task_begin(L, t->object, 1, true);
	return 0;
}

bool script_has_function(const Script *s)
{
	return s->entry != LUA_NOREF;
}

bool script_start(Script *s, const struct script_object *object)
{
	struct start t = { object, false };
	struct str error;

	if (s->depth || s->entry == LUA_NOREF)
		return false;
	str_init(&error);
	if (!script_enter(s, object, start, &t, &error))
		script_complain(s, &error);
	str_fini(&error);
	script_settle(s);
	return t.started;
}
