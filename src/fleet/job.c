#include "fleet/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fleet/host-script.h"
#include "loop/timer.h"
#include "net/peer-text.h"
#include "base/poison.h"

enum {
	JOB_RETRY_MS = 1000, /* before the second attempt; twice as long before each further one */
	JOB_RETRY_MAX_MS = 8000,
	JOB_SHOWN_MAX = 200, /* bytes of a line in a reason */
};

struct Job {
	const struct job_plan *plan;
	size_t index;
	const struct fleet_host *host;
	struct record record;
	Runner *runner;
	Timer *timer; /* of the next attempt */
	int64_t started; /* -1: not yet */
	unsigned attempts;
	size_t step;
	const char **lines; /* those of the step, owned */
	bool done, at_work;
};

static int64_t now(const Job *job)
{
	return loop_now(dialer_loop(job->plan->dialer));
}

/* --- Its end. */

static void free_runner(Job *job)
{
	if (job->runner && job->plan->listener)
		job->plan->listener->end(job->plan->listener_user, job);
	runner_free(job->runner);
	job->runner = NULL;
}

static void on_left(void *user)
{
	Job *job = user;

	free_runner(job);
	job->plan->left(job->plan->user, job);
}

static void rest(Job *job)
{
	if (job->at_work)
		job->plan->rested(job->plan->user, job);
	job->at_work = false;
}

static void be_done(Job *job)
{
	job->done = true;
	rest(job);
	job->record.ok = !job->record.reason.length;
	job->record.ms = job->started < 0 ? 0 : now(job) - job->started;
	timer_set(job->timer, -1);
	job->plan->done(job->plan->user, job);
}

static void leave(Job *job, bool at_once)
{
	if (job->runner)
		runner_leave(job->runner, at_once, on_left);
}

static void fail(Job *job, const char *reason)
{
	if (!job->record.reason.length)
		str_append_string(&job->record.reason, reason);
}

static void on_due(void *user)
{
	Job *job = user;

	job->plan->again(job->plan->user, job);
}

/* Whether there is time for another attempt, which is planned then. */
static bool try_again(Job *job)
{
	int64_t wait = (int64_t)JOB_RETRY_MS << (job->attempts < 5 ? job->attempts - 1 : 4);

	wait = wait < JOB_RETRY_MAX_MS ? wait : JOB_RETRY_MAX_MS;
	if (job->attempts > job->plan->args->retries ||
	    now(job) + wait >= job->started + job->plan->args->timeout_ms)
		return false;
	timer_set(job->timer, now(job) + wait);
	return true;
}

static void end_script(Job *job)
{
	if (job->plan->script)
		host_script_end(job->plan->script, job);
}

static void finish(Job *job)
{
	leave(job, false);
	be_done(job);
}

/* Its own words may hold a secret that was sent, too. */
void job_add_command(Job *job, const char *command, const struct runner_result *result)
{
	struct str shown;

	str_init(&shown);
	str_append_string(&shown, command);
	runner_redact(job->runner, &shown);
	record_add_command(&job->record, shown.text, result->output, result->length, result->ok);
	str_fini(&shown);
}

void job_log(Job *job, const char *text, size_t n)
{
	struct str shown;

	if (job->done)
		return;
	str_init(&shown);
	str_append(&shown, text, n);
	if (job->runner)
		runner_redact(job->runner, &shown);
	record_add_log(&job->record, shown.text, shown.length);
	str_fini(&shown);
}

static void append_shown(const Job *job, struct str *out, const char *text)
{
	struct str shown;

	str_init(&shown);
	str_append_string(&shown, text);
	runner_redact(job->runner, &shown);
	peer_text_append(out, shown.text, shown.length, JOB_SHOWN_MAX);
	str_fini(&shown);
}

/* --- Steps. */

static void next_step(Job *job);

static void start_command(Job *job, const struct run_step *step)
{
	struct runner_command command = { .text = step->command, .timeout_ms = -1 };

	runner_command(job->runner, &command);
}

static void start_configure(Job *job, const struct run_step *step)
{
	free(job->lines);
	job->lines = mem_calloc(step->lines.count, sizeof(*job->lines));
	for (size_t i = 0; i < step->lines.count; i++)
		job->lines[i] = step->lines.list[i].text;
	runner_configure(job->runner, job->lines, step->lines.count);
}

/* The first command that failed is the reason; those behind it are run all the same. */
static void take_command(Job *job, const struct run_step *step, const struct runner_result *result)
{
	struct str reason;

	job_add_command(job, step->command, result);
	if (result->ok)
		return;
	str_init(&reason);
	str_append_string(&reason, "\"");
	append_shown(job, &reason, step->command);
	str_append_string(&reason, "\" failed: ");
	append_shown(job, &reason, result->failure);
	fail(job, reason.text);
	str_fini(&reason);
}

static void take_lines(Job *job, const struct run_step *step, const struct runner_result *result,
		       bool rejected)
{
	struct str reason;

	if (result->ok)
		return;
	str_init(&reason);
	if (result->line < step->lines.count) {
		str_append_format(&reason, "line %zu of %s %s: \"",
				  step->lines.list[result->line].number, step->file,
				  rejected ? "was rejected" : "was broken off");
		append_shown(job, &reason, step->lines.list[result->line].text);
		str_append_string(&reason, "\": ");
	}
	append_shown(job, &reason, result->failure);
	fail(job, reason.text);
	str_fini(&reason);
}

static void on_line(void *user, size_t line, const struct runner_result *result)
{
	Job *job = user;

	if (job->plan->script)
		host_script_line(job->plan->script, job, line, result);
	else
		job_add_command(job, job->lines[line], result);
}

static void on_done(void *user, const struct runner_result *result)
{
	Job *job = user;
	const struct run_step *step;

	if (job->plan->script) {
		host_script_done(job->plan->script, job, result);
		return;
	}
	step = &job->plan->args->steps[job->step++];
	if (step->command) {
		take_command(job, step, result);
	} else {
		take_lines(job, step, result, true);
		/* What was to come may rely on what is not there now. */
		if (!result->ok)
			job->step = job->plan->args->step_count;
	}
	next_step(job);
}

static void next_step(Job *job)
{
	const struct run_step *step = &job->plan->args->steps[job->step];

	if (job->step >= job->plan->args->step_count)
		finish(job);
	else if (step->command)
		start_command(job, step);
	else
		start_configure(job, step);
}

void job_script_ended(Job *job, const char *failure)
{
	if (job->done)
		return;
	if (failure)
		fail(job, failure);
	finish(job);
}

static void on_log(void *user, const char *text, size_t n)
{
	Job *job = user;

	record_add_log(&job->record, text, n);
}

/* What was under way stays in the record, as far as it came. */
static void take_cut(Job *job, const struct runner_result *cut)
{
	const struct run_step *step;

	if (job->plan->script) {
		host_script_cut(job->plan->script, job, cut);
		return;
	}
	step = &job->plan->args->steps[job->step];
	if (step->command) {
		job_add_command(job, step->command, cut);
	} else {
		on_line(job, cut->line, cut);
		take_lines(job, step, cut, false);
	}
}

static void on_failed(void *user, enum runner_failure how, const char *reason,
		      const struct runner_result *cut)
{
	Job *job = user;

	leave(job, true);
	if (job->done)
		return;
	if (cut)
		take_cut(job, cut);
	end_script(job);
	rest(job);
	fail(job, reason);
	if (how == RUNNER_LOST && try_again(job))
		record_restart(&job->record);
	else
		be_done(job);
}

/* --- Its life. */

Job *job_new(const struct job_plan *plan, size_t index, const struct fleet_host *host)
{
	Job *job = mem_alloc(sizeof(*job));

	job->plan = plan;
	job->index = index;
	job->host = host;
	job->started = -1;
	job->timer = timer_new(loop_timers(dialer_loop(plan->dialer)), on_due, job);
	record_init(&job->record, host->name);
	return job;
}

void job_free(Job *job)
{
	if (!job)
		return;
	free_runner(job);
	timer_free(job->timer);
	record_fini(&job->record);
	free(job->lines);
	free(job);
}

void job_start(Job *job)
{
	const struct run_args *args = job->plan->args;
	const struct job_listener *listener = job->plan->listener;
	const struct runner_events handlers = {
		.done = on_done,
		.line = on_line,
		.log = on_log,
		.failed = on_failed,
		.heard = listener ? listener->events : NULL,
	};
	struct runner_config config = {
		.name = job->host->name,
		.address = &job->host->address,
		.options = fleet_hosts_options(job->plan->hosts, job->host, job->plan->line),
		.connect_ms = args->connect_ms,
		.rules = job->plan->rules,
		.limit_ms = args->timeout_ms,
		.expects = job->plan->script != NULL,
	};

	if (job->started < 0)
		job->started = now(job);
	config.limit = job->started + args->timeout_ms;
	job->attempts++;
	job->at_work = true;
	job->step = 0;
	job->runner = runner_new(job->plan->dialer, &config, &handlers, job);
	if (listener)
		listener->begin(job->plan->listener_user, job);
	if (job->plan->script)
		host_script_start(job->plan->script, job);
	else
		next_step(job);
}

void job_stop(Job *job, const char *reason)
{
	if (job->done) {
		leave(job, true);
		return;
	}
	leave(job, true);
	end_script(job);
	fail(job, reason);
	be_done(job);
}

bool job_is_done(const Job *job)
{
	return job->done;
}

bool job_has_started(const Job *job)
{
	return job->started >= 0;
}

size_t job_index(const Job *job)
{
	return job->index;
}

struct record *job_record(Job *job)
{
	return &job->record;
}

void *job_listener_user(const Job *job)
{
	return job->plan->listener_user;
}

Runner *job_runner(const Job *job)
{
	return job->runner;
}

const struct fleet_host *job_host(const Job *job)
{
	return job->host;
}
