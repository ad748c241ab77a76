/*
 * The command line of `hail replay`, parsed into a plain struct.
 */
#ifndef HAIL_APP_REPLAY_ARGS_H
#define HAIL_APP_REPLAY_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "config/arg-table.h"
#include "config/assignments.h"
#include "config/options.h"

struct replay_args {
	bool help, no_config, json;
	const char *config_file; /* -f; NULL: the default one */
	const char *file; /* the recording */
	const char *lens, *to, *output; /* NULL: not given */
	double speed; /* times as fast as it was; 0: as fast as it goes */
	bool speed_given;
	int64_t seek_ms; /* where to begin; -1: not given */
	int64_t idle_ms; /* a longer pause is made as long as this; -1: none is */
	struct assignments settings; /* -o, in order */
	struct arg_words words; /* a copy of argv */
};

/* Whether the command line is of `hail replay`: a first word that no PORT follows. */
bool replay_args_wanted(int argc, char **argv);

/* Parses argv, from the word `replay` on, into *out (replay_args_fini frees it). False with one
 * sentence in `e` (ERR_USAGE). */
bool replay_args_parse(int argc, char **argv, struct replay_args *out, struct err *e);
void replay_args_fini(struct replay_args *a);

/* Sets what -o says in the scope `o`. False with `e` set at the first that is wrong. */
bool replay_args_options(const struct replay_args *a, Options *o, struct err *e);

/* Appends the text of `hail replay --help`. */
void replay_args_help(struct str *out);

#endif
