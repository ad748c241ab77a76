/*
 * Commands that rules of a session want run: they wait until the rules are done, and run as if they
 * were typed there, whether it is shown or not.
 */
#ifndef HAIL_APP_RULE_COMMANDS_H
#define HAIL_APP_RULE_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "app/pane.h"
#include "base/err.h"

typedef struct RuleCommands RuleCommands;

/* Runs a command in `p`, shown or not. False with `e` set if it can't be done. */
typedef bool rule_command_fn(App *app, Pane *p, const char *line, struct err *e);

/* Makes an empty queue. */
RuleCommands *rule_commands_new(App *app, rule_command_fn *run);
void rule_commands_free(RuleCommands *r);

/* Adds the command `text`, `n` bytes without the command character, of a rule of `p`; whether
 * values that it captured stand in it, which few commands may have; whether it is run because of
 * the time alone, so that it answers no prompt for a password. Where too many wait it is left
 * out, which is said. */
void rule_commands_add(RuleCommands *r, Pane *p, const char *text, size_t n, bool values,
		       bool by_time);

/* A session goes: its commands do, too. */
void rule_commands_forget(RuleCommands *r, const Pane *p);

#endif
