/*
 * The functions that wait for something: an event, a line, a time, a key. Kept in the order in
 * which they were made.
 */
#ifndef HAIL_SCRIPT_SCRIPT_HANDLERS_H
#define HAIL_SCRIPT_SCRIPT_HANDLERS_H

#include "base/key.h"
#include "base/regex.h"
#include "base/send-guard.h"
#include "base/time-share.h"
#include "script/script-internal.h"

enum handler_kind {
	HANDLER_EVENT,
	HANDLER_TRIGGER,
	HANDLER_ALIAS,
	HANDLER_TIMER,
	HANDLER_KEY,
	HANDLER_COMPLETE,
	HANDLER_LENS,
};

/* What one handler sends for one object. */
struct guarded {
	struct script_object object; /* without a kind: for none */
	struct send_guard guard;
};

struct handler {
	uint64_t number;
	enum handler_kind kind;
	int reference; /* to the function, or a lens' table of them */
	bool off; /* to be forgotten */
	char *name; /* of an event, a key or a lens, or the expression */
	char *detail; /* of an event: a path; or NULL */
	Regex *regex;
	char *required; /* what each match of it holds, or NULL */
	size_t required_length;
	struct key key;
	struct script_object object; /* for which it was made; without a kind: for none */
	int64_t period; /* ms of a timer, of silence */
	int64_t deadline; /* of a timer; -1: none */
	bool once;
	bool frames; /* a lens says where messages end */
	bool complained; /* its first error was told */
	struct guarded *guards; /* for which it has sent something */
	size_t guard_count;
	struct time_share share; /* of the time that passes */
};

/* The first one of a kind behind number `after` that isn't off; NULL if there is none. */
struct handler *script_find_handler(const Script *s, uint64_t after, enum handler_kind kind);

/* Appends what it is: `the trigger /x/`. */
void script_describe_handler(const struct handler *h, struct str *out);

/* One call of a handler. */
struct handler_call {
	struct handler *handler;
	const struct script_object *object;
	const char *text; /* a line, or NULL */
	size_t n;
	const struct regex_group *groups; /* of it, for a handler with an expression */
	const Json *args; /* an array, or NULL */
	bool gag; /* it answered "gag" */
	Json **list; /* takes what it returns; or NULL */
	/* Of a lens: which function; NULL where it isn't one. What that returns is text or, of
	 * `frame`, a number, 0 for nil. */
	const char *field;
	struct str *returned;
	uint64_t *length;
	bool failed; /* it has not returned */
};

/* Registers the function, or the table, at `index`, and pushes what cancels it. Its errors of Lua
 * come first, so that none can lose the handler. */
struct handler *script_add_handler(lua_State *L, enum handler_kind kind, int index);

/* Calls one; an error is told, that of a lens once, and it is off then if its budget is spent.
 * (script-call.c) */
void script_run_handler(Script *s, struct handler_call *c);

/* Calls each of a kind that `wants` it; whether there was one. */
bool script_run_each(Script *s, enum handler_kind kind, struct handler_call *c,
		     bool (*wants)(Script *s, struct handler_call *c, void *about), void *about);

/* Switches it off, and says so behind what `error` says. */
void script_switch_off(struct handler *h, struct str *error);

/* What is known of how often it sends for an object (NULL: for none). */
struct send_guard *script_handler_guard(struct handler *h, const struct script_object *object);

/* Forgets those that are off, if no Lua runs. */
void script_sweep_handlers(Script *s);

#endif
