/*
 * The variables of rules, kept for each host in the state folder: read when a session is opened,
 * written when they have changed.
 */
#ifndef HAIL_LINK_RULE_VARIABLES_H
#define HAIL_LINK_RULE_VARIABLES_H

#include "link/link.h"
#include "loop/loop.h"

typedef struct RuleVariables RuleVariables;

/* Makes it; `fail` is told what can't be read or written. */
RuleVariables *rule_variables_new(Loop *loop, void (*fail)(void *user, const char *text),
				  void *user);

/* Writes what has changed and frees. NULL is fine. */
void rule_variables_free(RuleVariables *v);

/* A session is there: its rules get what is kept for its host. */
void rule_variables_load(RuleVariables *v, Link *l);

/* Those of a session may have changed: once the handler has returned they are those of other
 * sessions of its host, too, and soon they are written. */
void rule_variables_changed(RuleVariables *v, Link *l);

/* A session goes. */
void rule_variables_forget(RuleVariables *v, Link *l);

#endif
