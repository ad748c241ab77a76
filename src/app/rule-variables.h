/*
 * The variables of rules, kept for each host in the state folder: read when a session is opened,
 * written when they have changed.
 */
#ifndef HAIL_APP_RULE_VARIABLES_H
#define HAIL_APP_RULE_VARIABLES_H

#include "app/app.h"
#include "app/pane.h"

typedef struct RuleVariables RuleVariables;

RuleVariables *rule_variables_new(App *app);

/* Writes what has changed and frees. NULL is fine. */
void rule_variables_free(RuleVariables *v);

/* A session is there: its rules get what is kept for its host. */
void rule_variables_load(RuleVariables *v, const Pane *p);

/* Those of a session may have changed: once the handler has returned they are those of other
 * sessions of its host, too, and soon they are written. */
void rule_variables_changed(RuleVariables *v, const Pane *p);

/* A session goes. */
void rule_variables_forget(RuleVariables *v, const Pane *p);

#endif
