/*
 * What the configuration's rules need in `hail run` beside their links: what they keep, and Lua,
 * that of rules and of `lua` lines. Its states are for all hosts, as with a screen (app/scripts.h).
 * A host is a session of hail-lua(7) while it has a runner; what would show is for the log of its
 * record.
 */
#ifndef HAIL_FLEET_RULE_SCRIPT_H
#define HAIL_FLEET_RULE_SCRIPT_H

#include "config/settings.h"
#include "fleet/job.h"
#include "loop/loop.h"

typedef struct RuleScript RuleScript;

/*
 * Makes it for the scripts and the rules of `settings` (which stays); the scripts are loaded when
 * the first host is connected. What fails then, or belongs to no host, is told by `say`. NULL:
 * there are neither.
 */
RuleScript *rule_script_new(Loop *loop, const Settings *settings,
			    void (*say)(void *user, const char *text), void *user);

/* Saves what scripts keep, and frees. The jobs have no runner any more. NULL is fine. */
void rule_script_free(RuleScript *s);

/* How it listens to jobs, as their plan's `listener_user`. */
const struct job_listener *rule_script_listener(void);

#endif
