/*
 * Scripts in Lua 5.4: one state, its sandbox and budgets, its functions that wait for something.
 *
 * What a script asks of the program is a verb of the owner; values cross as Json. It knows no
 * session, reads no clock (but for the limit of CPU time) and touches no descriptor, except that it
 * reads the files that it is told to load, and modules. Every script of one state sees the others'
 * globals, so an owner keeps those that are trusted in a state of their own.
 *
 * An owner may call anything here but script_free from within a verb or an event. What would run
 * Lua then is put off until the Lua that runs has returned.
 */
#ifndef HAIL_SCRIPT_SCRIPT_H
#define HAIL_SCRIPT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/key.h"
#include "base/message-kind.h"
#include "base/str.h"

typedef struct Script Script;

/* One call of a verb, while the verb runs. */
typedef struct ScriptReply ScriptReply;

/*
 * What of the program a script may hold, such as a session. Once the owner says that it isn't alive
 * any more each method of it is an error. Two are equal if kind, id and generation are.
 */
struct script_object {
	const char *kind; /* one of the owner's verbs' */
	uint64_t id, generation;
};

/*
 * A function of scripts. `hail.NAME(…)` if `kind` is NULL: `object` is then the one whose event is
 * handled or that the task belongs to, NULL if there is none. Else the method NAME of objects of
 * that kind, called for one that is alive. `args` is an array of the arguments; a function or an
 * object among them is refused before. What the verb doesn't answer is nil.
 */
struct script_verb {
	const char *kind, *name;
	void (*call)(void *user, const struct script_object *object, const Json *args,
		     ScriptReply *reply);
	bool sends; /* what a peer may answer; a handler that does so without end is off */
};

/* What a script needs of its owner. Texts are borrowed. */
struct script_owner {
	const struct script_verb *verbs;
	size_t verb_count;
	bool (*alive)(void *user, const struct script_object *object);
	/* The time, in ms of a clock that never goes back. */
	int64_t (*now)(void *user);
	/* Nanoseconds of a clock that never goes back, for what functions cost; NULL: those that
	 * take most of the time for seconds aren't told of, and not switched off. */
	int64_t (*clock_ns)(void);
	/* What a script printed (MESSAGE_INFO), or an error with its traceback, lines between
	 * newlines, without one at the end. */
	void (*message)(void *user, enum message_kind kind, const char *text);
	/*
	 * What a game has told by `gmcp` or `msdp` (`name`) at `path` (as json_at's), to be freed;
	 * NULL if there is nothing. May be NULL.
	 */
	Json *(*tree)(void *user, const struct script_object *object, const char *name,
		      const char *path);
	/* What is kept for the host of `object` (NULL: of the session that is shown), a JSON object
	 * that scripts change; and that they have. Both or none may be NULL. */
	Json *(*store)(void *user, const struct script_object *object);
	void (*stored)(void *user, const struct script_object *object);
	/* A task that script_start began has ended: what it returned (an array), or NULL and why
	 * it failed, with the traceback. NULL if script_start isn't called. */
	void (*ended)(void *user, const struct script_object *object, const Json *results,
		      const char *error);
	/* What `object.NAME` is where no verb has that name, owned by the caller; NULL: nil. */
	Json *(*field)(void *user, const struct script_object *object, const char *name);
};

/* What one entry into Lua may use: a loaded file, an event, a task from one wait to the next. */
struct script_limits {
	size_t memory; /* bytes of the whole state */
	uint64_t steps; /* instructions, or what costs about as much */
	int64_t cpu_ms;
};

enum {
	SCRIPT_MEMORY = 64 << 20,
	SCRIPT_STEPS = 10 * 1000 * 1000,
	SCRIPT_CPU_MS = 1000,
	SCRIPT_FILE_MAX = 1 << 20, /* bytes of a file */
	SCRIPT_TASKS_MAX = 4096,
	SCRIPT_HANDLERS_MAX = 4096, /* triggers, aliases, timers … */
};

struct script_settings {
	bool trusted; /* io and the whole of os */
	const char *modules; /* the folder of `require`; NULL: it finds nothing */
	struct script_limits limits; /* 0: the default */
};

/* A state that nothing was loaded into; `owner` and what it points to must stay. NULL with `e` if
 * the program was built without Lua. */
Script *script_new(const struct script_settings *settings, const struct script_owner *owner,
		   void *user, struct err *e);

/* Frees it. Its tasks don't tell that they end. NULL is fine. */
void script_free(Script *s);

/*
 * Runs the file `path` (UTF-8 text). If it returns a function, script_start starts that, until
 * another file returns one. False with `e` set: the first line of what `message` was told, or why
 * the file can't be read.
 */
bool script_load(Script *s, const char *path, struct err *e);

/* Runs `text` (an expression, or statements) for `object` (may be NULL), and appends what it
 * evaluates to, to be read: several values on lines of their own. False with `e` set likewise. */
bool script_eval(Script *s, const struct script_object *object, const char *text, size_t n,
		 struct str *value, struct err *e);

/* Whether a file returned a function. */
bool script_has_function(const Script *s);

/* Runs statements for `object` (may be NULL), in which `m` is a table of `captures` (an object
 * whose names are groups, by number or name; or NULL). Errors call them `name`. False with `e` set
 * likewise. */
bool script_run(Script *s, const struct script_object *object, const char *name, const char *text,
		size_t n, const Json *captures, struct err *e);

/* Whether statements, or those of a file, can be compiled; nothing is run. False with `e` set: the
 * line and why. True where there is no Lua. */
bool script_check(const char *text, size_t n, struct err *e);
bool script_check_file(const char *path, struct err *e);

/* How often verbs that send were called. */
uint64_t script_sent(const Script *s);

/* The user has sent something by hand: what comes back is no loop of the handlers'. */
void script_typed(Script *s);

/*
 * Starts the function that script_load got as a task that belongs to `object`, which it gets as its
 * argument. It runs to its first wait; `ended` may be told before this returns. False if there is
 * no such function, or too many tasks.
 */
bool script_start(Script *s, const struct script_object *object);

/* --- What a verb may answer. */

/* Adds a value to what the call returns; it is owned from now on. */
void script_reply(ScriptReply *reply, Json *value);

/* Adds an object. */
void script_reply_object(ScriptReply *reply, const struct script_object *object);

/* Adds a list of objects. */
void script_reply_objects(ScriptReply *reply, const struct script_object *objects, size_t count);

/* The call fails with this text, a clause without a full stop, as a Lua error at the caller's line.
 */
void script_reply_fail(ScriptReply *reply, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The call returns later: the task sleeps until script_resume gets the ticket. 0, and the call
 * fails, where nothing can wait: outside of a task.
 */
uint64_t script_reply_later(ScriptReply *reply);

/* Wakes the task with what its call returns: each of `values` (an array, owned from now on). What
 * has a ticket of a task that is gone does nothing. */
void script_resume(Script *s, uint64_t ticket, Json *values);

/* --- What happens. `object` (may be NULL) is what it happens to; functions get it last. */

/*
 * Runs what waits for an event: `connect`, `disconnect`, `gmcp` or `msdp` with a path as its
 * `detail` (else NULL), `bell`. Functions get `args` (an array, or NULL).
 */
void script_event(Script *s, const struct script_object *object, const char *name,
		  const char *detail, const Json *args);

/* Something was received: for the events `idle SECONDS` and `activity SECONDS`. */
void script_received(Script *s, const struct script_object *object);

/* Shows a line of `n` bytes (UTF-8, no line end) that was received. True if a function wants it
 * gagged. */
bool script_line(Script *s, const struct script_object *object, const char *text, size_t n);

/* Shows a prompt. */
void script_prompt(Script *s, const struct script_object *object, const char *text, size_t n);

/* Shows a line that was typed (not a hidden one). True if an alias took it: it isn't sent then. */
bool script_input(Script *s, const struct script_object *object, const char *text, size_t n);

/* Runs what is bound to a key; false if nothing is. */
bool script_key(Script *s, const struct script_object *object, struct key key);

/* Tells the words by which scripts would complete what is typed, the `n` bytes of the line up to
 * the cursor. */
void script_complete(Script *s, const struct script_object *object, const char *text, size_t n,
		     void (*each)(void *user, const char *word), void *user);

/* --- Lenses that scripts define. None may be asked while Lua runs. */

/* Whether there is one of that name; *frames: it says where its messages end. */
bool script_has_lens(const Script *s, const char *name, bool *frames);

/* Tells their names. */
void script_each_lens(const Script *s, void (*each)(void *user, const char *name), void *user);

/*
 * What the lens says of `n` bytes that were `sent`, or received: how long the first message is, 0
 * where it can't say yet; or its lines, appended to `out`. False if there is no such lens, or it
 * fails.
 */
bool script_lens_frame(Script *s, const char *name, bool sent, const char *bytes, size_t n,
		       uint64_t *length);
bool script_lens_show(Script *s, const char *name, bool sent, const char *bytes, size_t n,
		      struct str *out);

/* --- Time and ends. */

/* When script_tick has to be called at the latest, by the owner's clock; 0: soon, -1: never. */
int64_t script_deadline(const Script *s);

/* Wakes what waits for a time that has come. */
void script_tick(Script *s);

/* Ends what belongs to `object`: tasks, without telling, as they stand, and timers. */
void script_drop(Script *s, const struct script_object *object);

#endif
