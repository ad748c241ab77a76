/*
 * The command line of `hail run`, parsed into a plain struct; and the files of configuration lines
 * that it names, read.
 */
#ifndef HAIL_FLEET_RUN_ARGS_H
#define HAIL_FLEET_RUN_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "config/arg-table.h"
#include "config/assignments.h"
#include "config/options.h"
#include "fleet/config-lines.h"

/* What is done at each host, in the order of the command line: a command, or a file of
 * configuration lines. */
struct run_step {
	const char *command; /* NULL: configuration lines */
	const char *file;
	struct config_lines lines;
};

struct run_list {
	const char **items; /* owned; they are borrowed from `words` */
	size_t count;
};

struct run_args {
	bool help, no_config, json, stream;
	const char *config_file; /* -f; NULL: the default one */
	const char *user; /* -l; NULL: not given */
	struct run_step *steps;
	size_t step_count;
	struct run_list hosts_files, hosts;
	struct assignments settings; /* -o and its short cuts, in order */
	const char *script; /* NULL: none */
	const char *only_failed, *diff; /* NULL: not given */
	unsigned jobs, retries;
	int64_t timeout_ms; /* of a host */
	int64_t connect_ms, total_ms; /* -1: none */
	struct arg_words words; /* a copy of argv */
};

/* Whether the command line is of `hail run`: a first word that no PORT follows. */
bool run_args_wanted(int argc, char **argv);

/*
 * Parses argv, from the word `run` on, into *out (run_args_fini frees it), and reads the files of
 * configuration lines. Values that may hold a secret are overwritten in argv, which every user of
 * the machine can read. False with one sentence in `e` (ERR_USAGE).
 */
bool run_args_parse(int argc, char **argv, struct run_args *out, struct err *e);
void run_args_fini(struct run_args *a);

/* Sets what -o and its short cuts say in the scope `o`. False with `e` set at the first that is
 * wrong. */
bool run_args_options(const struct run_args *a, Options *o, struct err *e);

/* Appends the text of `hail run --help`. */
void run_args_help(struct str *out);

#endif
