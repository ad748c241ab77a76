/*
 * The inside of what rules need: rule-script.c (its states, and what hosts tell them) and
 * rule-script-api.c (what scripts ask). Nobody else includes this.
 */
#ifndef HAIL_FLEET_RULE_SCRIPT_INTERNAL_H
#define HAIL_FLEET_RULE_SCRIPT_INTERNAL_H

#include "fleet/rule-script.h"
#include "link/rule-variables.h"
#include "loop/timer.h"
#include "script/hail-api.h"
#include "script/hail-store.h"
#include "script/script.h"

/* A job with a runner, by the job's place. */
struct hosted {
	Job *job; /* NULL: it has none */
	uint64_t generation, received; /* the latter: bytes, when that was looked at */
	bool connected, closes; /* a script wants it closed */
};

struct RuleScript {
	struct hail_api_user api; /* the first member: it is the script's user */
	Script *scripts[2]; /* of files that aren't trusted, and that are; each may be NULL */
	const Settings *settings;
	size_t loaded; /* files of the settings */
	bool loading;
	HailStore *store;
	RuleVariables *variables;
	Loop *loop;
	Timer *timer;
	struct deferred close;
	struct hosted *hosted;
	size_t count;
	uint64_t generation; /* the last one */
	Job *about; /* whose event is handled; NULL: nobody's */
	unsigned errors; /* told by scripts */
	void (*say)(void *user, const char *text);
	void *say_user;
};

/* Adds a text to the log of a host; what belongs to none (NULL), is told while files are loaded, or
 * comes when the record is done, is said. */
void rule_script_tell(RuleScript *s, Job *job, const char *text);

/* The host that an object is, the one whose event is handled for NULL; NULL if there is none. */
struct hosted *rule_script_find(const RuleScript *s, const struct script_object *object);

/* The object that a host is. */
struct script_object rule_script_object(const RuleScript *s, const struct hosted *h);

/* Closes the connection of a host once the script has returned. */
void rule_script_close_later(RuleScript *s, struct hosted *h);

/* rule-script-api.c. */
extern const struct hail_api rule_script_api;
const struct script_owner *rule_script_owner(void);

#endif
