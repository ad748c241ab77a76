#include "fleet/run-args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "fleet/hosts-file.h"
#include "base/poison.h"

enum {
	RUN_JOBS = 50,
	RUN_JOBS_MAX = 10000,
	RUN_RETRIES_MAX = 100,
	RUN_TIMEOUT_MS = 60000,
};

/* Long options without a letter. */
enum run_arg {
	ARG_CONFIG = 256,
	ARG_HOSTS,
	ARG_JSON,
	ARG_STREAM,
	ARG_RETRY,
	ARG_ONLY_FAILED,
	ARG_TIMEOUT,
	ARG_CONNECT_TIMEOUT,
	ARG_TOTAL_TIMEOUT,
	ARG_DIFF,
	ARG_NO_CONFIG,
	ARG_SETTING, /* short for an option, as -t is */
};

struct run_row {
	int arg; /* its letter, or an enum run_arg */
	const char *name; /* NULL: none */
	const char *value; /* what it takes, for help; NULL: nothing */
	const char *text;
};

static const struct run_row rows[] = {
	{ 'x', "command", "CMD", "run this command; may be given again" },
	{ ARG_CONFIG, "config", "FILE",
	  "send its lines in configuration mode, to the first that fails" },
	{ ARG_HOSTS, "hosts", "FILE",
	  "hosts: one a line, JSON lines, an Ansible inventory; - is stdin" },
	{ 'j', "jobs", "N", "how many hosts at once (50)" },
	{ ARG_JSON, "json", NULL, "one JSON record a host, a line each" },
	{ ARG_STREAM, "stream", NULL, "tell of each host when it ends, not in the order given" },
	{ ARG_RETRY, "retry", "N",
	  "try a host again up to N times; never after a refused password" },
	{ ARG_ONLY_FAILED, "only-failed", "FILE",
	  "only the hosts that failed in FILE, what --json wrote" },
	{ ARG_TIMEOUT, "timeout", "S", "one host's whole limit, connecting included (60)" },
	{ ARG_CONNECT_TIMEOUT, "connect-timeout", "S", "give up connecting after S seconds" },
	{ ARG_TOTAL_TIMEOUT, "total-timeout", "S", "end the whole run after S seconds" },
	{ ARG_DIFF, "diff", "FOLDER", "keep each host's output there, and show what has changed" },
	{ 't', "tls", NULL, "speak TLS from the start" },
	{ ARG_SETTING, "starttls", "PROTO",
	  "turn to TLS as smtp, imap, pop3, ftp, nntp, xmpp, irc do" },
	{ ARG_SETTING, "pin", "SHA256", "trust hosts with this key only" },
	{ ARG_SETTING, "ca-file", "FILE", "trust these authorities too (PEM)" },
	{ ARG_SETTING, "cert", "FILE", "show this certificate of ours (PEM)" },
	{ ARG_SETTING, "key", "FILE", "its key (PEM)" },
	{ ARG_SETTING, "proxy", "URL",
	  "go through socks5://, socks4a://, http:// or exec:COMMAND" },
	{ ARG_SETTING, "charset", "NAME", "the hosts' character set" },
	{ 'l', NULL, "USER", "answer login prompts with this name" },
	{ 'o', NULL, "NAME=VALUE", "set an option for each host (hail(1) lists them)" },
	{ 'f', NULL, "CONF", "read this configuration file instead of the default one" },
	{ ARG_NO_CONFIG, "no-config", NULL, "read no configuration file" },
	{ 'h', "help", NULL, "this help" },
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

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

/* An option of hail(1) that has a name of its own on the command line. */
static void add_setting(struct run_args *a, const char *name, const char *value)
{
	struct str setting;

	str_init(&setting);
	str_append_format(&setting, "%s=%s", name, value ? value : "on");
	add(&a->short_settings, str_take(&setting));
	str_fini(&setting);
	add(&a->settings, a->short_settings.items[a->short_settings.count - 1]);
}

static bool apply(struct run_args *a, int arg, const char *value, struct err *e)
{
	switch (arg) {
	case 'x': return add_command(a, value, e);
	case 'l': return take_once("-l", value, &a->user, e);
	case 'o': add(&a->settings, value); break;
	case 'f': return take_once("-f", value, &a->config_file, e);
	case 'h': a->help = true; break;
	case 'j': return take_number("-j", value, 1, RUN_JOBS_MAX, &a->jobs, e);
	case ARG_CONFIG: return add_config(a, value, e);
	case ARG_HOSTS: add(&a->hosts_files, value); break;
	case ARG_JSON: a->json = true; break;
	case ARG_STREAM: a->stream = true; break;
	case ARG_RETRY: return take_number("--retry", value, 0, RUN_RETRIES_MAX, &a->retries, e);
	case ARG_ONLY_FAILED: return take_once("--only-failed", value, &a->only_failed, e);
	case ARG_TIMEOUT: return take_seconds("--timeout", value, &a->timeout_ms, e);
	case ARG_CONNECT_TIMEOUT:
		return take_seconds("--connect-timeout", value, &a->connect_ms, e);
	case ARG_TOTAL_TIMEOUT: return take_seconds("--total-timeout", value, &a->total_ms, e);
	case ARG_DIFF: return take_once("--diff", value, &a->diff, e);
	case ARG_NO_CONFIG: a->no_config = true; break;
	}
	return true;
}

/* --- Words. */

static bool is_setting(const struct run_row *row)
{
	return row->arg == ARG_SETTING || row->arg == 't';
}

static bool may_be_secret(const struct run_row *row, const char *value)
{
	char *name;
	int option;

	if (row->arg == 'x')
		return true;
	if (row->arg != 'o' && !is_setting(row))
		return false;
	name = row->arg == 'o' ? mem_strndup(value, strcspn(value, "= \t")) : mem_strdup(row->name);
	option = options_find(name, NULL);
	free(name);
	return option >= 0 && options_row((enum option)option)->secret;
}

/* Overwrites the `n` bytes at `at` of a word of the process. */
static void hide(char *word, ptrdiff_t at, size_t n)
{
	static const char shown[] = "***";

	mem_wipe(word + at, n);
	memcpy(word + at, shown, n < sizeof(shown) ? n : sizeof(shown) - 1);
}

static bool unknown(const char *word, struct err *e)
{
	struct nearest near;
	const char *name = word + strspn(word, "-");

	nearest_begin(&near, name, strcspn(name, "="));
	for (size_t r = 0; word[1] == '-' && r < ROW_COUNT; r++) {
		if (rows[r].name)
			nearest_offer(&near, rows[r].name, strlen(rows[r].name));
	}
	if (near.word)
		return err_set(e, ERR_USAGE,
			       "unknown option %s: did you mean --%.*s? (see hail run --help)",
			       word, near.length, near.word);
	return err_set(e, ERR_USAGE, "unknown option %s (see hail run --help)", word);
}

static bool lacks(const char *word, struct err *e)
{
	return err_set(e, ERR_USAGE, "%s needs a value (see hail run --help)", word);
}

/* The word being read, and those behind it. */
struct reader {
	struct run_args *a;
	char **argv; /* the originals */
	size_t at;
	struct err *e;
};

/* `value` stands in the word itself; NULL: it is the next word. `shown` is the option as typed. */
static bool take(struct reader *r, const struct run_row *row, const char *value, const char *shown)
{
	if (!row->value && value)
		return err_set(r->e, ERR_USAGE, "%s takes no value", shown);
	if (row->value && !value) {
		if (r->at + 1 >= r->a->word_count)
			return lacks(shown, r->e);
		value = r->a->words[++r->at];
	}
	if (value && may_be_secret(row, value))
		hide(r->argv[r->at], value - r->a->words[r->at], strlen(value));
	if (!is_setting(row))
		return apply(r->a, row->arg, value, r->e);
	add_setting(r->a, row->name, value);
	return true;
}

/* `--name`, `--name=value` or `--name value`. */
static bool read_long(struct reader *r)
{
	const char *word = r->a->words[r->at];
	size_t n = strcspn(word, "=");
	char *shown = mem_strndup(word, n);
	bool good = false, known = false;

	for (size_t i = 0; i < ROW_COUNT && !known; i++) {
		known = rows[i].name && strcmp(rows[i].name, shown + 2) == 0;
		if (known)
			good = take(r, &rows[i], word[n] ? word + n + 1 : NULL, shown);
	}
	free(shown);
	return known ? good : unknown(word, r->e);
}

/* `-x CMD` or `-xCMD`; those that take no value may stand together. */
static bool read_short(struct reader *r)
{
	const struct run_row *row = NULL;

	for (const char *p = r->a->words[r->at] + 1; *p; p++) {
		char shown[] = { '-', *p, '\0' };

		row = NULL;
		for (size_t i = 0; i < ROW_COUNT && !row; i++)
			row = rows[i].arg == *p ? &rows[i] : NULL;
		if (!row)
			return unknown(shown, r->e);
		if (row->value)
			return take(r, row, p[1] ? p + 1 : NULL, shown);
		if (!take(r, row, NULL, shown))
			return false;
	}
	return true;
}

static bool is_script(const char *word)
{
	size_t n = strlen(word);

	return n > 4 && strcmp(word + n - 4, ".lua") == 0;
}

static void take_word(struct run_args *a, const char *word)
{
	if (!a->script && !a->hosts.count && is_script(word))
		a->script = word;
	else
		add(&a->hosts, word);
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

static bool read_words(struct run_args *a, char **argv, struct err *e)
{
	struct reader r = { .a = a, .argv = argv, .at = 1, .e = e };
	bool options_ended = false, good = true;

	for (; good && r.at < a->word_count; r.at++) {
		const char *word = a->words[r.at];

		if (options_ended || word[0] != '-' || !word[1])
			take_word(a, word);
		else if (strcmp(word, "--") == 0)
			options_ended = true;
		else
			good = word[1] == '-' ? read_long(&r) : read_short(&r);
	}
	return good;
}

bool run_args_parse(int argc, char **argv, struct run_args *out, struct err *e)
{
	*out = (struct run_args){
		.jobs = RUN_JOBS, .timeout_ms = RUN_TIMEOUT_MS, .connect_ms = -1, .total_ms = -1
	};
	out->word_count = (size_t)argc;
	out->words = mem_calloc(out->word_count, sizeof(*out->words));
	for (size_t i = 0; i < out->word_count; i++)
		out->words[i] = mem_strdup(argv[i]);
	return read_words(out, argv, e) && (out->help || check(out, e));
}

void run_args_fini(struct run_args *a)
{
	for (size_t i = 0; i < a->word_count; i++) {
		mem_wipe(a->words[i], strlen(a->words[i]));
		free(a->words[i]);
	}
	for (size_t i = 0; i < a->step_count; i++)
		config_lines_fini(&a->steps[i].lines);

	for (size_t i = 0; i < a->short_settings.count; i++) {
		mem_wipe((char *)a->short_settings.items[i], strlen(a->short_settings.items[i]));
		free((char *)a->short_settings.items[i]);
	}
	free(a->short_settings.items);
	free(a->words);
	free(a->steps);
	free(a->hosts_files.items);
	free(a->hosts.items);
	free(a->settings.items);
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
	for (size_t i = 0; i < a->settings.count; i++) {
		if (!options_assign(o, a->settings.items[i], e))
			return false;
	}
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
	for (size_t i = 0; i < ROW_COUNT; i++) {
		struct str left;

		str_init(&left);
		if (rows[i].arg < 256)
			str_append_format(&left, "-%c%s", rows[i].arg, rows[i].name ? ", " : " ");
		if (rows[i].name)
			str_append_format(&left, "--%s ", rows[i].name);
		if (rows[i].value)
			str_append_string(&left, rows[i].value);
		str_append_format(out, "  %-22s %s\n", left.text, rows[i].text);
		str_fini(&left);
	}
}
