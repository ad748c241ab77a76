/*
 * An owner of scripts for tests: three sessions, a clock that stands, trees, a store, panes. What
 * scripts ask of it is a line each in `log`.
 */
#ifndef HAIL_TESTS_SCRIPT_OWNER_H
#define HAIL_TESTS_SCRIPT_OWNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "script/hail-api.h"
#include "script/script.h"

enum { OWNER_SESSIONS = 3 };

struct script_stage {
	Script *script;
	struct hail_api_user api;
	struct str log; /* such as `s1 send look` */
	struct str errors; /* what the script failed with */
	int64_t now;
	uint64_t generations[OWNER_SESSIONS + 1]; /* of the sessions 1 … */
	Json *gmcp, *msdp, *store;
	unsigned looks; /* what games told was looked up so often */
	bool silent; /* what is stored isn't logged */
};

/* What each call of a function costs, in ns of the clock for that; 0 at first. */
extern int64_t script_stage_cost;

/* The kind of a host as those of hail run. */
extern const char script_stage_host[];

/* Makes it, without memory of an earlier one. False if the program was built without Lua. */
bool script_stage_set(struct script_stage *st, const struct script_settings *settings);
void script_stage_clear(struct script_stage *st);

/* Session `i`, from 1. */
struct script_object script_stage_session(const struct script_stage *st, uint64_t i);

/* Lets `ms` pass, with all that is due meanwhile. */
void script_stage_pass(struct script_stage *st, int64_t ms);

#endif
