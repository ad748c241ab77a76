#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/app.h"
#include "app/args.h"
#include "app/ctl-words.h"
#include "app/demo-part.h"
#include "config/config.h"
#include "app/exit-status.h"
#include "app/lens-filter.h"
#include "config/paths.h"
#include "app/pipe.h"
#include "app/replay.h"
#include "base/charset.h"
#include "base/log.h"
#include "base/standard-fds.h"
#include "base/str.h"
#include "demo/demo.h"
#include "fleet/fleet.h"
#include "net/address.h"
#include "rules/book.h"
#include "script/script.h"
#include "ui/curses.h"
#include "base/poison.h"

/*
 * Passwords pass through this process: no core file, and no other process may look in. The leak
 * sanitizer is such a process.
 */
static void forbid_looking_in(void)
{
#ifndef HAIL_SANITIZED
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

/* What decides the character set (POSIX 8.2); NULL if nothing does. */
static const char *locale_name(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *name = getenv(variables[i]);

		if (name && *name)
			return name;
	}
	return NULL;
}

/*
 * No locale at all means no opinion: then UTF-8, not ASCII. Likewise a name that says UTF-8 but
 * isn't installed here, as one that ssh brings along, or isn't a name of this system
 * (LC_CTYPE=UTF-8).
 */
static void set_locale(void)
{
	const char *name = locale_name();
	bool says_utf8 = !name || strcasestr(name, "UTF-8") || strcasestr(name, "UTF8");

	if (!setlocale(LC_ALL, ""))
		setlocale(LC_CTYPE, "");
	if (says_utf8 && !charset_is_utf8(nl_langinfo(CODESET)))
		setlocale(LC_CTYPE, "C.UTF-8");
	/* A number has a dot in JSON and in Lua, which also compares strings by the locale. */
	setlocale(LC_NUMERIC, "C");
	setlocale(LC_COLLATE, "C");
}

/* Without any; rules are looked at with the commands that there are. */
static Settings *new_settings(void)
{
	Settings *settings = settings_new();

	rulebook_check_commands(settings_rules(settings), command_check_of_rule, &app_commands);
	return settings;
}

/* Reads the configuration into `settings`: `file`, or the default one if it is NULL, unless `none`;
 * problems are sentences, a line each. */
static bool read_config(const char *file, bool none, Settings *settings, struct str *problems,
			struct err *e)
{
	struct command_context c = { .table = &app_commands,
				     .settings = settings,
				     .e = e,
				     .problem = config_collect_problem,
				     .user = problems };
	char *path = file ? NULL : config_default_path();
	int bad = 0;

	if (!none && (file || path))
		bad = config_read(&c, file ? file : path, !file);
	free(path);
	return bad >= 0;
}

static int check_config(const Settings *settings, struct str *problems)
{
	struct err e;

	for (size_t i = 0; i < settings_script_count(settings); i++) {
		if (!script_check_file(settings_script_at(settings, i)->path, &e))
			config_collect_problem(problems, e.text);
	}
	error_lines_write("", problems->text);
	return problems->length ? exit_status(ERR_USAGE) : 0;
}

/* `line` is what the command line sets for its destination. */
static int run_pipe(const struct args *args, Settings *settings, const Options *line)
{
	const struct demo_part *part;
	struct address address;
	Options *options;
	struct err e;
	char *name;
	int status;

	if (args->log_file || args->command_count) {
		err_set(&e, ERR_USAGE,
			args->log_file ?
				"--log needs a screen: a pipe's output is the peer's, save it "
				"with tee(1)" :
				"-c needs a screen: a pipe runs no commands");
		return exit_with(&e);
	}
	if (args->action == ARGS_DEMO) {
		part = demo_part_find("demo", args->port);
		options = settings_options_for(settings, part->name, NULL);
		demo_part_options(part, options);
		options_merge(options, line);
		return pipe_run(args, NULL, options);
	}
	if (!args->destination) {
		err_set(&e, ERR_USAGE,
			"without a terminal a DESTINATION is needed (see hail --help)");
		return exit_with(&e);
	}
	if (!settings_find_address(settings, args->destination, args->port, &address, &name, &e))
		return exit_with(&e);
	options = settings_options_for(settings, name, address.host);
	options_merge(options, line);
	status = pipe_run(args, &address, options);
	address_fini(&address);
	free(name);
	return status;
}

/* Whether no screen is used. */
static bool is_pipe(const struct args *args)
{
	return args->pipe || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO);
}

/* Whether standard input is what a lens shows: nothing is asked for that needs a destination. */
static bool is_filter(const struct args *args)
{
	return args->lens && !args->destination && args->action == ARGS_CONNECT &&
	       !args->step_count && !args->command_count && !args->log_file && !args->trace_file;
}

static int run(const struct args *args, Settings *settings)
{
	Options *line = options_new(NULL);
	struct str problems;
	struct err e, place;
	bool keeping;
	int status;

	str_init(&problems);
	keeping = paths_check(&problems, &place);
	if (!read_config(args->config_file, args->no_config, settings, &problems, &e) ||
	    !args_options(args, line, &e)) {
		status = exit_with(&e);
	} else if (args->action == ARGS_CHECK_CONFIG) {
		status = check_config(settings, &problems);
	} else {
		options_merge_global(settings_global(settings), line);
		if (is_filter(args)) {
			options_merge(settings_global(settings), line);
			status = lens_filter_run(args, settings_global(settings));
		} else if (is_pipe(args)) {
			if (!keeping)
				config_collect_problem(&problems, place.text);
			error_lines_write("", problems.text);
			status = run_pipe(args, settings, line);
		} else {
			status = app_run(args, settings, line, problems.text, &curses_screen);
		}
	}
	options_free(line);
	str_fini(&problems);
	return status;
}

static int print_help(void (*append)(struct str *out))
{
	struct str text;

	str_init(&text);
	append(&text);
	fputs(text.text, stdout);
	str_fini(&text);
	return fflush(stdout) == 0 ? 0 : 1;
}

static int dispatch(const struct args *args)
{
	const char *debug_log = getenv("HAIL_DEBUG_LOG");
	Settings *settings;
	struct err e;
	int status;

	if (args->action == ARGS_HELP)
		return print_help(args_help);
	if (args->action == ARGS_VERSION)
		return printf("hail %s\n", PACKAGE_VERSION) < 0;
	if (debug_log && *debug_log && !log_open(debug_log, &e))
		return exit_with(&e);
	settings = new_settings();
	status = run(args, settings);
	settings_free(settings);
	log_close();
	return status;
}

static int run_on_hosts(const struct run_args *args)
{
	Options *line = options_new(NULL);
	Settings *settings = new_settings();
	struct str problems;
	int status = -1;
	struct err e;

	str_init(&problems);
	if (read_config(args->config_file, args->no_config, settings, &problems, &e) &&
	    run_args_options(args, line, &e)) {
		error_lines_write("", problems.text);
		options_merge_global(settings_global(settings), line);
		status = fleet_run(args, settings, line, &e);
	}
	if (status < 0)
		status = exit_with(&e);
	str_fini(&problems);
	settings_free(settings);
	options_free(line);
	return status;
}

/* `hail run`. */
static int run_fleet(int argc, char **argv)
{
	struct run_args args;
	struct err e;
	int status;

	if (!run_args_parse(argc, argv, &args, &e))
		status = exit_with(&e);
	else if (args.help)
		status = print_help(run_args_help);
	else
		status = run_on_hosts(&args);
	run_args_fini(&args);
	return status;
}

static int play_recording(const struct replay_args *args)
{
	Options *line = options_new(NULL);
	Settings *settings = new_settings();
	struct str problems;
	struct err e;
	int status;

	str_init(&problems);
	if (read_config(args->config_file, args->no_config, settings, &problems, &e) &&
	    replay_args_options(args, line, &e))
		status = replay_run(args, settings, line, problems.text, &curses_screen);
	else
		status = exit_with(&e);
	str_fini(&problems);
	settings_free(settings);
	options_free(line);
	return status;
}

/* `hail replay`. */
static int run_replay(int argc, char **argv)
{
	struct replay_args args;
	struct err e;
	int status;

	if (!replay_args_parse(argc, argv, &args, &e))
		status = exit_with(&e);
	else if (args.help)
		status = print_help(replay_args_help);
	else
		status = play_recording(&args);
	replay_args_fini(&args);
	return status;
}

int main(int argc, char **argv)
{
	Demo *demo;
	struct args args;
	struct err e;
	int status;

	if (!standard_fds_open(&e))
		return exit_with(&e);
	forbid_looking_in();
	/* A log or trace that meets a limit (ulimit -f) says so; it doesn't end the program. */
	signal(SIGXFSZ, SIG_IGN);
	set_locale();
	if (ctl_words_are(argc, argv))
		return ctl_words_run(argc, argv);
	if (run_args_wanted(argc, argv))
		return run_fleet(argc - 1, argv + 1);
	if (replay_args_wanted(argc, argv))
		return run_replay(argc - 1, argv + 1);
	if (!args_parse(argc, argv, &args, &e)) {
		args_fini(&args);
		return exit_with(&e);
	}
	demo = demo_new();
	args.demo = &(struct dialer_service){ DEMO_NAME, demo_spawn, demo };
	status = dispatch(&args);
	demo_free(demo);
	args_fini(&args);
	return status;
}
