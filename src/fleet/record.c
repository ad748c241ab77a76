#include "fleet/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fleet/shown-lines.h"
#include "net/peer-text.h"
#include "base/poison.h"

void record_init(struct record *r, const char *name)
{
	*r = (struct record){ .name = name };
	str_init(&r->reason);
	str_init(&r->diff);
}

static void forget(struct record *r, size_t log_kept)
{
	for (size_t i = 0; i < r->command_count; i++) {
		free(r->commands[i].command);
		free(r->commands[i].output);
	}
	while (r->log_count > log_kept)
		free(r->log[--r->log_count]);
	free(r->commands);
	json_free(r->result);
	r->commands = NULL;
	r->result = NULL;
	r->command_count = 0;
	str_clear(&r->reason);
}

void record_clear(struct record *r)
{
	forget(r, 0);
	free(r->log);
	r->log = NULL;
	r->attempts = 0;
}

void record_restart(struct record *r)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "hail: attempt %zu failed: %s", r->attempts + 1, r->reason.text);
	forget(r, r->attempts++);
	record_add_log(r, text.text, text.length);
	str_fini(&text);
}

void record_fini(struct record *r)
{
	record_clear(r);
	str_fini(&r->reason);
	str_fini(&r->diff);
}

void record_add_command(struct record *r, const char *command, const char *output, size_t n,
			bool ok)
{
	r->commands = mem_resize(r->commands, r->command_count + 1, sizeof(*r->commands));
	r->commands[r->command_count++] = (struct record_command){ .command = mem_strdup(command),
								   .output = mem_strndup(output, n),
								   .ok = ok };
}

void record_add_log(struct record *r, const char *text, size_t n)
{
	if (r->log_count == RECORD_LOG_MAX)
		return;
	r->log = mem_resize(r->log, r->log_count + 1, sizeof(*r->log));
	r->log[r->log_count++] = mem_strndup(text, n);
}

/* --- JSON. */

static void quote(const char *text, struct str *out)
{
	json_quote(text, strlen(text), out);
}

static void print_commands(const struct record *r, struct str *out)
{
	for (size_t i = 0; i < r->command_count; i++) {
		str_append_string(out, i ? ",{\"command\":" : "{\"command\":");
		quote(r->commands[i].command, out);
		str_append_string(out, ",\"output\":");
		quote(r->commands[i].output, out);
		str_append_format(out, ",\"ok\":%s}", r->commands[i].ok ? "true" : "false");
	}
}

void record_print_json(const struct record *r, bool diff, struct str *out)
{
	str_append_string(out, "{\"name\":");
	quote(r->name, out);
	str_append_format(out, ",\"status\":\"%s\",\"reason\":", r->ok ? "ok" : "failed");
	quote(r->reason.text, out);
	str_append_format(out, ",\"seconds\":%lld.%03d,\"commands\":[", (long long)(r->ms / 1000),
			  (int)(r->ms % 1000));
	print_commands(r, out);
	str_append_string(out, "],\"log\":[");
	for (size_t i = 0; i < r->log_count; i++) {
		if (i)
			str_append_char(out, ',');
		quote(r->log[i], out);
	}
	str_append_string(out, "],\"result\":");
	if (r->result)
		json_print(r->result, out);
	else
		str_append_string(out, "null");
	if (diff) {
		str_append_string(out, ",\"diff\":");
		quote(r->diff.text, out);
	}
	str_append_string(out, "}\n");
}

/* --- Text. */

void record_print_outputs(const struct record *r, struct str *out)
{
	for (size_t i = 0; i < r->command_count; i++) {
		str_append_string(out, "> ");
		shown_lines_append(out, "", r->commands[i].command);
		shown_lines_append(out, "", r->commands[i].output);
	}
}

static void print_result(const struct record *r, struct str *out)
{
	if (!r->result)
		return;
	str_append_string(out, "result: ");
	json_print_pretty(r->result, 100, 0, out);
	str_append_char(out, '\n');
}

void record_print_text(const struct record *r, bool diff, struct str *out)
{
	size_t first;

	str_append_string(out, "== ");
	peer_text_append(out, r->name, strlen(r->name), SIZE_MAX);
	str_append_string(out, r->ok ? ": ok" : ": failed: ");
	first = strcspn(r->reason.text, "\n");
	peer_text_append(out, r->reason.text, first, SIZE_MAX);
	str_append_format(out, " (%lld.%lld s)\n", (long long)(r->ms / 1000),
			  (long long)(r->ms % 1000 / 100));
	/* A script's error tells where it came from. */
	shown_lines_append(out, "", r->reason.text + first + (r->reason.text[first] == '\n'));
	if (!diff)
		record_print_outputs(r, out);
	else if (!r->compared && r->ok)
		str_append_string(out, "kept for the next run to compare with\n");
	else if (!r->diff.length && r->ok)
		str_append_string(out, "no difference\n");
	else
		str_append(out, r->diff.text, r->diff.length);
	for (size_t i = 0; i < r->log_count; i++) {
		str_append_string(out, "log: ");
		shown_lines_append(out, "", r->log[i]);
	}
	print_result(r, out);
}
