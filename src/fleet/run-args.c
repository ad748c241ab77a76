#include "fleet/run-args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fleet/hosts-file.h"
#include "base/poison.h"

enum {
	RUN_JOBS = 50,
	RUN_JOBS_MAX = 10000,
	RUN_RETRIES_MAX = 100,
	RUN_TIMEOUT_MS = 60000,
};

enum run_arg {
	ARG_COMMAND,
	ARG_CONFIG,
	ARG_HOSTS,
	ARG_JOBS,
	ARG_JSON,
	ARG_STREAM,
	ARG_RETRY,
	ARG_ONLY_FAILED,
	ARG_TIMEOUT,
	ARG_CONNECT_TIMEOUT,
	ARG_TOTAL_TIMEOUT,
	ARG_DIFF,
	ARG_SETTING, /* of the option that has its name */
	ARG_USER,
	ARG_OPTION,
	ARG_FILE,
	ARG_NO_CONFIG,
	ARG_HELP,
};

static const struct arg_row rows[] = {
	{ 'x', "command", "CMD", ARG_COMMAND, ARG_SECRET, "run this command; may be given again" },
	{ 0, "config", "FILE", ARG_CONFIG, ARG_PUBLIC,
	  "send its lines in configuration mode, to the first that fails" },
	{ 0, "hosts", "FILE", ARG_HOSTS, ARG_PUBLIC,
	  "hosts: one a line, JSON lines, an Ansible inventory; - is stdin" },
	{ 'j', "jobs", "N", ARG_JOBS, ARG_PUBLIC, "how many hosts at once (50)" },
	{ 0, "json", NULL, ARG_JSON, ARG_PUBLIC, "one JSON record a host, a line each" },
	{ 0, "stream", NULL, ARG_STREAM, ARG_PUBLIC,
	  "tell of each host when it ends, not in the order given" },
	{ 0, "retry", "N", ARG_RETRY, ARG_PUBLIC,
	  "try a host again up to N times; never after a refused password" },
	{ 0, "only-failed", "FILE", ARG_ONLY_FAILED, ARG_PUBLIC,
	  "only the hosts that failed in FILE, what --json wrote" },
	{ 0, "timeout", "S", ARG_TIMEOUT, ARG_PUBLIC,
	  "one host's whole limit, connecting included (60)" },
	{ 0, "connect-timeout", "S", ARG_CONNECT_TIMEOUT, ARG_PUBLIC,
	  "give up connecting after S seconds" },
	{ 0, "total-timeout", "S", ARG_TOTAL_TIMEOUT, ARG_PUBLIC,
	  "end the whole run after S seconds" },
	{ 0, "diff", "FOLDER", ARG_DIFF, ARG_PUBLIC,
	  "keep each host's output there, and show what has changed" },
	{ 't', "tls", NULL, ARG_SETTING, ARG_PUBLIC, "speak TLS from the start" },
	{ 0, "starttls", "PROTO", ARG_SETTING, ARG_PUBLIC,
	  "turn to TLS as smtp, imap, pop3, ftp, nntp, xmpp, irc do" },
	{ 0, "pin", "SHA256", ARG_SETTING, ARG_PUBLIC, "trust hosts with this key only" },
	{ 0, "ca-file", "FILE", ARG_SETTING, ARG_PUBLIC, "trust these authorities too (PEM)" },
	{ 0, "cert", "FILE", ARG_SETTING, ARG_PUBLIC, "show this certificate of ours (PEM)" },
	{ 0, "key", "FILE", ARG_SETTING, ARG_PUBLIC, "its key (PEM)" },
	{ 0, "proxy", "URL", ARG_SETTING, ARG_SECRET,
	  "go through socks5://, socks4a://, http:// or exec:COMMAND" },
	{ 0, "charset", "NAME", ARG_SETTING, ARG_PUBLIC, "the hosts' character set" },
	{ 'l', NULL, "USER", ARG_USER, ARG_PUBLIC, "answer login prompts with this name" },
	{ 'o', NULL, "NAME=VALUE", ARG_OPTION, ARG_ASSIGNMENT,
	  "set an option for each host (hail(1) lists them)" },
	{ 'f', NULL, "CONF", ARG_FILE, ARG_PUBLIC,
	  "read this configuration file instead of the default one" },
	{ 0, "no-config", NULL, ARG_NO_CONFIG, ARG_PUBLIC, "read no configuration file" },
	{ 'h', "help", NULL, ARG_HELP, ARG_PUBLIC, "this help" },
};

static const struct arg_table table = { rows, sizeof(rows) / sizeof(rows[0]), "hail run --help" };

bool run_args_wanted(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "run") == 0 &&
	       !(argc > 2 && argv[2][0] && strspn(argv[2], "0123456789") == strlen(argv[2]));
}

static void add(struct run_list *list, const char *item)
{
	list->items = mem_resize(list->items, list->count + 1, sizeof(*list->items));
	list->items[list->count++] = item;
}

/* --- Files of configuration lines. */

static struct run_step *add_step(struct run_args *a)
{
	struct run_step *step;

	a->steps = mem_resize(a->steps, a->step_count + 1, sizeof(*a->steps));
	step = &a->steps[a->step_count++];
	*step = (struct run_step){ 0 };
	return step;
}

static bool add_config(struct run_args *a, const char *file, struct err *e)
{
	struct run_step *step = add_step(a);
	struct str text;
	bool good;

	step->file = file;
	str_init(&text);
	good = hosts_file_load(file, "configuration lines", &text, e);
	if (good)
		config_lines_split(&step->lines, text.text);
	str_fini(&text);
	return good &&
	       (step->lines.count || err_set(e, ERR_USAGE, "there is no line to send in %s", file));
}

/* --- Values. */

static bool take_number(const char *name, const char *value, unsigned min, unsigned max,
			unsigned *out, struct err *e)
{
	long long number;

	if (!str_to_number(value, min, max, &number))
		return err_set(e, ERR_USAGE, "%s takes a number from %u to %u, not \"%s\"", name,
			       min, max, value);
	*out = (unsigned)number;
	return true;
}

/* Seconds, also with a fraction. */
static bool take_seconds(const char *name, const char *value, int64_t *ms, struct err *e)
{
	size_t whole = strspn(value, "0123456789");
	char *end;
	double seconds = strtod(value, &end);

	if ((!whole && value[0] != '.') || *end || !(seconds > 0 && seconds <= 1e7))
		return err_set(e, ERR_USAGE, "%s takes seconds, more than 0, not \"%s\"", name,
			       value);
	*ms = (int64_t)(seconds * 1000 + 0.5);
	return true;
}

static bool take_once(const char *name, const char *value, const char **out, struct err *e)
{
	if (*out)
		return err_set(e, ERR_USAGE, "%s is given twice", name);
	*out = value;
	return true;
}

static bool add_command(struct run_args *a, const char *command, struct err *e)
{
	if (!command[strspn(command, " \t")] || strpbrk(command, "\r\n"))
		return err_set(e, ERR_USAGE, "-x takes a command of one line");
	add_step(a)->command = command;
	return true;
}

static bool take_option(void *user, const struct arg_row *row, const char *value, struct err *e)
{
	struct run_args *a = user;

	switch ((enum run_arg)row->arg) {
	case ARG_COMMAND: return add_command(a, value, e);
	case ARG_CONFIG: return add_config(a, value, e);
	case ARG_HOSTS: add(&a->hosts_files, value); break;
	case ARG_JOBS: return take_number("-j", value, 1, RUN_JOBS_MAX, &a->jobs, e);
	case ARG_JSON: a->json = true; break;
	case ARG_STREAM: a->stream = true; break;
	case ARG_RETRY: return take_number("--retry", value, 0, RUN_RETRIES_MAX, &a->retries, e);
	case ARG_ONLY_FAILED: return take_once("--only-failed", value, &a->only_failed, e);
	case ARG_TIMEOUT: return take_seconds("--timeout", value, &a->timeout_ms, e);
	case ARG_CONNECT_TIMEOUT:
		return take_seconds("--connect-timeout", value, &a->connect_ms, e);
	case ARG_TOTAL_TIMEOUT: return take_seconds("--total-timeout", value, &a->total_ms, e);
	case ARG_DIFF: return take_once("--diff", value, &a->diff, e);
	case ARG_SETTING: assignments_add(&a->settings, row->name, value ? value : "on"); break;
	case ARG_USER: return take_once("-l", value, &a->user, e);
	case ARG_OPTION: assignments_add_text(&a->settings, value); break;
	case ARG_FILE: return take_once("-f", value, &a->config_file, e);
	case ARG_NO_CONFIG: a->no_config = true; break;
	case ARG_HELP: a->help = true; break;
	}
	return true;
}

/* --- Words. */

static bool is_script(const char *word)
{
	size_t n = strlen(word);

	return n > 4 && strcmp(word + n - 4, ".lua") == 0;
}

static bool take_word(void *user, const char *word, struct err *e)
{
	struct run_args *a = user;

	(void)e;
	if (!a->script && !a->hosts.count && is_script(word))
		a->script = word;
	else
		add(&a->hosts, word);
	return true;
}

static unsigned count_stdin(const struct run_args *a)
{
	unsigned count = 0;

	for (size_t i = 0; i < a->hosts_files.count; i++)
		count += strcmp(a->hosts_files.items[i], "-") == 0;
	for (size_t i = 0; i < a->step_count; i++)
		count += a->steps[i].file && strcmp(a->steps[i].file, "-") == 0;
	return count;
}

static bool check(const struct run_args *a, struct err *e)
{
	if (a->script && a->step_count)
		return err_set(e, ERR_USAGE,
			       "a script does all itself: give %s, or -x and --config", a->script);
	if (!a->script && !a->step_count)
		return err_set(e, ERR_USAGE,
			       "there is nothing to do: give -x CMD, --config FILE or SCRIPT.lua "
			       "(see hail run --help)");
	if (!a->hosts.count && !a->hosts_files.count && !a->only_failed)
		return err_set(e, ERR_USAGE,
			       "there is no host: give HOST words or --hosts FILE (see hail run "
			       "--help)");
	return count_stdin(a) < 2 ||
	       err_set(e, ERR_USAGE, "standard input can be read by one option alone");
}

bool run_args_parse(int argc, char **argv, struct run_args *out, struct err *e)
{
	static const struct arg_taker taker = { take_option, take_word };

	*out = (struct run_args){
		.jobs = RUN_JOBS, .timeout_ms = RUN_TIMEOUT_MS, .connect_ms = -1, .total_ms = -1
	};
	return arg_table_read(&table, argc, argv, &out->words, &taker, out, e) &&
	       (out->help || check(out, e));
}

void run_args_fini(struct run_args *a)
{
	for (size_t i = 0; i < a->step_count; i++)
		config_lines_fini(&a->steps[i].lines);
	assignments_fini(&a->settings);
	arg_words_fini(&a->words);
	free(a->steps);
	free(a->hosts_files.items);
	free(a->hosts.items);
	*a = (struct run_args){ 0 };
}

/* The time is the run's own, too (connect_ms): the option counts whole seconds. */
static bool set_connect_timeout(Options *o, int64_t ms, struct err *e)
{
	char seconds[24];

	snprintf(seconds, sizeof(seconds), "%lld", (long long)((ms + 999) / 1000));
	return options_set(o, OPTIONS_CONNECT_TIMEOUT, seconds, e);
}

bool run_args_options(const struct run_args *a, Options *o, struct err *e)
{
	if (!assignments_apply(&a->settings, o, e))
		return false;
	if (a->user && !options_set(o, OPTIONS_USER, a->user, e))
		return false;
	return a->connect_ms < 0 || set_connect_timeout(o, a->connect_ms, e);
}

void run_args_help(struct str *out)
{
	str_append_string(
		out,
		"usage: hail run [options] -x CMD... HOST...\n"
		"       hail run [options] --config FILE HOST...\n"
		"       hail run [options] SCRIPT.lua HOST...\n"
		"\n"
		"Logs into each HOST, does that, and tells what came of it. HOST is a saved name, "
		"a\n"
		"destination as hail(1) takes it, a pattern of names such as 'core-*', @GROUP of "
		"an\n"
		"inventory, or !PATTERN: without these. The exit status is 0 only if every host\n"
		"succeeded.\n"
		"\n");
	arg_table_help(&table, out);
}
