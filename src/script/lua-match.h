/*
 * Lua's patterns (its reference manual, 6.4.1) matched within a number of steps, which Lua's own
 * functions don't know: `("a?"):rep(40)` would keep them busy for years. Pure.
 */
#ifndef HAIL_SCRIPT_LUA_MATCH_H
#define HAIL_SCRIPT_LUA_MATCH_H

#include <stddef.h>

enum {
	LUA_MATCH_CAPTURES = 32,
	LUA_MATCH_OPEN = -1, /* length of a capture that has begun */
	LUA_MATCH_POSITION = -2, /* length of one that is a place */
};

struct lua_match {
	const char *text, *end;
	const char *pattern_end; /* readable: a NUL */
	size_t steps, most; /* taken, and what may be taken */
	const char
		*error; /* what is wrong with the pattern, or NULL; the steps may be spent, too */
	unsigned depth;
	int count; /* of the captures of the last match */
	struct {
		const char *start;
		ptrdiff_t length;
	} captures[LUA_MATCH_CAPTURES];
};

/*
 * Matches `pattern` at `at`: the end of the match, or NULL if there is none, or `error` is set, or
 * `steps` is beyond `most`.
 */
const char *lua_match_at(struct lua_match *m, const char *at, const char *pattern);

#endif
