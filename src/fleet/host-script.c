#include "fleet/host-script.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/paths.h"
#include "fleet/host-script-internal.h"
#include "base/poison.h"

enum { HOST_SCRIPT_MEMORY = 512 << 20 /* of all hosts together */ };

/* --- Objects. */

const char host_script_kind[] = "host";

struct run *host_script_run(const HostScript *s, const struct script_object *object)
{
	struct run *run = object && object->id < s->count ? &s->runs[object->id] : NULL;

	return run && run->job && run->generation == object->generation ? run : NULL;
}

static struct script_object object_of(const struct run *run)
{
	return (struct script_object){ .kind = host_script_kind,
				       .id = job_index(run->job),
				       .generation = run->generation };
}

static struct run *run_for(HostScript *s, const Job *job)
{
	size_t index = job_index(job);

	return index < s->count && s->runs[index].job == job ? &s->runs[index] : NULL;
}

void host_script_free_lines(struct run *run)
{
	for (size_t i = 0; i < run->line_count; i++)
		free(run->lines[i]);
	free(run->lines);
	run->lines = NULL;
	run->line_count = 0;
}

static void run_clear(struct run *run)
{
	free(run->command);
	host_script_free_lines(run);
	regex_free(run->regex);
	*run = (struct run){ 0 };
}

static void set_timer(HostScript *s)
{
	timer_set(s->timer, script_deadline(s->script));
}

/* --- What the owner of the state does. */

static bool is_alive(void *user, const struct script_object *object)
{
	return host_script_run(user, object) != NULL;
}

static int64_t now(void *user)
{
	const HostScript *s = user;

	return loop_now(s->loop);
}

/* An error is told by what failed. */
static void on_message(void *user, enum message_kind how, const char *text)
{
	HostScript *s = user;

	if (how == MESSAGE_INFO)
		s->say(s->say_user, text);
}

static void on_ended(void *user, const struct script_object *object, const Json *results,
		     const char *error)
{
	HostScript *s = user;
	struct run *run = host_script_run(s, object);
	Job *job = run ? run->job : NULL;
	const Json *value = results ? json_item(results, 0) : NULL;
	struct record *record;

	if (!job)
		return;
	record = job_record(job);
	/* What it returns is its result, unless it has told one. */
	if (value && json_kind(value) != JSON_KIND_NULL && !record->result)
		record->result = json_clone(value);
	run_clear(run);
	job_script_ended(job, error);
}

/* --- Its life. */

static void on_due(void *user)
{
	HostScript *s = user;

	script_tick(s->script);
	set_timer(s);
}

static bool has_function(const HostScript *s, const char *path, struct err *e)
{
	return script_has_function(s->script) ||
	       err_set(e, ERR_USAGE,
		       "%s returns no function: a script of hail run is \"return "
		       "function(host) ... end\"",
		       path);
}

HostScript *host_script_new(Loop *loop, const char *path, void (*say)(void *user, const char *text),
			    void *user, struct err *e)
{
	char *modules = paths_config("lua");
	struct script_settings settings = { .modules = modules,
					    .limits.memory = HOST_SCRIPT_MEMORY };
	HostScript *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	s->say = say;
	s->say_user = user;
	s->timer = timer_new(loop_timers(loop), on_due, s);
	s->owner = (struct script_owner){ .verbs = host_verbs,
					  .verb_count = host_verb_count,
					  .alive = is_alive,
					  .field = host_field,
					  .now = now,
					  .message = on_message,
					  .ended = on_ended };
	s->script = script_new(&settings, &s->owner, s, e);
	free(modules);
	if (s->script && script_load(s->script, path, e) && has_function(s, path, e))
		return s;
	e->kind = ERR_USAGE;
	host_script_free(s);
	return NULL;
}

void host_script_free(HostScript *s)
{
	if (!s)
		return;
	script_free(s->script);
	for (size_t i = 0; i < s->count; i++)
		run_clear(&s->runs[i]);
	free(s->runs);
	timer_free(s->timer);
	free(s);
}

void host_script_start(HostScript *s, Job *job)
{
	size_t index = job_index(job);
	struct script_object object;

	while (s->count <= index) {
		s->runs = mem_resize(s->runs, s->count + 1, sizeof(*s->runs));
		s->runs[s->count++] = (struct run){ 0 };
	}
	s->runs[index] = (struct run){ .job = job, .generation = ++s->generation };
	object = object_of(&s->runs[index]);
	if (!script_start(s->script, &object))
		job_script_ended(job, "too many tasks of the script run");
	set_timer(s);
}

/* --- What it waited for. */

static Json *text_value(const char *text, size_t n)
{
	return json_new_string(text, n);
}

static Json *group_value(const Runner *runner, const char *text, size_t n)
{
	struct str shown;
	Json *value;

	str_init(&shown);
	str_append(&shown, text, n);
	runner_redact(runner, &shown);
	value = text_value(shown.text, shown.length);
	str_fini(&shown);
	return value;
}

static void append_groups(Json *values, Runner *runner)
{
	unsigned count;
	const char *text;
	const struct regex_group *groups = runner_groups(runner, &count, &text);
	Json *list = json_new_array();

	for (unsigned i = 1; i < count; i++) {
		bool took_part = groups[i].start != SIZE_MAX;

		json_append(list, took_part ? group_value(runner, text + groups[i].start,
							  groups[i].length) :
					      json_new_boolean(false));
	}
	json_append(values, list);
}

/* What the call returns: output and ok; what was matched and its groups; ok and why not. */
static Json *values_of(struct run *run, const struct runner_result *result)
{
	const char *failure = result->failure ? result->failure : "";
	Json *values = json_new_array();

	switch (run->waits) {
	case WAITS_COMMAND:
		json_append(values, text_value(result->output, result->length));
		json_append(values, json_new_boolean(result->ok));
		break;
	case WAITS_EXPECT:
		json_append(values, result->ok ? text_value(result->output, result->length) :
						 json_new_null());
		if (result->ok)
			append_groups(values, job_runner(run->job));
		break;
	default:
		json_append(values, json_new_boolean(result->ok));
		if (run->waits == WAITS_CONFIGURE && !result->ok)
			json_append(values, json_new_integer((long long)result->line + 1));
		break;
	}
	if (!result->ok)
		json_append(values, text_value(failure, strlen(failure)));
	return values;
}

void host_script_line(HostScript *s, Job *job, size_t line, const struct runner_result *result)
{
	const struct run *run = run_for(s, job);

	if (run && line < run->line_count)
		job_add_command(job, run->lines[line], result);
}

void host_script_done(HostScript *s, Job *job, const struct runner_result *result)
{
	struct run *run = run_for(s, job);
	Json *values;

	if (!run || run->waits == WAITS_NOTHING)
		return;
	if (run->waits == WAITS_SEND)
		runner_send(job_runner(job), run->command, strlen(run->command), NULL);
	if (run->waits == WAITS_COMMAND)
		job_add_command(job, run->command, result);
	values = values_of(run, result);
	run->waits = WAITS_NOTHING;
	script_resume(s->script, run->ticket, values);
	set_timer(s);
}

void host_script_cut(HostScript *s, Job *job, const struct runner_result *cut)
{
	const struct run *run = run_for(s, job);

	if (run && run->waits == WAITS_COMMAND)
		job_add_command(job, run->command, cut);
	else if (run && run->waits == WAITS_CONFIGURE)
		host_script_line(s, job, cut->line, cut);
}

void host_script_end(HostScript *s, Job *job)
{
	struct run *run = run_for(s, job);
	struct script_object object;

	if (!run)
		return;
	object = object_of(run);
	run_clear(run);
	script_drop(s->script, &object);
	set_timer(s);
}
