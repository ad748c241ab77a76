/*
 * What a run tells of one host: a line of JSON, or text for people.
 */
#ifndef HAIL_FLEET_RECORD_H
#define HAIL_FLEET_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/str.h"

struct record_command {
	char *command, *output; /* owned */
	bool ok;
};

/* Embedded in its owner (init/fini). */
struct record {
	const char *name; /* borrowed */
	bool ok;
	struct str reason; /* why not; empty if ok */
	int64_t ms; /* how long it took, all attempts together */
	struct record_command *commands;
	size_t command_count;
	char **log; /* lines that the device said by itself; owned */
	size_t log_count;
	size_t attempts; /* those that failed before; a line each at the log's beginning */
	Json *result; /* of a script; or NULL */
	struct str diff; /* what has changed since the last run; empty: nothing */
	bool compared; /* there was a last run */
};

enum { RECORD_LOG_MAX = 10000 /* lines kept of the device's own */ };

void record_init(struct record *r, const char *name);
void record_fini(struct record *r);

/* Forgets all that came. */
void record_clear(struct record *r);

/* Forgets what an attempt has brought, but for its reason, which becomes a line of the log: the
 * next one does all again. */
void record_restart(struct record *r);

/* Adds a command and its output. */
void record_add_command(struct record *r, const char *command, const char *output, size_t n,
			bool ok);

/* Adds a line that the device, or a script, said. */
void record_add_log(struct record *r, const char *text, size_t n);

/*
 * Appends the record as one line of JSON: {"name", "status": "ok"|"failed", "reason", "seconds",
 * "commands": [{"command", "output", "ok"}], "log": [lines], "result"}, and "diff" if the run
 * compares.
 */
void record_print_json(const struct record *r, bool diff, struct str *out);

/* Appends it for people; `diff`: what has changed stands in place of the outputs. */
void record_print_text(const struct record *r, bool diff, struct str *out);

/* Appends each command and its output: what --diff compares. */
void record_print_outputs(const struct record *r, struct str *out);

#endif
