/*
 * What the files of script/ share. A file opens the functions of Lua that it has by its
 * script_open_ function, and says below what the others need of it.
 */
#ifndef HAIL_SCRIPT_SCRIPT_INTERNAL_H
#define HAIL_SCRIPT_SCRIPT_INTERNAL_H

#include <string.h>

#include "base/deadline.h"
#include "base/regex.h"
#include "script/script.h"

typedef struct lua_State lua_State;
struct task;
struct handler;
struct queued_event;
struct source;

enum { SCRIPT_SECONDS_MAX = 365 * 24 * 3600 };

/* What a game has told, as it was looked up last. */
struct script_told {
	Json *tree; /* an array or an object; NULL: none */
	const char *name; /* gmcp, msdp */
	char *path;
	struct script_object subject; /* without a kind: there was none */
	uint64_t entry; /* it holds in this one: nothing is received while Lua runs */
};

/* What can be added at least to what is kept for a host; NULL: that isn't known. */
struct script_room {
	const Json *root;
	uint64_t entry; /* likewise */
	size_t bytes, values;
};

struct Script {
	lua_State *L; /* the main thread */
	const struct script_owner *owner;
	void *user;
	bool trusted;
	char *modules;
	struct script_limits limits;

	/* Budgets (script-budget.c). */
	size_t memory; /* in use */
	int64_t steps; /* left */
	int64_t began_ms; /* by the clock on the wall */
	int64_t began_cpu_ms;
	size_t slack; /* bytes beyond the limit: to describe an error, or for what the user types */
	const char *over; /* why nothing may run any more until the entry has ended, or NULL */

	unsigned depth; /* entries into Lua within each other */
	const struct script_object *subject; /* whose event or task runs, or NULL */

	struct task **tasks; /* in the order of their numbers */
	size_t task_count, task_room;
	struct task *task; /* that runs, or NULL */
	uint64_t last_task, last_ticket;

	struct handler **handlers; /* in the order of their numbers */
	size_t handler_count, handler_room;
	uint64_t last_handler;
	uint64_t sent, typed; /* calls of verbs that send; what the user has sent */
	struct queued_event *queue; /* events that came while Lua ran */
	size_t queue_count;

	struct source *sources; /* of what is received (script-silence.c) */
	size_t source_count;
	Regex *regex; /* compiled last, until it is taken */
	ScriptReply *reply; /* of the verb that runs */
	Json *held; /* what a node of a tree, or a field, is */
	uint64_t entries; /* into Lua, so far */
	struct script_told told; /* script-trees.c */
	struct script_room room;

	int entry; /* reference to the function that script_start starts */
};

/* --- script-budget.c */

/* Lua's allocator; `user` is the Script. */
void *script_allocate(void *user, void *p, size_t old_size, size_t size);

/* Begins a budget: an entry from outside. */
void script_budget_begin(Script *s);

/* Sets the hook that counts, for this thread and those made from it. */
void script_budget_watch(lua_State *L);

/* Takes `steps` from the budget; an error of Lua if it is spent. */
void script_charge(lua_State *L, size_t steps);

/* --- script-enter.c */

/* The script of a thread. */
Script *script_of(lua_State *L);

/*
 * Calls `body` under Lua's protection, with `data` as its light userdata 1, in a new budget if none
 * runs. False if it failed; the error with its traceback is then in `error`.
 */
bool script_enter(Script *s, const struct script_object *subject, int (*body)(lua_State *),
		  void *data, struct str *error);

/* Tells the owner of an error. */
void script_complain(Script *s, const struct str *error);

/* Appends the error value at the top of `thread`, which it pops, and the traceback of it. */
void script_describe_error(lua_State *L, lua_State *thread, struct str *out);

/* --- script-values.c */

/* The value at `index` as Json, to be freed; NULL with *why (static) if it can't be one. Raises no
 * error. */
Json *script_to_json(lua_State *L, int index, const char **why);

/* The value that a table stands for that is a node of a tree, to be freed; NULL if it is none.
 * Raises no error. (script-trees.c) */
Json *script_node_json(lua_State *L, int index);

/* Frees what trees have found. (script-trees.c) */
void script_trees_free(Script *s);

/* Pushes `j` as a value of Lua; null is nil. */
void script_push_json(lua_State *L, const Json *j);

/* --- script-objects.c */

/* Pushes an object; its kind must be one of the verbs'. */
void script_push_object(lua_State *L, const struct script_object *object);

/* The object at `index` if it is one of `kind` that is alive, else an error of Lua. */
const struct script_object *script_check_object(lua_State *L, int index, const char *kind);

/* Pushes the table of the methods of a kind. */
void script_push_methods(lua_State *L, const char *kind);

/* --- script-tasks.c */

/* The number that wakes the task that runs on `L`; 0 if `L` isn't the thread of a task. */
uint64_t script_task_ticket(lua_State *L);

/* Ends a function of Lua that has a ticket: sleeps, then returns what it was woken with. To be
 * returned by the function. */
int script_task_sleep(lua_State *L);

/* Registers and starts a task: the function at the top of `L`, which it pops, with `count`
 * arguments behind it. False, with nothing popped, if there are too many. */
bool script_task_begin(lua_State *L, const struct script_object *subject, int count, bool tells);

/* Runs those that can go on, and ends those that were dropped. */
void script_tasks_run(Script *s);

/* Forgets all, with the state. */
void script_tasks_free(Script *s);

void script_tasks_drop(Script *s, const struct script_object *object);
int64_t script_tasks_deadline(const Script *s);
void script_tasks_tick(Script *s, int64_t now);

/* Wakes those that wait for a line, or for a prompt, of the object. */
void script_tasks_text(Script *s, const struct script_object *object, const char *text, size_t n,
		       bool prompt);

/* --- script-settle.c */

/* Runs what waited for the Lua that ran, if none does: what ends each entry. */
void script_settle(Script *s);

/* --- script-captures.c */

/* Compiles the string at `index`, to be taken; an error of Lua if it is no expression. */
void script_check_regex(lua_State *L, int index);

/* Takes what was compiled; its memory counts from now on, until it is freed. */
Regex *script_take_regex(Script *s);
void script_free_regex(Script *s, Regex *r);

/* Pushes a table of what the groups captured in `text`: by their numbers, 0 for all, and names. */
void script_push_captures(lua_State *L, const Regex *r, const char *text,
			  const struct regex_group *groups);

/* --- script-handlers.c */

void script_handlers_free(Script *s);

/* --- script-silence.c */

void script_silence_end(Script *s, const struct script_object *object);
void script_silence_free(Script *s);
int64_t script_silence_deadline(const Script *s);
void script_silence_tick(Script *s, int64_t now);
void script_silence_drop(Script *s, const struct script_object *object);

/* --- script-verbs.c */

void script_verbs_free(Script *s);

/* --- script-events.c */

/* Runs what is due for the events that came while Lua ran. */
void script_run_queued(Script *s);

void script_events_free(Script *s);
int64_t script_timers_deadline(const Script *s);
void script_timers_tick(Script *s, int64_t now);
void script_timers_drop(Script *s, const struct script_object *object);

/* Forgets how often handlers have sent for an object that is gone. (script-handlers.c) */
void script_guards_drop(Script *s, const struct script_object *object);

/* --- script-files.c */

/* Pushes the function that the text file `path` is. False with `e` set, and nothing pushed, if it
 * can't be read; an error of Lua if it isn't Lua. */
bool script_push_file(lua_State *L, const char *path, struct err *e);

/* Pushes the function that the `n` bytes of text are, or an error as lua_load does, whose status it
 * returns. */
int script_push_text(lua_State *L, const char *text, size_t n, const char *name);

/* --- The functions of Lua: each puts its own into the table at the top of the stack. */

void script_open_sandbox(lua_State *L); /* and the global functions of Lua */
void script_open_strings(lua_State *L); /* in place of some of Lua's own */
void script_open_tables(lua_State *L); /* likewise */
void script_open_errors(lua_State *L); /* likewise */
void script_open_files(lua_State *L); /* load and require, which are globals */
void script_open_verbs(lua_State *L);
void script_open_tasks(lua_State *L);
void script_open_handlers(lua_State *L);
void script_open_trees(lua_State *L);
void script_open_lenses(lua_State *L);

static inline bool script_is_same(const struct script_object *a, const struct script_object *b)
{
	return a->kind && b->kind && strcmp(a->kind, b->kind) == 0 && a->id == b->id &&
	       a->generation == b->generation;
}

#endif
