#include "script/lua-match.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/poison.h"

enum { DEPTH_MAX = 200 };

static const char *run(struct lua_match *m, const char *s, const char *p);

static const char *fail(struct lua_match *m, const char *error)
{
	m->error = error;
	return NULL;
}

static unsigned char byte_at(const char *s)
{
	return (unsigned char)*s;
}

/* Takes a step; whether there was one. */
static bool take_step(struct lua_match *m)
{
	return ++m->steps <= m->most;
}

/* --- One character. */

/* The end of a set whose `[` is before `p`; NULL if it has none. */
static const char *set_end(struct lua_match *m, const char *p)
{
	p += *p == '^';
	do {
		if (p >= m->pattern_end)
			return fail(m, "malformed pattern (missing ']')");
		p += *p == '%' ? 2 : 1;
	} while (p >= m->pattern_end || *p != ']');
	return p + 1;
}

/* Where the class that `p` begins with ends. */
static const char *class_end(struct lua_match *m, const char *p)
{
	if (*p == '[')
		return set_end(m, p + 1);
	if (*p != '%')
		return p + 1;
	if (p + 1 >= m->pattern_end)
		return fail(m, "malformed pattern (ends with '%')");
	return p + 2;
}

/* Whether `c` is of the class that `letter` names behind a `%`. */
static bool in_class(int c, int letter)
{
	bool is;

	switch (tolower(letter)) {
	case 'a': is = isalpha(c); break;
	case 'c': is = iscntrl(c); break;
	case 'd': is = isdigit(c); break;
	case 'g': is = isgraph(c); break;
	case 'l': is = islower(c); break;
	case 'p': is = ispunct(c); break;
	case 's': is = isspace(c); break;
	case 'u': is = isupper(c); break;
	case 'w': is = isalnum(c); break;
	case 'x': is = isxdigit(c); break;
	case 'z': is = !c; break;
	default: return letter == c;
	}
	return is != (isupper(letter) != 0);
}

/* Whether `c` is in the set from the `[` at `p` to the `]` before `end`. */
static bool in_set(struct lua_match *m, int c, const char *p, const char *end)
{
	bool wanted = p[1] != '^';

	m->steps += (size_t)(end - p) / 2;
	p += wanted ? 1 : 2;
	for (end--; p < end; p++) {
		if (*p == '%' && p + 1 < end) {
			if (in_class(c, byte_at(++p)))
				return wanted;
		} else if (p + 2 < end && p[1] == '-') {
			if (byte_at(p) <= c && c <= byte_at(p + 2))
				return wanted;
			p += 2;
		} else if (byte_at(p) == c) {
			return wanted;
		}
	}
	return !wanted;
}

/* Whether the character at `s` is what the class from `p` to `end` stands for. */
static bool is_one(struct lua_match *m, const char *s, const char *p, const char *end)
{
	if (s >= m->end || !take_step(m))
		return false;
	switch (*p) {
	case '.': return true;
	case '%': return in_class(byte_at(s), byte_at(p + 1));
	case '[': return in_set(m, byte_at(s), p, end);
	default: return *p == *s;
	}
}

/* --- Repeats. */

static const char *match_most(struct lua_match *m, const char *s, const char *p, const char *end)
{
	ptrdiff_t n = 0;
	const char *found = NULL;

	while (is_one(m, s + n, p, end))
		n++;
	for (; n >= 0 && !found && !m->error && take_step(m); n--)
		found = run(m, s + n, end + 1);
	return found;
}

static const char *match_least(struct lua_match *m, const char *s, const char *p, const char *end)
{
	const char *found;

	while (!(found = run(m, s, end + 1)) && !m->error && is_one(m, s, p, end))
		s++;
	return found;
}

/* --- Captures. */

static const char *open_capture(struct lua_match *m, const char *s, const char *p, ptrdiff_t length)
{
	const char *found;

	if (m->count == LUA_MATCH_CAPTURES)
		return fail(m, "too many captures");
	m->captures[m->count].start = s;
	m->captures[m->count].length = length;
	m->count++;
	found = run(m, s, p);
	if (!found)
		m->count--;
	return found;
}

static const char *close_capture(struct lua_match *m, const char *s, const char *p)
{
	int i = m->count - 1;
	const char *found;

	while (i >= 0 && m->captures[i].length != LUA_MATCH_OPEN)
		i--;
	if (i < 0)
		return fail(m, "invalid pattern capture");
	m->captures[i].length = s - m->captures[i].start;
	found = run(m, s, p);
	if (!found)
		m->captures[i].length = LUA_MATCH_OPEN;
	return found;
}

/* The end of what capture `digit` has matched, once more at `s`; or NULL. */
static const char *match_again(struct lua_match *m, const char *s, char digit)
{
	int i = digit - '1';
	size_t n;

	if (i < 0 || i >= m->count || m->captures[i].length == LUA_MATCH_OPEN)
		return fail(m, "invalid capture index in the pattern");
	if (m->captures[i].length == LUA_MATCH_POSITION)
		return NULL;
	n = (size_t)m->captures[i].length;
	m->steps += n / 16;
	if ((size_t)(m->end - s) < n || memcmp(m->captures[i].start, s, n) != 0)
		return NULL;
	return s + n;
}

/* --- Items that begin with `%`. */

/* %bxy at `p`, its first character: where the balanced text at `s` ends. */
static const char *match_balance(struct lua_match *m, const char *s, const char *p)
{
	int depth = 1;

	if (p + 1 >= m->pattern_end)
		return fail(m, "malformed pattern (missing arguments to '%b')");
	if (s >= m->end || *s != *p)
		return NULL;
	while (++s < m->end && take_step(m)) {
		if (*s == p[1] && --depth == 0)
			return s + 1;
		depth += *s == *p && *s != p[1];
	}
	return NULL;
}

/* %f[set] with the set at `p`: whether `s` is where it begins to hold; *end is behind it. */
static bool at_frontier(struct lua_match *m, const char *s, const char *p, const char **end)
{
	int before = s == m->text ? 0 : byte_at(s - 1), here = s < m->end ? byte_at(s) : 0;

	if (*p != '[')
		return fail(m, "missing '[' after '%f' in pattern");
	*end = class_end(m, p);
	return *end && !in_set(m, before, p, *end) && in_set(m, here, p, *end);
}

/* --- A pattern. */

/* What comes next; the match goes on at *s and *p if it returns true, else its end is *s or NULL.
 */
static bool match_class(struct lua_match *m, const char **s, const char **p)
{
	const char *end = class_end(m, *p);
	const char *found;

	if (!end) {
		*s = NULL;
		return false;
	}
	switch (end < m->pattern_end ? *end : '\0') {
	case '?':
		found = is_one(m, *s, *p, end) ? run(m, *s + 1, end + 1) : NULL;
		if (found || m->error) {
			*s = found;
			return false;
		}
		*p = end + 1;
		return true;
	case '+': *s = is_one(m, *s, *p, end) ? match_most(m, *s + 1, *p, end) : NULL; return false;
	case '*': *s = match_most(m, *s, *p, end); return false;
	case '-': *s = match_least(m, *s, *p, end); return false;
	default:
		*s = is_one(m, *s, *p, end) ? *s + 1 : NULL;
		*p = end;
		return *s != NULL;
	}
}

/* The same for what begins with `%` and is no class. */
static bool match_special(struct lua_match *m, const char **s, const char **p)
{
	const char *at = *p + 2;

	switch ((*p)[1]) {
	case 'b':
		*s = match_balance(m, *s, at);
		*p = at + 2;
		return *s != NULL;
	case 'f':
		if (!at_frontier(m, *s, at, p))
			*s = NULL;
		return *s != NULL;
	default:
		*s = match_again(m, *s, (*p)[1]);
		*p = at;
		return *s != NULL;
	}
}

static bool is_special(const char *p)
{
	return *p == '%' && (p[1] == 'b' || p[1] == 'f' || isdigit(byte_at(p + 1)));
}

static const char *run_here(struct lua_match *m, const char *s, const char *p)
{
	bool more = true;

	while (more && p < m->pattern_end) {
		if (!take_step(m))
			return NULL;
		if (*p == '(')
			return p[1] == ')' ? open_capture(m, s, p + 2, LUA_MATCH_POSITION) :
					     open_capture(m, s, p + 1, LUA_MATCH_OPEN);
		if (*p == ')')
			return close_capture(m, s, p + 1);
		if (*p == '$' && p + 1 == m->pattern_end)
			return s == m->end ? s : NULL;
		more = is_special(p) ? match_special(m, &s, &p) : match_class(m, &s, &p);
	}
	return m->error ? NULL : s;
}

static const char *run(struct lua_match *m, const char *s, const char *p)
{
	const char *found;

	if (m->depth == DEPTH_MAX)
		return fail(m, "pattern too complex");
	m->depth++;
	found = run_here(m, s, p);
	m->depth--;
	return found;
}

const char *lua_match_at(struct lua_match *m, const char *at, const char *pattern)
{
	m->count = 0;
	m->depth = 0;
	return run(m, at, pattern);
}
