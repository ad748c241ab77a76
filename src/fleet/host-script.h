/*
 * A Lua script that runs once a host, `return function(host) … end`: its verbs, over the runner of
 * each host. One state for all hosts, a coroutine each.
 */
#ifndef HAIL_FLEET_HOST_SCRIPT_H
#define HAIL_FLEET_HOST_SCRIPT_H

#include <stdbool.h>

#include "base/err.h"
#include "fleet/job.h"
#include "loop/loop.h"

/* Loads the script `path`; `say` is told what it prints, which belongs to no host. NULL with `e`
 * set (ERR_USAGE). */
HostScript *host_script_new(Loop *loop, const char *path, void (*say)(void *user, const char *text),
			    void *user, struct err *e);
void host_script_free(HostScript *s);

/* Calls the script's function for a job, whose runner is new; job_script_ended comes, perhaps
 * before this returns. */
void host_script_start(HostScript *s, Job *job);

/* A line of configuration was sent. */
void host_script_line(HostScript *s, Job *job, size_t line, const struct runner_result *result);

/* The operation of the job's runner is done. */
void host_script_done(HostScript *s, Job *job, const struct runner_result *result);

/* The call under way was broken off. */
void host_script_cut(HostScript *s, Job *job, const struct runner_result *cut);

/* The job is over, whatever its script is at. */
void host_script_end(HostScript *s, Job *job);

#endif
