#include "app/args.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "app/demo-part.h"
#include "base/mem.h"
#include "net/proxy.h"
#include "record/recorder.h"
#include "base/poison.h"

enum arg {
	ARG_RAW,
	ARG_SETTING, /* of the option that has its name */
	ARG_IPV4,
	ARG_IPV6,
	ARG_USER,
	ARG_ESCAPE,
	ARG_OPTION,
	ARG_COMMAND,
	ARG_FILE,
	ARG_PIPE,
	ARG_LOG,
	ARG_TRACE,
	ARG_RECORD,
	ARG_LENS,
	ARG_JSON,
	ARG_PROTO,
	ARG_TIMEOUT,
	ARG_EXPECT,
	ARG_SEND,
	ARG_NO_CONFIG,
	ARG_CHECK_CONFIG,
	ARG_HELP,
	ARG_VERSION,
	ARG_NONE, /* of one to come */
};

static const struct arg_row rows[] = {
	{ 'r', "raw", NULL, ARG_RAW, ARG_PUBLIC, "no telnet: every byte as it is" },
	{ 't', "tls", NULL, ARG_SETTING, ARG_PUBLIC, "speak TLS from the start" },
	{ 0, "starttls", "PROTO", ARG_SETTING, ARG_PUBLIC,
	  "turn to TLS as smtp, imap, pop3, ftp, nntp, xmpp, irc do" },
	{ 0, "pin", "SHA256", ARG_SETTING, ARG_PUBLIC, "trust the peer with this key only" },
	{ 0, "ca-file", "FILE", ARG_SETTING, ARG_PUBLIC, "trust these authorities too (PEM)" },
	{ 0, "cert", "FILE", ARG_SETTING, ARG_PUBLIC, "show this certificate of ours (PEM)" },
	{ 0, "key", "FILE", ARG_SETTING, ARG_PUBLIC, "its key (PEM); an encrypted one asks" },
	{ 0, "proxy", "URL", ARG_SETTING, ARG_SECRET,
	  "go through socks5://, socks4a://, http:// or exec:COMMAND" },
	{ '4', NULL, NULL, ARG_IPV4, ARG_PUBLIC, "connect over IPv4 only" },
	{ '6', NULL, NULL, ARG_IPV6, ARG_PUBLIC, "connect over IPv6 only" },
	{ 'l', NULL, "USER", ARG_USER, ARG_PUBLIC,
	  "answer the destination's login prompt with this name" },
	{ 'e', NULL, "KEY", ARG_ESCAPE, ARG_PUBLIC, "the escape key, e.g. Ctrl-] or ^A" },
	{ 'o', NULL, "NAME=VALUE", ARG_OPTION, ARG_ASSIGNMENT,
	  "set an option (hail(1) lists them)" },
	{ 'c', NULL, "COMMAND", ARG_COMMAND, ARG_SECRET,
	  "run a command after the start, e.g. 'log file.log'" },
	{ 'f', NULL, "FILE", ARG_FILE, ARG_PUBLIC,
	  "read this configuration file instead of the default one" },
	{ 0, "pipe", NULL, ARG_PIPE, ARG_PUBLIC,
	  "no screen: stdin to the peer, the peer to stdout" },
	{ 0, "charset", "NAME", ARG_SETTING, ARG_PUBLIC, "the peer's character set" },
	{ 0, "log", "FILE", ARG_LOG, ARG_PUBLIC, "append the session to FILE as text" },
	{ 0, "record", "FILE", ARG_RECORD, ARG_PUBLIC,
	  "record to FILE: .hail (all that passes) or .cast (what the screen shows)" },
	{ 0, "trace", "FILE", ARG_TRACE, ARG_PUBLIC,
	  "append the wire in both directions to FILE, as hex" },
	{ 0, "lens", "NAME", ARG_LENS, ARG_PUBLIC,
	  "show what comes as text, hex, json … (without DESTINATION: standard input)" },
	{ 0, "json", NULL, ARG_JSON, ARG_PUBLIC, "with --lens: each message as JSON on a line" },
	{ 0, "proto", "FILE TYPE", ARG_PROTO, ARG_TWO,
	  "with --lens protobuf: messages are of TYPE in this descriptor set" },
	{ 0, "connect-timeout", "S", ARG_SETTING, ARG_PUBLIC,
	  "give up connecting after S seconds" },
	{ 0, "expect", "RE", ARG_EXPECT, ARG_PUBLIC, "wait for text that matches RE, then go on" },
	{ 0, "send", "TEXT", ARG_SEND, ARG_SECRET,
	  "send TEXT and Enter; steps run in the order given" },
	{ 0, "timeout", "S", ARG_TIMEOUT, ARG_PUBLIC,
	  "wait S seconds for each --expect; in a pipe, for more once stdin has ended" },
	{ 0, "no-config", NULL, ARG_NO_CONFIG, ARG_PUBLIC, "read no configuration file" },
	{ 0, "check-config", NULL, ARG_CHECK_CONFIG, ARG_PUBLIC,
	  "check the configuration file and exit" },
	{ 'h', "help", NULL, ARG_HELP, ARG_PUBLIC, "this help" },
	{ 'V', "version", NULL, ARG_VERSION, ARG_PUBLIC, "the version" },
	{ '8', NULL, NULL, ARG_NONE, ARG_TO_COME, "asking for BINARY" },
	{ 0, "screen-reader", NULL, ARG_NONE, ARG_TO_COME, "screen-reader mode" },
};

static const struct arg_table table = { rows, sizeof(rows) / sizeof(rows[0]), "hail --help" };

/* -e takes a key's name, or telnet's form: ^] or one control character. */
static void add_escape(struct args *a, const char *value)
{
	char name[] = "Ctrl-?";

	if (value[0] == '^' && value[1] && !value[2])
		name[5] = value[1];
	else if (value[0] > 0 && value[0] < 0x20 && !value[1])
		name[5] = (char)(value[0] + '@');
	assignments_add(&a->settings, "escape-keys", name[5] == '?' ? value : name);
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

/* One value after the other. */
static void take_proto(struct args *a, const char *value)
{
	bool first = !a->proto_file || a->proto_type;

	if (first) {
		a->proto_file = value;
		a->proto_type = NULL;
	} else {
		a->proto_type = value;
	}
}

static void add_step(struct args *a, bool expect, const char *text)
{
	a->steps = mem_resize(a->steps, a->step_count + 1, sizeof(*a->steps));
	a->steps[a->step_count++] = (struct args_step){ expect, text };
}

static bool apply(void *user, const struct arg_row *row, const char *value, struct err *e)
{
	struct args *a = user;

	switch ((enum arg)row->arg) {
	case ARG_RAW: a->raw = true; break;
	case ARG_SETTING: assignments_add(&a->settings, row->name, value ? value : "on"); break;
	case ARG_IPV4: a->family = AF_INET; break;
	case ARG_IPV6: a->family = AF_INET6; break;
	case ARG_USER: assignments_add(&a->settings, "user", value); break;
	case ARG_ESCAPE: add_escape(a, value); break;
	case ARG_OPTION: assignments_add_text(&a->settings, value); break;
	case ARG_COMMAND:
		a->commands = mem_resize(a->commands, a->command_count + 1, sizeof(*a->commands));
		a->commands[a->command_count++] = value;
		break;
	case ARG_FILE: a->config_file = value; break;
	case ARG_PIPE: a->pipe = true; break;
	case ARG_LOG: a->log_file = value; break;
	case ARG_TRACE: a->trace_file = value; break;
	case ARG_RECORD: a->record_file = value; return recorder_check_path(value, true, e);
	case ARG_LENS: a->lens = value; break;
	case ARG_JSON: a->json = true; break;
	case ARG_PROTO: take_proto(a, value); break;
	case ARG_TIMEOUT: return take_timeout(a, value, e);
	case ARG_EXPECT: add_step(a, true, value); break;
	case ARG_SEND: add_step(a, false, value); break;
	case ARG_NO_CONFIG: a->no_config = true; break;
	case ARG_CHECK_CONFIG: a->action = ARGS_CHECK_CONFIG; break;
	case ARG_HELP: a->action = ARGS_HELP; break;
	case ARG_VERSION: a->action = ARGS_VERSION; break;
	case ARG_NONE: break;
	}
	return true;
}

static bool take_word(void *user, const char *word, struct err *e)
{
	struct args *a = user;

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

bool args_parse(int argc, char **argv, struct args *out, struct err *e)
{
	static const struct arg_taker taker = { apply, take_word };

	*out = (struct args){ .family = AF_UNSPEC, .timeout_s = -1 };
	if (!arg_table_read(&table, argc, argv, &out->words, &taker, out, e) ||
	    !take_subcommand(out, argc > 1 ? out->words.items[1] : NULL, e))
		return false;
	if (out->proto_file && (!out->lens || strcmp(out->lens, "protobuf") != 0))
		return err_set(e, ERR_USAGE, "--proto needs --lens protobuf");
	return !out->json || out->lens || err_set(e, ERR_USAGE, "--json needs --lens NAME");
}

void args_fini(struct args *a)
{
	assignments_fini(&a->settings);
	arg_words_fini(&a->words);
	free(a->commands);
	free(a->steps);
	*a = (struct args){ 0 };
}

bool args_options(const struct args *a, Options *o, struct err *e)
{
	return assignments_apply(&a->settings, o, e);
}

void args_help(struct str *out)
{
	str_append_string(
		out,
		"usage: hail [options] [DESTINATION [PORT]]\n"
		"       hail demo [board | tls]\n"
		"       hail run --help\n"
		"       hail replay --help\n"
		"       hail ctl --help\n"
		"\n"
		"DESTINATION is host, host:port, [v6]:port, a saved name, telnet://host[:port],\n"
		"telnets://host[:port], tcp://host:port, tls://host:port, unix:PATH or\n"
		"exec:COMMAND. A host alone means port 23. Ctrl-] in a session opens the menu.\n"
		"\n");
	arg_table_help(&table, out);
}
