/*
 * The functions that wait for something: an event, a line, a time, a key. Kept in the order in
 * which they were made.
 */
#ifndef HAIL_SCRIPT_SCRIPT_HANDLERS_H
#define HAIL_SCRIPT_SCRIPT_HANDLERS_H

#include "base/key.h"
#include "base/regex.h"
#include "script/script-internal.h"

enum handler_kind {
	HANDLER_EVENT,
	HANDLER_TRIGGER,
	HANDLER_ALIAS,
	HANDLER_TIMER,
	HANDLER_KEY,
	HANDLER_COMPLETE,
};

struct handler {
	uint64_t number;
	enum handler_kind kind;
	int reference; /* to the function */
	bool off; /* to be forgotten */
	char *name; /* of an event or a key, or the expression */
	char *detail; /* of an event: a path; or NULL */
	Regex *regex;
	struct key key;
	struct script_object object; /* for which it was made; without a kind: for none */
	int64_t period; /* ms of a timer, of silence */
	int64_t deadline; /* of a timer; -1: none */
	bool once;
};

/* The first one of a kind behind number `after` that isn't off; NULL if there is none. */
struct handler *script_find_handler(const Script *s, uint64_t after, enum handler_kind kind);

/* Appends what it is: `the trigger /x/`. */
void script_describe_handler(const struct handler *h, struct str *out);

/* Runs one, with `object` (may be NULL) as its argument. (script-events.c) */
void script_run_handler(Script *s, struct handler *h, const struct script_object *object);

/* Forgets those that are off, if no Lua runs. */
void script_sweep_handlers(Script *s);

#endif
