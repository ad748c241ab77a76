/*
 * The inside of host-script.c and host-verbs.c. Nobody else includes this.
 */
#ifndef HAIL_FLEET_HOST_SCRIPT_INTERNAL_H
#define HAIL_FLEET_HOST_SCRIPT_INTERNAL_H

#include "base/str.h"
#include "fleet/host-script.h"
#include "loop/timer.h"
#include "script/script.h"

/* What a task waits for. */
enum waits { WAITS_NOTHING, WAITS_COMMAND, WAITS_OTHER, WAITS_EXPECT, WAITS_CONFIGURE, WAITS_SEND };

/* A job under way, found by its object's generation. */
struct run {
	Job *job;
	uint64_t generation;
	uint64_t ticket; /* of its task, which waits; 0: it doesn't */
	enum waits waits;
	char *command; /* under way, or what is sent once there is a connection; owned */
	char **lines; /* of configuration, owned */
	size_t line_count;
	Regex *regex;
};

struct HostScript {
	struct script_owner owner;
	Script *script;
	Loop *loop;
	Timer *timer;
	struct run *runs; /* by the jobs' places */
	size_t count;
	uint64_t generation; /* the last one */
	void (*say)(void *user, const char *text);
	void *say_user;
};

/* The kind of object that a script has of a host. */
extern const char host_script_kind[];

/* The run that `object` stands for; NULL: it is over. (`user`: the HostScript) */
struct run *host_script_run(const HostScript *s, const struct script_object *object);

/* Frees the lines of configuration. */
void host_script_free_lines(struct run *run);

/* --- host-verbs.c */

extern const struct script_verb host_verbs[];
extern const size_t host_verb_count;

/* `host.name` and what else is known of it. (`user`: the HostScript) */
Json *host_field(void *user, const struct script_object *object, const char *name);

#endif
