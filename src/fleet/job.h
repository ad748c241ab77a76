/*
 * What a run does at one host: its attempts, the steps or the script, and the record of it.
 */
#ifndef HAIL_FLEET_JOB_H
#define HAIL_FLEET_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fleet/hosts.h"
#include "fleet/record.h"
#include "fleet/run-args.h"
#include "fleet/runner.h"
#include "link/dialer.h"
#include "rules/book.h"

typedef struct Job Job;
typedef struct HostScript HostScript;

/* Who hears of the links of all jobs, beside their runners. */
struct job_listener {
	/* The job's link is new; it goes. */
	void (*begin)(void *user, Job *job);
	void (*end)(void *user, Job *job);
	const struct link_events *events; /* as in struct runner_events, with the job as user */
};

/* What all jobs of a run share; outlives them. */
struct job_plan {
	Dialer *dialer;
	const FleetHosts *hosts;
	const struct run_args *args;
	const Options *line; /* what the command line sets for each host */
	RuleBook *rules; /* for all */
	HostScript *script; /* NULL: the steps of `args` */
	const struct job_listener *listener; /* NULL: none */
	void *listener_user;
	/* An attempt is over; the connection may be there a moment longer. */
	void (*rested)(void *user, Job *job);
	/* The record is whole. */
	void (*done)(void *user, Job *job);
	/* Another attempt is due: job_start, as soon as there is room. */
	void (*again)(void *user, Job *job);
	/* It holds no connection any more. */
	void (*left)(void *user, Job *job);
	void *user;
};

Job *job_new(const struct job_plan *plan, size_t index, const struct fleet_host *host);
void job_free(Job *job);

/* Begins an attempt. */
void job_start(Job *job);

/* Ends it, whatever it is at: failed, and why. Nothing if it is done. */
void job_stop(Job *job, const char *reason);

bool job_is_done(const Job *job);
bool job_has_started(const Job *job);

/* Its place among the hosts of the run, and its record. */
size_t job_index(const Job *job);
struct record *job_record(Job *job);
void *job_listener_user(const Job *job);

/* Adds a line to the log of the record, without the secrets that were sent to the host, unless it
 * is done. */
void job_log(Job *job, const char *text, size_t n);

/* Adds a command and what came of it to the record. */
void job_add_command(Job *job, const char *command, const struct runner_result *result);

/* --- For its script. */

Runner *job_runner(const Job *job); /* NULL: none now */
const struct fleet_host *job_host(const Job *job);

/* The script has ended: well, or as `failure` says. */
void job_script_ended(Job *job, const char *failure);

#endif
