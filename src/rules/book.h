/*
 * The rules that are defined, compiled once and shared by all links. What a link knows of them is
 * its Rules (rules/rules.h). Lines are sieved: one pass finds the rules whose required text stands
 * in a line (rules/sieve.h), only those are matched.
 */
#ifndef HAIL_RULES_BOOK_H
#define HAIL_RULES_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "rules/rule.h"

typedef struct RuleBook RuleBook;

enum { RULEBOOK_MAX = 20000 }; /* rules */

/* Makes an empty book with one reference, and gives one more, and up one: the last frees it. */
RuleBook *rulebook_new(void);
RuleBook *rulebook_keep(RuleBook *b);
void rulebook_free(RuleBook *b);

/* Looks at a command of rules in which values stand, unexpanded: false with `e` set if none may. */
typedef bool rulebook_command_check(const void *user, const char *command, struct err *e);

/* Has the commands of all rules that are added from now on looked at. */
void rulebook_check_commands(RuleBook *b, rulebook_command_check *check, const void *user);

/* A file is read, or a rule is typed: what is added from now on takes the place of those until now
 * that are for the same. */
void rulebook_begin_load(RuleBook *b);

/*
 * Adds the rule that stands in `args` behind the word of `kind` (rule_new). It takes the place of
 * the one of the same kind and name; of its like; and of those that are for the same, kind, pattern
 * and conditions, if they were there when the load began, or if one alone can act (an alias, a
 * key). Its number (from 1, never used again), or 0 with
 * `e` set and *at (if `at` isn't NULL) at the fault.
 */
unsigned rulebook_add(RuleBook *b, enum rule_kind kind, const char *args, const char **at,
		      struct err *e);

/* The same for a line that begins with the kind's word. */
unsigned rulebook_add_line(RuleBook *b, const char *line, const char **at, struct err *e);

/* The last rule whose place the one that was added last took; 0: none. */
unsigned rulebook_replaced(const RuleBook *b);

/* Says that there are links with the pack called `pack`: true for the first time, then its rules
 * are to be added. */
bool rulebook_begin_pack(RuleBook *b, const char *pack);

/* Adds a rule that a pack brings, as rulebook_add does: it is seen by links with that pack alone
 * (rules_set_pack), comes behind all others, and is in the group RULE_PACK_GROUP whatever its line
 * says. */
unsigned rulebook_add_of_pack(RuleBook *b, const char *pack, enum rule_kind kind, const char *args,
			      struct err *e);

/* Takes a rule away: by its number, or all that have the name or are in the group so called. How
 * many there were. */
unsigned rulebook_remove(RuleBook *b, unsigned id);
unsigned rulebook_remove_called(RuleBook *b, const char *name);

/* Switches a group for the links that don't say otherwise (rules_set_group). */
void rulebook_set_group(RuleBook *b, const char *group, bool on);

/* How many rules there are. */
size_t rulebook_count(const RuleBook *b);

/* The rule of that number; NULL if there is none. Borrowed until the book changes. */
const Rule *rulebook_rule(const RuleBook *b, unsigned id);

/* Tells of each rule in the order of definition. */
void rulebook_each(const RuleBook *b, void (*each)(void *user, unsigned id, const Rule *rule),
		   void *user);

#endif
