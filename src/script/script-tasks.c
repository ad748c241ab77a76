#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/regex.h"

#include "base/poison.h"

enum task_state { TASK_RUNS, TASK_SLEEPS, TASK_READY };

struct task {
	uint64_t number;
	lua_State *thread;
	int reference; /* that keeps the thread */
	struct script_object object; /* that it belongs to; without a kind: none */
	enum task_state state;
	bool tells; /* the owner when it ends */
	bool dropped;
	uint64_t ticket; /* that wakes it; 0: none */
	int64_t deadline; /* that wakes it, too; -1: none */
	Regex *regex; /* a line that it matches wakes it; or NULL */
	bool prompt; /* a prompt wakes it */
	bool woken_by_line;
	Json *values; /* that it wakes with */
	struct str line; /* or what the regex captures in this */
};

static void clear_wake(Script *s, struct task *t)
{
	json_free(t->values);
	script_free_regex(s, t->regex);
	str_fini(&t->line);
	t->values = NULL;
	t->regex = NULL;
	t->prompt = t->woken_by_line = false;
	t->ticket = 0;
	t->deadline = -1;
}

static void remove_task(lua_State *L, struct task *t)
{
	Script *s = script_of(L);
	size_t i = 0;

	while (s->tasks[i] != t)
		i++;
	s->task_count--;
	memmove(&s->tasks[i], &s->tasks[i + 1], (s->task_count - i) * sizeof(struct task *));
	luaL_unref(L, LUA_REGISTRYINDEX, t->reference);
	clear_wake(s, t);
	free(t);
}

void script_tasks_free(Script *s)
{
	while (s->task_count)
		remove_task(s->L, s->tasks[s->task_count - 1]);
	free(s->tasks);
}

/* --- Running. */

/* Tells of the end, and forgets the task. */
static void end_task(lua_State *L, struct task *t, Json *results, const struct str *error)
{
	Script *s = script_of(L);
	struct script_object object = t->object;
	bool tells = t->tells && !t->dropped, dropped = t->dropped;

	remove_task(L, t);
	if (tells && s->owner->ended)
		s->owner->ended(s->user, object.kind ? &object : NULL, results,
				results ? NULL : error->text);
	else if (!results && !dropped)
		script_complain(s, error);
	json_free(results);
}

/* What the `count` values at the top of its thread are. NULL with `error` set if they can't be
 * Json. */
static Json *take_results(lua_State *thread, int count, struct str *error)
{
	Json *results = json_new_array();
	const char *why;

	for (int i = 0; i < count; i++) {
		Json *value = script_to_json(thread, i - count, &why);

		if (!value) {
			str_append_format(error, "what it returned: %s", why);
			json_free(results);
			return NULL;
		}
		json_append(results, value);
	}
	return results;
}

/* Runs the task from where it stands to its next wait or its end. */
static void step(lua_State *L, struct task *t, int count)
{
	Script *s = script_of(L);
	struct task *before = s->task;
	const struct script_object *subject = s->subject;
	struct script_object object = t->object;
	int status, results = 0;
	struct str error;

	s->task = t;
	s->subject = object.kind ? &object : NULL;
	t->state = TASK_RUNS;
	status = lua_resume(t->thread, L, count, &results);
	s->task = before;
	s->subject = subject;
	if (status == LUA_YIELD) {
		lua_pop(t->thread, results);
		if (t->state == TASK_RUNS) /* a yield of its own: others go on */
			t->state = TASK_READY;
		return;
	}
	str_init(&error);
	if (status == LUA_OK && (t->tells && !t->dropped)) {
		end_task(L, t, take_results(t->thread, results, &error), &error);
	} else if (status == LUA_OK) {
		end_task(L, t, json_new_array(), &error);
	} else {
		script_describe_error(L, t->thread, &error);
		end_task(L, t, NULL, &error);
	}
	str_fini(&error);
}

/* Makes room for values on the stack of a thread that doesn't run. An error of Lua is raised in
 * `L`: one that the thread raised nobody on the way would catch. */
static void check_room(lua_State *L, lua_State *thread, int count)
{
	if (!lua_checkstack(thread, count))
		luaL_error(L, "too many arguments, or not enough memory, for a task");
}

bool script_task_begin(lua_State *L, const struct script_object *object, int count, bool tells)
{
	Script *s = script_of(L);
	lua_State *thread;
	struct task *t;
	int reference;

	if (s->task_count == SCRIPT_TASKS_MAX)
		return false;
	thread = lua_newthread(L);
	check_room(L, thread, count + 1);
	reference = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_xmove(L, thread, count + 1);
	if (s->task_count == s->task_room) {
		s->task_room = s->task_room ? 2 * s->task_room : 16;
		s->tasks = mem_resize(s->tasks, s->task_room, sizeof(struct task *));
	}
	t = mem_alloc(sizeof(*t));
	*t = (struct task){ .number = ++s->last_task, .thread = thread, .reference = reference };
	t->deadline = -1;
	str_init(&t->line);
	t->tells = tells;
	if (object)
		t->object = *object;
	s->tasks[s->task_count++] = t;
	step(L, t, count);
	return true;
}

uint64_t script_task_ticket(lua_State *L)
{
	Script *s = script_of(L);

	if (!s->task || s->task->thread != L || !lua_isyieldable(L))
		return 0;
	clear_wake(s, s->task);
	s->task->ticket = ++s->last_ticket;
	return s->task->ticket;
}

/* Returns what it was woken with. */
static int woken(lua_State *L, int status, lua_KContext before)
{
	(void)status;
	return lua_gettop(L) - (int)before;
}

int script_task_sleep(lua_State *L)
{
	Script *s = script_of(L);

	if (s->task->state == TASK_RUNS)
		s->task->state = TASK_SLEEPS;
	return lua_yieldk(L, 0, lua_gettop(L), woken);
}

/* --- Waking. */

/* Pushes what the line that woke it has of its expression, and the line. */
static int push_line(lua_State *L, const struct task *t)
{
	struct regex_group groups[REGEX_GROUPS_MAX];

	if (regex_match(t->regex, t->line.text, t->line.length, 0, groups, REGEX_GROUPS_MAX) !=
	    REGEX_FOUND)
		return 0;
	script_push_captures(L, t->regex, t->line.text, groups);
	lua_pushlstring(L, t->line.text, t->line.length);
	return 2;
}

/* `data` is the task. */
static int wake(lua_State *L)
{
	struct task *t = lua_touserdata(L, 1);
	Script *s = script_of(L);
	int count = 0;

	lua_settop(L, 0);
	for (size_t i = 0; t->values && i < json_count(t->values); i++) {
		luaL_checkstack(L, 4, NULL);
		script_push_json(L, json_item(t->values, i));
		count++;
	}
	if (t->woken_by_line)
		count += push_line(L, t);
	if (!t->values && !t->woken_by_line) {
		lua_pushnil(L); /* the time has come */
		count++;
	}
	clear_wake(s, t);
	check_room(L, t->thread, count);
	lua_xmove(L, t->thread, count);
	step(L, t, count);
	return 0;
}

/* `data` is a task that was dropped. */
static int reap(lua_State *L)
{
	struct task *t = lua_touserdata(L, 1);

	lua_resetthread(t->thread);
	return 0;
}

/* The first task after number `after` that is to be run, or that was dropped. */
static struct task *find_ready(const Script *s, uint64_t after)
{
	for (size_t i = 0; i < s->task_count; i++) {
		struct task *t = s->tasks[i];

		if (t->number > after && (t->dropped || t->state == TASK_READY))
			return t;
	}
	return NULL;
}

void script_tasks_run(Script *s)
{
	uint64_t last = s->last_task, done = 0;
	struct str error;
	struct task *t;

	while ((t = find_ready(s, done)) && t->number <= last) {
		struct script_object object = t->object;
		bool dropped = t->dropped;

		done = t->number;
		str_init(&error);
		if (!script_enter(s, object.kind ? &object : NULL, dropped ? reap : wake, t,
				  &error) &&
		    !dropped)
			end_task(s->L, t, NULL, &error);
		if (dropped)
			remove_task(s->L, t);
		str_fini(&error);
	}
}

static struct task *find_ticket(const Script *s, uint64_t ticket)
{
	for (size_t i = 0; i < s->task_count; i++)
		if (ticket && s->tasks[i]->ticket == ticket && !s->tasks[i]->dropped)
			return s->tasks[i];
	return NULL;
}

void script_resume(Script *s, uint64_t ticket, Json *values)
{
	struct task *t = find_ticket(s, ticket);

	if (!t) {
		json_free(values);
		return;
	}
	clear_wake(s, t);
	t->values = values;
	t->state = TASK_READY;
	script_settle(s);
}

/* --- What wakes them all. */

void script_tasks_drop(Script *s, const struct script_object *object)
{
	for (size_t i = 0; i < s->task_count; i++)
		if (script_is_same(object, &s->tasks[i]->object))
			s->tasks[i]->dropped = true;
}

int64_t script_tasks_deadline(const Script *s)
{
	int64_t deadline = -1;

	for (size_t i = 0; i < s->task_count; i++) {
		const struct task *t = s->tasks[i];

		if (t->dropped || t->state == TASK_READY)
			return 0;
		deadline = deadline_earlier(deadline, t->deadline);
	}
	return deadline;
}

void script_tasks_tick(Script *s, int64_t now)
{
	for (size_t i = 0; i < s->task_count; i++) {
		struct task *t = s->tasks[i];

		if (t->state != TASK_SLEEPS || t->deadline < 0 || t->deadline > now)
			continue;
		clear_wake(s, t);
		t->state = TASK_READY;
	}
}

static void wake_with(Script *s, struct task *t, Json *value)
{
	clear_wake(s, t);
	t->values = json_new_array();
	json_append(t->values, value);
	t->state = TASK_READY;
}

/* Shows a line to one that waits for a line. One that each line costs much is woken as if its time
 * was over. */
static void show_line(Script *s, struct task *t, const char *text, size_t n)
{
	struct regex_group group;

	switch (regex_match(t->regex, text, n, 0, &group, 1)) {
	case REGEX_NONE: return;
	case REGEX_FOUND:
		str_append(&t->line, text, n);
		t->woken_by_line = true;
		t->state = TASK_READY;
		return;
	case REGEX_OVER_LIMIT: break;
	}
	wake_with(s, t, json_new_null());
	s->owner->message(s->user, MESSAGE_ERROR,
			  "a task has waited in vain: its expression took too many steps to match "
			  "a line");
}

void script_tasks_text(Script *s, const struct script_object *object, const char *text, size_t n,
		       bool prompt)
{
	for (size_t i = 0; i < s->task_count; i++) {
		struct task *t = s->tasks[i];
		bool hears = !t->object.kind || (object && script_is_same(&t->object, object));

		if (!hears || t->state != TASK_SLEEPS)
			continue;
		if (prompt && t->prompt)
			wake_with(s, t, json_new_string(text, n));
		else if (!prompt && t->regex)
			show_line(s, t, text, n);
	}
}

/* --- For Lua. */

static int start_task(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TFUNCTION);
	if (!script_task_begin(L, script_of(L)->subject, lua_gettop(L) - 1, false))
		return luaL_error(L, "there are too many tasks (%d)", SCRIPT_TASKS_MAX);
	return 0;
}

/* The seconds at `index` as ms. */
static int64_t check_seconds(lua_State *L, int index)
{
	lua_Number seconds = luaL_checknumber(L, index);

	luaL_argcheck(L, seconds >= 0 && seconds <= SCRIPT_SECONDS_MAX, index,
		      "0 to 31536000 seconds");
	return (int64_t)(seconds * 1000);
}

/* wait(seconds), wait("prompt", seconds), wait(expression, seconds) */
static int wait_for(lua_State *L)
{
	Script *s = script_of(L);
	bool timed = lua_type(L, 1) == LUA_TNUMBER;
	bool prompt = !timed && strcmp(luaL_checkstring(L, 1), "prompt") == 0;
	bool limited = timed || !lua_isnoneornil(L, 2);
	int64_t ms = limited ? check_seconds(L, timed ? 1 : 2) : 0;

	if (!timed && !prompt)
		script_check_regex(L, 1);
	if (!script_task_ticket(L))
		return luaL_error(L, "only a task can wait: hail.task(function() ... end)");
	s->task->deadline = limited ? s->owner->now(s->user) + ms : -1;
	s->task->prompt = prompt;
	if (!timed && !prompt)
		s->task->regex = script_take_regex(s);
	return script_task_sleep(L);
}

void script_open_tasks(lua_State *L)
{
	lua_pushcfunction(L, start_task);
	lua_setfield(L, -2, "task");
	lua_pushcfunction(L, wait_for);
	lua_pushvalue(L, -1);
	lua_setfield(L, -3, "wait");
	lua_setglobal(L, "wait");
}
