#include "script/script-internal.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

#include "base/poison.h"

/*
 * What costs time in Lua is either an instruction, which a hook counts; or memory, which the
 * allocator charges for; or a function in C, which charges for what it goes through. What is left
 * is bounded by the length of a string, and the CPU time is looked at every few instructions.
 *
 * Once a budget is spent the hook is called at each instruction and raises the error anew, so that
 * nothing that catches it gets any further.
 */

enum {
	HOOK_STEPS = 100,
	BYTES_PER_STEP = 64, /* of new memory */
	BYTES_COLLECTED = 512, /* for a step: of memory that is gone through for garbage */
	STRING_MAX = 16 << 20,
};

static int64_t cpu_ms(void)
{
	return (int64_t)clock() / (CLOCKS_PER_SEC / 1000);
}

void *script_allocate(void *user, void *p, size_t old_size, size_t size)
{
	Script *s = user;
	size_t old = p ? old_size : 0, most = s->limits.memory + s->slack;
	bool refused = size > old && (s->memory > most || size - old > most - s->memory);
	void *q;

	/* Of a new object, `old_size` is its type. */
	refused = refused || (!p && old_size == LUA_TSTRING && size > STRING_MAX);
	if (refused) /* Lua collects all its garbage, then asks again. */
		s->steps -= (int64_t)(s->memory / BYTES_COLLECTED);
	if (refused)
		return NULL;
	s->memory += size - old;
	if (!size) {
		free(p);
		return NULL;
	}
	if (size > old)
		s->steps -= (int64_t)((size - old) / BYTES_PER_STEP);
	q = realloc(p, size);
	if (!q)
		s->memory -= size - old;
	return q;
}

void script_budget_begin(Script *s)
{
	s->steps = (int64_t)s->limits.steps;
	s->began_ms = clock_mono_ms();
	s->began_cpu_ms = cpu_ms();
	s->over = NULL;
}

static void hook(lua_State *L, lua_Debug *ar);

/* Whether the budget is spent, which is looked at here. */
static bool is_over(Script *s)
{
	if (s->over)
		return true;
	if (s->steps < 0)
		s->over = "this ran for too long without a wait (too many steps)";
	else if (clock_mono_ms() - s->began_ms > s->limits.cpu_ms &&
		 cpu_ms() - s->began_cpu_ms > s->limits.cpu_ms)
		s->over = "this ran for too long without a wait (too much CPU time)";
	return s->over != NULL;
}

/* Raises the error that ends what runs at `level` of the stack. */
static void stop(lua_State *L, int level)
{
	lua_sethook(L, hook, LUA_MASKCOUNT, 1);
	luaL_where(L, level);
	lua_pushstring(L, script_of(L)->over);
	lua_concat(L, 2);
	lua_error(L);
}

static void hook(lua_State *L, lua_Debug *ar)
{
	Script *s = script_of(L);

	(void)ar;
	s->steps -= lua_gethookcount(L);
	if (is_over(s))
		stop(L, 0);
	else if (lua_gethookcount(L) != HOOK_STEPS)
		script_budget_watch(L);
}

void script_budget_watch(lua_State *L)
{
	lua_sethook(L, hook, LUA_MASKCOUNT, HOOK_STEPS);
}

void script_charge(lua_State *L, size_t steps)
{
	Script *s = script_of(L);

	s->steps -= steps > INT32_MAX ? INT32_MAX : (int64_t)steps;
	if (is_over(s))
		stop(L, 1);
}
