#include "app/args.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "app/demo-part.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "net/proxy.h"
#include "base/poison.h"

enum arg {
	ARG_RAW,
	ARG_TLS,
	ARG_STARTTLS,
	ARG_PIN,
	ARG_CA_FILE,
	ARG_CERT,
	ARG_KEY,
	ARG_PROXY,
	ARG_IPV4,
	ARG_IPV6,
	ARG_USER,
	ARG_ESCAPE,
	ARG_OPTION,
	ARG_COMMAND,
	ARG_FILE,
	ARG_PIPE,
	ARG_CHARSET,
	ARG_LOG,
	ARG_TRACE,
	ARG_CONNECT_TIMEOUT,
	ARG_TIMEOUT,
	ARG_EXPECT,
	ARG_SEND,
	ARG_NO_CONFIG,
	ARG_CHECK_CONFIG,
	ARG_HELP,
	ARG_VERSION,
	ARG_LATER, /* of the contract, but not built yet: `text` says what it is for */
};

struct arg_row {
	char letter; /* 0: none */
	const char *name; /* NULL: none */
	const char *value; /* what it takes, for help; NULL: nothing */
	enum arg arg;
	const char *text;
};

static const struct arg_row rows[] = {
	{ 'r', "raw", NULL, ARG_RAW, "no telnet: every byte as it is" },
	{ 't', "tls", NULL, ARG_TLS, "speak TLS from the start" },
	{ 0, "starttls", "PROTO", ARG_STARTTLS,
	  "turn to TLS as smtp, imap, pop3, ftp, nntp, xmpp, irc do" },
	{ 0, "pin", "SHA256", ARG_PIN, "trust the peer with this key only" },
	{ 0, "ca-file", "FILE", ARG_CA_FILE, "trust these authorities too (PEM)" },
	{ 0, "cert", "FILE", ARG_CERT, "show this certificate of ours (PEM)" },
	{ 0, "key", "FILE", ARG_KEY, "its key (PEM); an encrypted one asks" },
	{ 0, "proxy", "URL", ARG_PROXY,
	  "go through socks5://, socks4a://, http:// or exec:COMMAND" },
	{ '4', NULL, NULL, ARG_IPV4, "connect over IPv4 only" },
	{ '6', NULL, NULL, ARG_IPV6, "connect over IPv6 only" },
	{ 'l', NULL, "USER", ARG_USER, "answer the destination's login prompt with this name" },
	{ 'e', NULL, "KEY", ARG_ESCAPE, "the escape key, e.g. Ctrl-] or ^A" },
	{ 'o', NULL, "NAME=VALUE", ARG_OPTION, "set an option (hail(1) lists them)" },
	{ 'c', NULL, "COMMAND", ARG_COMMAND, "run a command after the start, e.g. 'log file.log'" },
	{ 'f', NULL, "FILE", ARG_FILE, "read this configuration file instead of the default one" },
	{ 0, "pipe", NULL, ARG_PIPE, "no screen: stdin to the peer, the peer to stdout" },
	{ 0, "charset", "NAME", ARG_CHARSET, "the peer's character set" },
	{ 0, "log", "FILE", ARG_LOG, "append the session to FILE as text" },
	{ 0, "trace", "FILE", ARG_TRACE, "append the wire in both directions to FILE, as hex" },
	{ 0, "connect-timeout", "S", ARG_CONNECT_TIMEOUT, "give up connecting after S seconds" },
	{ 0, "expect", "RE", ARG_EXPECT, "wait for text that matches RE, then go on" },
	{ 0, "send", "TEXT", ARG_SEND, "send TEXT and Enter; steps run in the order given" },
	{ 0, "timeout", "S", ARG_TIMEOUT,
	  "wait S seconds for each --expect; in a pipe, for more once stdin has ended" },
	{ 0, "no-config", NULL, ARG_NO_CONFIG, "read no configuration file" },
	{ 0, "check-config", NULL, ARG_CHECK_CONFIG, "check the configuration file and exit" },
	{ 'h', "help", NULL, ARG_HELP, "this help" },
	{ 'V', "version", NULL, ARG_VERSION, "the version" },
	{ '8', NULL, NULL, ARG_LATER, "asking for BINARY" },
	{ 0, "record", "FILE", ARG_LATER, "recording" },
	{ 0, "screen-reader", NULL, ARG_LATER, "screen-reader mode" },
};

enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

static void add_setting(struct args *a, const char *setting)
{
	a->settings = mem_resize(a->settings, a->setting_count + 1, sizeof(*a->settings));
	a->settings[a->setting_count++] = setting;
}

static void add_named_setting(struct args *a, const char *name, const char *value)
{
	struct str setting;

	str_init(&setting);
	str_append_format(&setting, "%s=%s", name, value);
	a->owned = mem_resize(a->owned, a->owned_count + 1, sizeof(*a->owned));
	a->owned[a->owned_count] = str_take(&setting);
	add_setting(a, a->owned[a->owned_count++]);
}

/* -e takes a key's name, or telnet's form: ^] or one control character. */
static void add_escape(struct args *a, const char *value)
{
	char name[] = "Ctrl-?";

	if (value[0] == '^' && value[1] && !value[2])
		name[5] = value[1];
	else if (value[0] > 0 && value[0] < 0x20 && !value[1])
		name[5] = (char)(value[0] + '@');
	add_named_setting(a, "escape-keys", name[5] == '?' ? value : name);
}

static bool later(const struct arg_row *row, struct err *e)
{
	char letter[2] = { row->letter, '\0' };

	return err_set(e, ERR_USAGE, "%s%s is not built into this version yet (it is for %s)",
		       row->name ? "--" : "-", row->name ? row->name : letter, row->text);
}

static bool take_timeout(struct args *a, const char *value, struct err *e)
{
	long long seconds;

	if (!str_to_number(value, 0, 86400, &seconds))
		return err_set(e, ERR_USAGE, "--timeout takes seconds from 0 to 86400, not \"%s\"",
			       value);
	a->timeout_s = (long)seconds;
	return true;
}

static void add_step(struct args *a, bool expect, const char *text)
{
	a->steps = mem_resize(a->steps, a->step_count + 1, sizeof(*a->steps));
	a->steps[a->step_count++] = (struct args_step){ expect, text };
}

static bool apply(struct args *a, const struct arg_row *row, const char *value, struct err *e)
{
	switch (row->arg) {
	case ARG_RAW: a->raw = true; break;
	case ARG_TLS: add_named_setting(a, "tls", "on"); break;
	case ARG_STARTTLS: add_named_setting(a, "starttls", value); break;
	case ARG_PIN: add_named_setting(a, "pin", value); break;
	case ARG_CA_FILE: add_named_setting(a, "ca-file", value); break;
	case ARG_CERT: add_named_setting(a, "cert", value); break;
	case ARG_KEY: add_named_setting(a, "key", value); break;
	case ARG_PROXY: add_named_setting(a, "proxy", value); break;
	case ARG_IPV4: a->family = AF_INET; break;
	case ARG_IPV6: a->family = AF_INET6; break;
	case ARG_USER: add_named_setting(a, "user", value); break;
	case ARG_ESCAPE: add_escape(a, value); break;
	case ARG_OPTION: add_setting(a, value); break;
	case ARG_COMMAND:
		a->commands = mem_resize(a->commands, a->command_count + 1, sizeof(*a->commands));
		a->commands[a->command_count++] = value;
		break;
	case ARG_FILE: a->config_file = value; break;
	case ARG_PIPE: a->pipe = true; break;
	case ARG_CHARSET: add_named_setting(a, "charset", value); break;
	case ARG_LOG: a->log_file = value; break;
	case ARG_TRACE: a->trace_file = value; break;
	case ARG_CONNECT_TIMEOUT: add_named_setting(a, "connect-timeout", value); break;
	case ARG_TIMEOUT: return take_timeout(a, value, e);
	case ARG_EXPECT: add_step(a, true, value); break;
	case ARG_SEND: add_step(a, false, value); break;
	case ARG_NO_CONFIG: a->no_config = true; break;
	case ARG_CHECK_CONFIG: a->action = ARGS_CHECK_CONFIG; break;
	case ARG_HELP: a->action = ARGS_HELP; break;
	case ARG_VERSION: a->action = ARGS_VERSION; break;
	case ARG_LATER: return later(row, e);
	}
	return true;
}

static bool needs_value(const char *dashes, const char *name, size_t n, struct err *e)
{
	return err_set(e, ERR_USAGE, "%s%.*s needs a value (see hail --help)", dashes, (int)n,
		       name);
}

static bool unknown_long(const char *name, size_t n, struct err *e)
{
	struct nearest nearest;

	nearest_begin(&nearest, name, n);
	for (size_t r = 0; r < ROW_COUNT; r++) {
		if (rows[r].name)
			nearest_offer(&nearest, rows[r].name, strlen(rows[r].name));
	}
	if (nearest.word)
		return err_set(e, ERR_USAGE,
			       "unknown option --%.*s: did you mean --%.*s? (see hail --help)",
			       (int)n, name, nearest.length, nearest.word);
	return err_set(e, ERR_USAGE, "unknown option --%.*s (see hail --help)", (int)n, name);
}

/* Whether a value may hold a secret: a password in a URL, a command that has one. */
static bool may_be_secret(const struct arg_row *row, const char *value)
{
	char *name;
	int option;

	if (row->arg == ARG_PROXY || row->arg == ARG_COMMAND || row->arg == ARG_SEND)
		return true;
	if (row->arg != ARG_OPTION)
		return false;
	name = mem_strndup(value, strcspn(value, "= \t"));
	option = options_find(name, NULL);
	free(name);
	return option >= 0 && options_row((enum option)option)->secret;
}

/* The words of the command line, copied, and where they came from. */
struct words {
	char **copy, **argv;
	size_t count, at; /* the word being read */
};

/* Takes the value that lies in the word being read. */
static bool take_value(struct args *a, const struct words *w, const struct arg_row *row,
		       const char *value, struct err *e)
{
	static const char shown[] = "***";
	char *original = w->argv[w->at] + (value - w->copy[w->at]);
	size_t n = strlen(value);

	if (may_be_secret(row, value)) {
		mem_wipe(original, n);
		memcpy(original, shown, n < sizeof(shown) ? n : sizeof(shown) - 1);
	}
	return apply(a, row, value, e);
}

/* `--name`, `--name=value` or `--name value`. */
static bool parse_long(struct args *a, struct words *w, struct err *e)
{
	const char *name = w->copy[w->at] + 2;
	size_t n = strcspn(name, "=");
	const char *value = name[n] ? name + n + 1 : NULL;

	for (size_t r = 0; r < ROW_COUNT; r++) {
		if (!rows[r].name || strlen(rows[r].name) != n || strncmp(rows[r].name, name, n))
			continue;
		if (rows[r].arg == ARG_LATER)
			return later(&rows[r], e);
		if (!rows[r].value && value)
			return err_set(e, ERR_USAGE, "--%s takes no value", rows[r].name);
		if (rows[r].value && !value) {
			if (w->at + 1 >= w->count)
				return needs_value("--", name, n, e);
			value = w->copy[++w->at];
		}
		return value ? take_value(a, w, &rows[r], value, e) : apply(a, &rows[r], NULL, e);
	}
	return unknown_long(name, n, e);
}

/* `-r4`, `-oname=value` or `-o name=value`. */
static bool parse_short(struct args *a, struct words *w, struct err *e)
{
	for (const char *p = w->copy[w->at] + 1; *p; p++) {
		const struct arg_row *row = NULL;

		for (size_t r = 0; r < ROW_COUNT && !row; r++)
			row = rows[r].letter == *p ? &rows[r] : NULL;
		if (!row)
			return err_set(e, ERR_USAGE, "unknown option -%c (see hail --help)", *p);
		if (row->arg == ARG_LATER || !row->value) {
			if (!apply(a, row, NULL, e))
				return false;
			continue;
		}
		if (p[1])
			return take_value(a, w, row, p + 1, e);
		if (w->at + 1 >= w->count)
			return needs_value("-", p, 1, e);
		return take_value(a, w, row, w->copy[++w->at], e);
	}
	return true;
}

static bool take_word(struct args *a, const char *word, struct err *e)
{
	if (!a->destination)
		a->destination = word;
	else if (!a->port)
		a->port = word;
	else
		return err_set(e, ERR_USAGE,
			       "too many arguments: \"%s\" (hail [options] "
			       "[DESTINATION [PORT]])",
			       word);
	return true;
}

/*
 * A subcommand is one only as the first word and without a PORT: a number behind it makes it a
 * host's name.
 */
static bool take_subcommand(struct args *a, const char *first, struct err *e)
{
	static const char *const later_words[] = { "replay" };
	bool has_port = a->port && strspn(a->port, "0123456789") == strlen(a->port);
	unsigned port;

	if (!first || a->destination != first)
		return true;
	for (size_t i = 0; i < sizeof(later_words) / sizeof(later_words[0]); i++) {
		if (strcmp(first, later_words[i]) == 0 && !has_port)
			return err_set(e, ERR_USAGE,
				       "\"hail %s\" is not built into this version yet "
				       "(for a host of that name give a port)",
				       first);
	}
	if (strcmp(first, "demo") != 0 || a->action != ARGS_CONNECT)
		return true;
	if (!demo_part_find(first, a->port)) {
		if (has_port || proxy_service_port(a->port, &port, NULL))
			return true;
		return err_set(e, ERR_USAGE,
			       "\"hail demo\" takes no argument but board or tls, and \"%s\" is no "
			       "port (for "
			       "a host of that name give one)",
			       a->port);
	}
	a->action = ARGS_DEMO;
	a->destination = NULL;
	return true;
}

static void copy_words(struct args *a, int argc, char **argv)
{
	a->word_count = argc > 0 ? (size_t)argc : 0;
	a->words = mem_calloc(a->word_count, sizeof(*a->words));
	for (size_t i = 0; i < a->word_count; i++)
		a->words[i] = mem_strdup(argv[i]);
}

bool args_parse(int argc, char **argv, struct args *out, struct err *e)
{
	struct words w = { .argv = argv };
	bool options_ended = false;

	*out = (struct args){ .family = AF_UNSPEC, .timeout_s = -1 };
	copy_words(out, argc, argv);
	w.copy = out->words;
	w.count = out->word_count;
	for (w.at = 1; w.at < w.count; w.at++) {
		const char *word = w.copy[w.at];
		bool good;

		if (!options_ended && strcmp(word, "--") == 0) {
			options_ended = true;
			continue;
		}
		if (options_ended || word[0] != '-' || !word[1])
			good = take_word(out, word, e);
		else if (word[1] == '-')
			good = parse_long(out, &w, e);
		else
			good = parse_short(out, &w, e);
		if (!good)
			return false;
	}
	return take_subcommand(out, w.count > 1 ? w.copy[1] : NULL, e);
}

static void free_wiped(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mem_wipe(texts[i], strlen(texts[i]));
		free(texts[i]);
	}
	free(texts);
}

void args_fini(struct args *a)
{
	free_wiped(a->owned, a->owned_count);
	free_wiped(a->words, a->word_count);
	free(a->settings);
	free(a->commands);
	free(a->steps);
	*a = (struct args){ 0 };
}

bool args_options(const struct args *a, Options *o, struct err *e)
{
	for (size_t i = 0; i < a->setting_count; i++) {
		if (!options_assign(o, a->settings[i], e))
			return false;
	}
	return true;
}

void args_help(struct str *out)
{
	str_append_string(
		out,
		"usage: hail [options] [DESTINATION [PORT]]\n"
		"       hail demo [board | tls]\n"
		"       hail run --help\n"
		"       hail ctl --help\n"
		"\n"
		"DESTINATION is host, host:port, [v6]:port, a saved name, telnet://host[:port],\n"
		"telnets://host[:port], tcp://host:port, tls://host:port, unix:PATH or\n"
		"exec:COMMAND. A host alone means port 23. Ctrl-] in a session opens the menu.\n"
		"\n");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		struct str left;

		if (rows[i].arg == ARG_LATER)
			continue;
		str_init(&left);
		if (rows[i].letter)
			str_append_format(&left, "-%c%s", rows[i].letter,
					  rows[i].name ? ", " : " ");
		if (rows[i].name)
			str_append_format(&left, "--%s ", rows[i].name);
		if (rows[i].value)
			str_append_string(&left, rows[i].value);
		str_append_format(out, "  %-22s %s\n", left.text, rows[i].text);
		str_fini(&left);
	}
}
