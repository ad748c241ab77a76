/*
 * One rule, made from its line:
 *
 *   trigger PATTERN CONDITION… ACTION…      a line that was received
 *   prompt PATTERN CONDITION… ACTION…       a prompt, or an open line that stands for one
 *   alias PATTERN CONDITION… ACTION…        a line that was typed, in its place
 *   highlight PATTERN CONDITION… [line|%N] STYLE…
 *   gag PATTERN CONDITION…
 *   substitute PATTERN CONDITION… "TEXT"
 *   timer SECONDS CONDITION… ACTION…        again and again, or `once`
 *   on EVENT CONDITION… ACTION…             connect, disconnect, prompt, gmcp PATH, msdp VAR, bell,
 *                                           idle SECONDS, activity SECONDS, input
 *   bind KEY CONDITION… ACTION…
 *
 * A PATTERN is `/RE/`, "text" or a word with * and ? (rules/rule-pattern.h). CONDITIONs: `group=G`,
 * `priority=N`, `name=NAME`, `once`, `count=N` (times in a connection), `host=PATTERN` (a name or
 * an address, as fnmatch(3) reads it), `style=red,bold,on-blue`, `lines=N`, `continue`, `stop` (the
 * next rules of its kind don't see what it matched, as is so for an alias without `continue`).
 * ACTIONs: `send "TEXT"`, `command "TEXT"`, `lua "CODE"`, `notify "TEXT"`, `highlight [line|%N]
 * STYLE…`, `gag`, `substitute "TEXT"`, `log NAME`, `route NAME`, `set NAME "TEXT"`, `enable GROUP`,
 * `disable GROUP`. A TEXT has captures and variables (rules/rule-text.h).
 */
#ifndef HAIL_RULES_RULE_H
#define HAIL_RULES_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

typedef struct Rule Rule;

enum rule_kind {
	RULE_TRIGGER,
	RULE_PROMPT,
	RULE_ALIAS,
	RULE_HIGHLIGHT,
	RULE_GAG,
	RULE_SUBSTITUTE,
	RULE_TIMER,
	RULE_ON,
	RULE_BIND,
	RULE_KINDS,
};

/* What an `on` rule waits for. */
enum rules_event {
	RULES_CONNECT,
	RULES_DISCONNECT,
	RULES_PROMPT,
	RULES_GMCP, /* of a path */
	RULES_MSDP, /* of a variable */
	RULES_BELL,
	RULES_IDLE, /* nothing was received for so long */
	RULES_ACTIVITY, /* something was received after so long a silence */
	RULES_INPUT, /* a line was typed */
	RULES_EVENT_KINDS,
};

enum {
	RULE_MULTILINE_MAX = 50, /* lines that a pattern may go over */
	RULE_SECONDS_MAX = 604800, /* of a timer, of idleness */
	RULE_PRIORITY_MAX = 1000000,
};

/* The group of the rules that packs bring. */
#define RULE_PACK_GROUP "pack"

/* The kind that the first word of `line` names, and in *args what follows; RULE_KINDS if none. */
enum rule_kind rule_kind_of(const char *line, const char **args);

/* Makes the rule that stands in `args`, behind the kind's word. NULL with `e` set if it is wrong;
 * *at (if `at` isn't NULL) is then the place in `args`. To be freed. */
Rule *rule_new(enum rule_kind kind, const char *args, const char **at, struct err *e);
void rule_free(Rule *r);

/* Appends the rule's line, its kind first, as rule_new reads it. */
void rule_print(const Rule *r, struct str *out);

/* Appends the line of an alias: `name` does what the `count` lines do when they are typed. */
void rule_print_alias(const char *name, const char *const *lines, size_t count, struct str *out);

enum rule_kind rule_kind(const Rule *r);

/* The code of its first action from *i on that is in Lua, `n` bytes; *i becomes the place behind.
 * NULL: there is none. Borrowed. */
const char *rule_lua(const Rule *r, size_t *i, size_t *n);

/* Its group, its name; NULL if it has none. Borrowed. */
const char *rule_group(const Rule *r);
const char *rule_name(const Rule *r);

#endif
