/*
 * The devices of tests/servers/devices, for a test of `hail run`. They end with the case.
 */
#ifndef HAIL_TESTS_FARM_H
#define HAIL_TESTS_FARM_H

#include "e2e/home.h"
#include "e2e/job.h"

struct farm {
	struct home
		home; /* of the program under test; its file `hosts` has a line for each device */
	Job *job;
	const char *hosts; /* the path of that file */
};

/* Starts the devices that `kinds` says (`good=3` …, NULL), and configures the user, the password
 * and that of enable. */
void farm_start(struct farm *f, const char *const *kinds);

/* The port of the device called `name`. The text lives until the next call. */
const char *farm_port(const struct farm *f, const char *name);

/* Starts `hail run` with `words` (NULL) behind it. */
Job *farm_run(const struct farm *f, const char *const *words);

/* The line of `j`'s output, which has ended, that is the record of `name`; ends the case if there
 * is none. The text lives until the next call. */
const char *farm_record(Job *j, const char *name);

/* Checks that the record of `name` has `part` in it. */
void farm_expect(Job *j, const char *name, const char *part);

/* How many records have `part` in them. */
unsigned farm_count(Job *j, const char *part);

#endif
