/*
 * What a rule is made of. Only files of this folder include this.
 */
#ifndef HAIL_RULES_RULE_INTERNAL_H
#define HAIL_RULES_RULE_INTERNAL_H

#include <stdint.h>

#include "base/key.h"
#include "rules/rule-pattern.h"
#include "rules/rule-style.h"
#include "rules/rule-text.h"
#include "rules/rule-words.h"
#include "rules/rule.h"

enum rule_action_kind {
	ACTION_SEND,
	ACTION_COMMAND,
	ACTION_LUA,
	ACTION_NOTIFY,
	ACTION_HIGHLIGHT,
	ACTION_GAG,
	ACTION_SUBSTITUTE,
	ACTION_LOG,
	ACTION_ROUTE,
	ACTION_SET,
	ACTION_ENABLE,
	ACTION_DISABLE,
	ACTION_KINDS,
};

enum { TARGET_LINE = -1 }; /* of a highlight, beside a group */

struct rule_action {
	enum rule_action_kind kind;
	char *name; /* of a log, a pane, a variable, a group; or NULL */
	struct rule_text text;
	size_t at; /* where it stood in the rule's line, behind the kind's word */
	struct rule_style style;
	int target; /* TARGET_LINE, or the group that is highlighted */
};

struct Rule {
	enum rule_kind kind;
	struct rule_pattern pattern;
	char *group, *name, *host; /* or NULL */
	char *pack; /* that it comes from; or NULL */
	int priority;
	uint32_t count; /* how often it acts; 0: always */
	bool stop, continues; /* said; see rule_stops */
	bool has_style;
	struct rule_style style; /* that the match has to have */
	unsigned lines; /* that the pattern goes over */
	uint32_t ms; /* of a timer, of idleness */
	enum rules_event event;
	char *about; /* what the event is about: a path, a variable; or NULL */
	struct key key;
	struct rule_action *actions;
	size_t action_count;
};

/* Reads actions up to the end of the line, and conditions between them. */
bool rule_read_actions(Rule *r, struct rule_cursor *c);

/* Takes the condition at the cursor, if one stands there: 1; 0 if none does, -1 if it is wrong. */
int rule_take_condition(Rule *r, struct rule_cursor *c);

/* Reads what a highlight is and gives; `a` is part of `r`. */
bool rule_read_highlight(Rule *r, struct rule_action *a, struct rule_cursor *c);

/* Whether an action that was read so far changes the text or the look of the line. */
bool rule_changes_line(const Rule *r);

/* Appends an action to the rule and returns it, zeroed but for its kind. */
struct rule_action *rule_add_action(Rule *r, enum rule_action_kind kind);

/* Reads the text of action `a`. */
bool rule_read_text(Rule *r, struct rule_action *a, struct rule_cursor *c, const char *what);

/* Appends the actions as they are read, a blank before each. */
void rule_print_actions(const Rule *r, struct str *out);

/* Appends what the rule is for, its actions aside: two that are for the same are one rule in two
 * versions. Timers and events are told apart by
 * what they do, highlights by what they are of. */
void rule_print_purpose(const Rule *r, struct str *out);

/* Whether rules of its kind behind it don't see what it has matched: an alias's, unless it says
 * `continue`. */
bool rule_stops(const Rule *r);

#endif
