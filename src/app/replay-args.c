#include "app/replay-args.h"

#include <string.h>

#include "app/replay-time.h"
#include "app/replay-to.h"
#include "base/poison.h"

enum replay_arg {
	ARG_SPEED,
	ARG_SEEK,
	ARG_IDLE,
	ARG_LENS,
	ARG_JSON,
	ARG_TO,
	ARG_OUTPUT,
	ARG_OPTION,
	ARG_FILE,
	ARG_NO_CONFIG,
	ARG_HELP,
};

static const struct arg_row rows[] = {
	{ 0, "speed", "N", ARG_SPEED, ARG_PUBLIC,
	  "play N times as fast, 0.5 is half as fast; max: as fast as it goes" },
	{ 0, "seek", "S", ARG_SEEK, ARG_PUBLIC, "begin S seconds, or M:SS, after its beginning" },
	{ 0, "idle", "S", ARG_IDLE, ARG_PUBLIC,
	  "make pauses longer than S seconds as long as that" },
	{ 0, "lens", "NAME", ARG_LENS, ARG_PUBLIC,
	  "show what passed, both ways, as hex, json, telnet … (hail(1) lists them)" },
	{ 0, "json", NULL, ARG_JSON, ARG_PUBLIC,
	  "with --lens and no screen: each message as JSON on a line" },
	{ 0, "to", "FORMAT", ARG_TO, ARG_PUBLIC, "make another file of it: " REPLAY_FORMATS },
	{ 0, "output", "FILE", ARG_OUTPUT, ARG_PUBLIC,
	  "that file; what is there already is replaced" },
	{ 'o', NULL, "NAME=VALUE", ARG_OPTION, ARG_ASSIGNMENT,
	  "set an option (hail(1) lists them)" },
	{ 'f', NULL, "CONF", ARG_FILE, ARG_PUBLIC,
	  "read this configuration file instead of the default one" },
	{ 0, "no-config", NULL, ARG_NO_CONFIG, ARG_PUBLIC, "read no configuration file" },
	{ 'h', "help", NULL, ARG_HELP, ARG_PUBLIC, "this help" },
};

static const struct arg_table table = { rows, sizeof(rows) / sizeof(rows[0]),
					"hail replay --help" };

bool replay_args_wanted(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "replay") == 0 &&
	       !(argc > 2 && argv[2][0] && strspn(argv[2], "0123456789") == strlen(argv[2]));
}

/* --- Values. */

static bool take_speed(struct replay_args *a, const char *value, struct err *e)
{
	a->speed_given = true;
	a->speed = 0;
	if (strcmp(value, "max") == 0)
		return true;
	return (replay_time_number(value, 1e6, &a->speed) && a->speed >= 0.001) ||
	       err_set(e, ERR_USAGE,
		       "--speed takes a number from 0.001 to 1000000, or max, not \"%s\"", value);
}

static bool take_time(const char *name, const char *value, int64_t *ms, struct err *e)
{
	return replay_time_parse(value, ms) ||
	       err_set(e, ERR_USAGE, "%s takes seconds, such as 90 or 1:30, not \"%s\"", name,
		       value);
}

static bool take_once(const char *name, const char *value, const char **out, struct err *e)
{
	if (*out)
		return err_set(e, ERR_USAGE, "%s is given twice", name);
	*out = value;
	return true;
}

static bool take_option(void *user, const struct arg_row *row, const char *value, struct err *e)
{
	struct replay_args *a = user;

	switch ((enum replay_arg)row->arg) {
	case ARG_SPEED: return take_speed(a, value, e);
	case ARG_SEEK: return take_time("--seek", value, &a->seek_ms, e);
	case ARG_IDLE: return take_time("--idle", value, &a->idle_ms, e);
	case ARG_LENS: return take_once("--lens", value, &a->lens, e);
	case ARG_JSON: a->json = true; break;
	case ARG_TO: return take_once("--to", value, &a->to, e);
	case ARG_OUTPUT: return take_once("--output", value, &a->output, e);
	case ARG_OPTION: assignments_add_text(&a->settings, value); break;
	case ARG_FILE: return take_once("-f", value, &a->config_file, e);
	case ARG_NO_CONFIG: a->no_config = true; break;
	case ARG_HELP: a->help = true; break;
	}
	return true;
}

static bool take_word(void *user, const char *word, struct err *e)
{
	struct replay_args *a = user;

	if (a->file)
		return err_set(
			e, ERR_USAGE,
			"one recording at a time: there are %s and %s (see hail replay --help)",
			a->file, word);
	a->file = word;
	return true;
}

static bool check_to(const struct replay_args *a, struct err *e)
{
	if (!replay_to_check(a->to, a->output, e))
		return false;
	if (a->lens)
		return err_set(e, ERR_USAGE,
			       "--to and --lens don't go together: a lens is for a "
			       "screen, or for a pipe without --to");
	if (a->speed_given || a->idle_ms >= 0)
		return err_set(e, ERR_USAGE,
			       "--to makes a file at once: --speed and --idle are for "
			       "a screen");
	return a->seek_ms < 0 || replay_to_is_of_moment(a->to) ||
	       err_set(e, ERR_USAGE,
		       "--to %s takes the whole recording: --seek is for a screen, or --to svg",
		       a->to);
}

static bool check(const struct replay_args *a, struct err *e)
{
	if (!a->file)
		return err_set(e, ERR_USAGE,
			       "there is no recording: give FILE (see hail replay --help)");
	if (a->output && !a->to)
		return err_set(e, ERR_USAGE, "--output needs --to FORMAT");
	if (a->json && !a->lens)
		return err_set(e, ERR_USAGE, "--json needs --lens NAME");
	return !a->to || check_to(a, e);
}

bool replay_args_parse(int argc, char **argv, struct replay_args *out, struct err *e)
{
	static const struct arg_taker taker = { take_option, take_word };

	*out = (struct replay_args){ .speed = 1, .seek_ms = -1, .idle_ms = -1 };
	return arg_table_read(&table, argc, argv, &out->words, &taker, out, e) &&
	       (out->help || check(out, e));
}

void replay_args_fini(struct replay_args *a)
{
	assignments_fini(&a->settings);
	arg_words_fini(&a->words);
	*a = (struct replay_args){ 0 };
}

bool replay_args_options(const struct replay_args *a, Options *o, struct err *e)
{
	return assignments_apply(&a->settings, o, e);
}

void replay_args_help(struct str *out)
{
	str_append_string(
		out, "usage: hail replay [options] FILE.hail\n"
		     "\n"
		     "Plays what hail --record FILE.hail or /record FILE.hail has recorded, on the "
		     "screen.\n"
		     "Without a terminal it is written to standard output as text.\n"
		     "\n"
		     "Space pauses, Left and Right go back and on by 5 s, Home and End to the "
		     "beginning\n"
		     "and the end, . to the next prompt, / to where a text appears, + and - "
		     "change the\n"
		     "speed, ? lists all keys, q quits.\n"
		     "\n");
	arg_table_help(&table, out);
}
