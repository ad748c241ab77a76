/*
 * The command line: a table of options, parsed into a plain struct.
 */
#ifndef HAIL_APP_ARGS_H
#define HAIL_APP_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "config/arg-table.h"
#include "config/assignments.h"
#include "config/options.h"
#include "link/dialer.h"

enum args_action {
	ARGS_CONNECT,
	ARGS_DEMO,
	ARGS_HELP,
	ARGS_VERSION,
	ARGS_CHECK_CONFIG,
	ARGS_REPLAY, /* never parsed; app/replay.h */
};

struct replay_args;

/* A step of --expect (a regular expression) or --send. */
struct args_step {
	bool expect;
	const char *text;
};

struct args {
	enum args_action action;
	const char *destination; /* NULL: none; all strings are borrowed from `words` */
	const char *port;
	bool raw, pipe, no_config;
	int family; /* AF_UNSPEC, AF_INET, AF_INET6 */
	const char *config_file; /* NULL: the default one */
	const char *log_file;
	const char *trace_file;
	const char *record_file;
	const char *lens; /* --lens; NULL: none */
	bool json; /* --json */
	const char *proto_file, *proto_type; /* --proto; NULL: none */
	long timeout_s; /* --timeout; -1: none */
	struct assignments settings; /* -o and its short cuts, in order */
	struct arg_words words; /* a copy of argv */
	const char **commands; /* -c; owned array */
	size_t command_count;
	struct args_step *steps; /* --expect and --send, in order; owned array */
	size_t step_count;
	const struct dialer_service *demo; /* set by main */
	const struct replay_args *replay; /* of ARGS_REPLAY */
};

/*
 * Parses argv into *out (args_fini frees it). Values that may hold a secret are overwritten in
 * argv, which every user of the machine can read. False with one sentence in `e` (ERR_USAGE).
 */
bool args_parse(int argc, char **argv, struct args *out, struct err *e);
void args_fini(struct args *a);

/*
 * Sets what -o and its short cuts say in the scope `o`. False with `e` set at the first that is
 * wrong. They belong to the destination of the command line alone, but for those whose scope is the
 * whole program.
 */
bool args_options(const struct args *a, Options *o, struct err *e);

/* Appends the help text of --help. */
void args_help(struct str *out);

#endif
