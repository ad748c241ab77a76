#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fleet/host-script-internal.h"
#include "base/poison.h"

/* --- Arguments. */

static const char *text_at(const Json *args, size_t i)
{
	const Json *value = json_item(args, i);
	size_t n;

	return value && json_kind(value) == JSON_KIND_STRING ? json_text(value, &n) : NULL;
}

/* Seconds as ms; -1 if there are none. */
static int64_t ms_of(const Json *value)
{
	size_t n;
	const char *text = value && json_kind(value) == JSON_KIND_NUMBER ? json_text(value, &n) :
									   NULL;
	double seconds = text ? strtod(text, NULL) : -1;

	return seconds >= 0 && seconds < 1e9 ? (int64_t)(seconds * 1000) : -1;
}

/* Where a verb may wait: the run, whose task sleeps from now on; NULL, and the call fails. */
static struct run *wait_for(HostScript *s, const struct script_object *object, enum waits what,
			    ScriptReply *reply)
{
	struct run *run = host_script_run(s, object);
	uint64_t ticket;

	if (!run || !job_runner(run->job) || runner_is_over(job_runner(run->job))) {
		script_reply_fail(reply, "the host is gone");
		return NULL;
	}
	if (run->waits != WAITS_NOTHING) {
		script_reply_fail(reply, "the host is busy with another task's call");
		return NULL;
	}
	ticket = script_reply_later(reply);
	if (!ticket)
		return NULL;
	run->ticket = ticket;
	run->waits = what;
	return run;
}

/* --- Verbs. */

/* Whether a command's option `confirm` is one: true, false or a text. */
static bool is_confirm(const Json *confirm)
{
	return !confirm || json_kind(confirm) == JSON_KIND_STRING ||
	       json_kind(confirm) == JSON_KIND_TRUE || json_kind(confirm) == JSON_KIND_FALSE ||
	       json_kind(confirm) == JSON_KIND_NULL;
}

static void verb_command(void *user, const struct script_object *object, const Json *args,
			 ScriptReply *reply)
{
	const char *text = text_at(args, 0);
	const Json *options = json_item(args, 1);
	const Json *confirm = options ? json_at(options, "confirm") : NULL;
	struct runner_command command = {
		.text = text,
		.timeout_ms = ms_of(options ? json_at(options, "timeout") : NULL),
	};
	struct run *run;
	size_t n;

	if (!text || strpbrk(text, "\r\n")) {
		script_reply_fail(reply, "a command is a text of one line");
		return;
	}
	if (!is_confirm(confirm)) {
		script_reply_fail(reply, "a command's confirm is true or a text");
		return;
	}
	run = wait_for(user, object, WAITS_COMMAND, reply);
	if (!run)
		return;
	if (confirm && json_kind(confirm) == JSON_KIND_STRING)
		command.confirm = json_text(confirm, &n);
	command.agree = confirm && json_kind(confirm) == JSON_KIND_TRUE;
	free(run->command);
	run->command = mem_strdup(text);
	runner_command(job_runner(run->job), &command);
}

static void verb_login(void *user, const struct script_object *object, const Json *args,
		       ScriptReply *reply)
{
	struct run *run = wait_for(user, object, WAITS_OTHER, reply);

	(void)args;
	if (run)
		runner_login(job_runner(run->job));
}

static void verb_mode(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct run *run = wait_for(user, object, WAITS_OTHER, reply);

	if (run)
		runner_mode(job_runner(run->job), text_at(args, 0));
}

/* A list of lines, or a text of them. */
static void take_lines(struct run *run, const Json *args)
{
	const Json *list = json_item(args, 0);
	const char *text = text_at(args, 0);
	size_t n;

	host_script_free_lines(run);
	for (size_t i = 0; !text && list && i < json_count(list); i++) {
		const char *line = json_item(list, i) ? json_text(json_item(list, i), &n) : NULL;

		run->lines = mem_resize(run->lines, run->line_count + 1, sizeof(*run->lines));
		run->lines[run->line_count++] = mem_strndup(line ? line : "",
							    strcspn(line ? line : "", "\r\n"));
	}
	while (text && *text) {
		n = strcspn(text, "\n");
		if (strspn(text, " \t\r\n") < n) {
			run->lines = mem_resize(run->lines, run->line_count + 1,
						sizeof(*run->lines));
			run->lines[run->line_count++] = mem_strndup(text,
								    n - (text[n - 1] == '\r'));
		}
		text += n + (text[n] == '\n');
	}
}

static void verb_configure(void *user, const struct script_object *object, const Json *args,
			   ScriptReply *reply)
{
	struct run *run = host_script_run(user, object);

	if (run)
		take_lines(run, args);
	if (run && !run->line_count) {
		script_reply_fail(reply, "there is no line to configure");
		return;
	}
	run = wait_for(user, object, WAITS_CONFIGURE, reply);
	if (run)
		runner_configure(job_runner(run->job), (const char *const *)run->lines,
				 run->line_count);
}

static void verb_expect(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	const char *text = text_at(args, 0);
	struct err e = { .text = "an expression is a text" };
	Regex *regex = text ? regex_new(text, strlen(text), false, NULL, &e) : NULL;
	struct run *run;

	if (!regex) {
		script_reply_fail(reply, "%s", e.text);
		return;
	}
	run = wait_for(user, object, WAITS_EXPECT, reply);
	if (!run) {
		regex_free(regex);
		return;
	}
	regex_free(run->regex);
	run->regex = regex;
	runner_expect(job_runner(run->job), regex, ms_of(json_item(args, 1)));
}

static void send_later(HostScript *s, const struct script_object *object, const char *text,
		       ScriptReply *reply)
{
	struct run *run = wait_for(s, object, WAITS_SEND, reply);

	if (!run)
		return;
	free(run->command);
	run->command = mem_strdup(text);
	runner_connect(job_runner(run->job));
}

static void verb_send(void *user, const struct script_object *object, const Json *args,
		      ScriptReply *reply)
{
	struct run *run = host_script_run(user, object);
	const Json *value = json_item(args, 0);
	size_t n = 0;
	const char *text = value ? json_text(value, &n) : NULL;
	struct err e;

	if (!text)
		script_reply_fail(reply, "what is sent is a text");
	else if (!run || !job_runner(run->job))
		script_reply_fail(reply, "the host is gone");
	else if (!runner_is_connected(job_runner(run->job)))
		send_later(user, object, text, reply);
	else if (!runner_send(job_runner(run->job), text, n, &e))
		script_reply_fail(reply, "%s", e.text);
}

static void verb_log(void *user, const struct script_object *object, const Json *args,
		     ScriptReply *reply)
{
	struct run *run = host_script_run(user, object);
	const Json *value = json_item(args, 0);
	struct str shown;
	size_t n;

	(void)reply;
	if (!run || !value)
		return;
	str_init(&shown);
	if (json_kind(value) == JSON_KIND_STRING)
		str_append_string(&shown, json_text(value, &n));
	else
		json_print(value, &shown);
	job_log(run->job, shown.text, shown.length);
	str_fini(&shown);
}

static void verb_result(void *user, const struct script_object *object, const Json *args,
			ScriptReply *reply)
{
	struct run *run = host_script_run(user, object);
	const Json *value = json_item(args, 0);
	struct record *record = run ? job_record(run->job) : NULL;

	(void)reply;
	if (!record)
		return;
	json_free(record->result);
	record->result = value ? json_clone(value) : NULL;
}

#define HOST host_script_kind

const struct script_verb host_verbs[] = {
	{ HOST, "command", verb_command, false }, { HOST, "login", verb_login, false },
	{ HOST, "mode", verb_mode, false },       { HOST, "configure", verb_configure, false },
	{ HOST, "expect", verb_expect, false },   { HOST, "send", verb_send, false },
	{ HOST, "log", verb_log, false },         { HOST, "result", verb_result, false },
};

const size_t host_verb_count = sizeof(host_verbs) / sizeof(host_verbs[0]);

/* `host.name` and what else is known of it. */
Json *host_field(void *user, const struct script_object *object, const char *name)
{
	struct run *run = host_script_run(user, object);
	const struct fleet_host *host = run ? job_host(run->job) : NULL;
	const char *text = NULL;

	if (!host)
		return NULL;
	if (strcmp(name, "name") == 0)
		text = host->name;
	else if (strcmp(name, "address") == 0)
		text = host->address.host;
	else if (strcmp(name, "port") == 0)
		text = host->address.service;
	else if (strcmp(name, "groups") == 0)
		text = host->groups;
	return text ? json_new_string(text, strlen(text)) : NULL;
}
