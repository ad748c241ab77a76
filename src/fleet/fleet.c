#include "fleet/fleet.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/str.h"
#include "config/paths.h"
#include "fleet/failed-list.h"
#include "fleet/host-script.h"
#include "fleet/hosts-file.h"
#include "fleet/hosts.h"
#include "fleet/job.h"
#include "fleet/last-output.h"
#include "fleet/output.h"
#include "fleet/progress.h"
#include "fleet/rule-script.h"
#include "link/dialer.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "base/poison.h"

enum {
	FLEET_FDS_EACH = 4, /* descriptors of a host: its socket, a second attempt, a command */
	FLEET_FDS_OTHER = 64,
	FLEET_FDS_LEAST = 2, /* of a host; with fewer than that -j is lowered */
	FLEET_LEAVING = 16, /* so many hosts may leave while as many as -j says are at work, */
	FLEET_LEAVING_PART = 8, /* and one more for each so many of those */
	FLEET_NAMES_SHOWN = 20,
};

struct fleet {
	const struct run_args *args;
	Loop *loop;
	Dialer *dialer;
	Output *output;
	Progress *progress;
	struct job_plan plan;
	RuleScript *rule_script; /* NULL: there are neither rules nor scripts */
	Job **jobs;
	size_t count;
	size_t next; /* the first that was not begun */
	Job **again; /* those whose next attempt is due; room for all */
	size_t again_count;
	size_t at_work, connected; /* with an attempt under way; with a connection */
	size_t done, failed;
	size_t printed; /* in order: how many were */
	unsigned jobs_at_once;
	struct deferred fill;
	Timer *total;
	int signo; /* the signal that stopped the run; 0: none */
	bool stopping;
	struct err error;
};

static void fill_soon(struct fleet *f);

/* --- The end. */

static void stop_if_all_is_written(void *user)
{
	struct fleet *f = user;

	if (f->done == f->count && !f->connected)
		loop_stop(f->loop);
}

static void look_for_end(struct fleet *f)
{
	if (f->done != f->count || f->connected)
		return;
	progress_end(f->progress);
	if (output_is_closed(f->output))
		loop_stop(f->loop);
	else
		output_when_empty(f->output, stop_if_all_is_written);
}

/* --- Records. */

static void compare_with_last(struct fleet *f, struct record *r)
{
	struct err e;

	if (f->args->diff && r->ok && !last_output_compare(f->args->diff, r, &e))
		output_say(f->output, e.text);
}

static void print(struct fleet *f, Job *job)
{
	struct str text;

	str_init(&text);
	if (f->args->json)
		record_print_json(job_record(job), f->args->diff != NULL, &text);
	else
		record_print_text(job_record(job), f->args->diff != NULL, &text);
	output_write(f->output, text.text, text.length);
	str_fini(&text);
	record_clear(job_record(job));
}

static void print_in_order(struct fleet *f)
{
	while (f->printed < f->count && job_is_done(f->jobs[f->printed]))
		print(f, f->jobs[f->printed++]);
}

static void on_done(void *user, Job *job)
{
	struct fleet *f = user;

	f->done++;
	f->failed += !job_record(job)->ok;
	progress_host_done(f->progress, job_index(job), job_record(job)->ok);
	compare_with_last(f, job_record(job));
	if (f->args->stream)
		print(f, job);
	else
		print_in_order(f);
	fill_soon(f);
	look_for_end(f);
}

/* --- Begun. */

static void start(struct fleet *f, Job *job)
{
	f->at_work++;
	f->connected++;
	progress_host_begun(f->progress, job_index(job), loop_now(f->loop));
	job_start(job);
}

/* Those that wait for another attempt, or only leave, hold no place; but the latter have a
 * descriptor each, and the memory of a session. */
static bool has_room(const struct fleet *f)
{
	return f->at_work < f->jobs_at_once &&
	       f->connected < (size_t)f->jobs_at_once + f->jobs_at_once / FLEET_LEAVING_PART +
				      FLEET_LEAVING;
}

static void fill(void *user)
{
	struct fleet *f = user;

	while (!f->stopping && has_room(f) && output_waits(f->output) < OUTPUT_WAITS_MAX) {
		if (f->again_count)
			start(f, f->again[--f->again_count]);
		else if (f->next < f->count)
			start(f, f->jobs[f->next++]);
		else
			return;
	}
}

static void fill_soon(struct fleet *f)
{
	loop_defer(f->loop, &f->fill, fill, f);
}

static void on_again(void *user, Job *job)
{
	struct fleet *f = user;

	f->again[f->again_count++] = job;
	fill_soon(f);
}

static void on_rested(void *user, Job *job)
{
	struct fleet *f = user;

	(void)job;
	f->at_work--;
	fill_soon(f);
}

static void on_left(void *user, Job *job)
{
	struct fleet *f = user;

	(void)job;
	f->connected--;
	fill_soon(f);
	look_for_end(f);
}

/* --- Stopped. */

static void append_names(struct fleet *f, struct str *out)
{
	size_t shown = 0;

	for (size_t i = f->next; i < f->count && shown < FLEET_NAMES_SHOWN; i++, shown++)
		str_append_format(out, "%s%s", shown ? " " : ": ",
				  fleet_hosts_at(f->plan.hosts, job_index(f->jobs[i]))->name);
	if (f->count - f->next > shown)
		str_append_format(out, " and %zu more", f->count - f->next - shown);
}

/* What was not done is told on standard error, and in the records. */
static void stop(struct fleet *f, const char *what)
{
	size_t under_way = f->next - f->done, left = f->count - f->next;
	struct str text;

	if (f->stopping)
		return;
	f->stopping = true;
	str_init(&text);
	str_append_format(&text,
			  "%s: %zu of %zu hosts were done, %zu were broken off, %zu not begun",
			  what, f->done, f->count, under_way, left);
	append_names(f, &text);
	output_say(f->output, text.text);
	for (size_t i = 0; i < f->count; i++) {
		str_clear(&text);
		str_append_format(&text, "%s: %s", what,
				  job_has_started(f->jobs[i]) ? "it was broken off" :
								"nothing was done");
		job_stop(f->jobs[i], text.text);
	}
	f->next = f->count;
	str_fini(&text);
	look_for_end(f);
}

static void on_signal(void *user, int signo)
{
	struct fleet *f = user;

	/* A second one doesn't wait. */
	if (f->signo) {
		loop_stop(f->loop);
		return;
	}
	f->signo = signo;
	stop(f, signo == SIGINT ? "interrupted" : "ended by a signal");
}

static void on_child(void *user, int signo)
{
	struct fleet *f = user;

	(void)signo;
	dialer_reap(f->dialer);
}

static void on_total(void *user)
{
	stop(user, "the time of --total-timeout is over");
}

/* Nobody reads on: nothing more is to be done. */
static void on_output_stopped(void *user)
{
	struct fleet *f = user;

	stop(f, "standard output was closed");
	look_for_end(f);
}

/* --- Its hosts. */

static bool was_failed(void *user, const char *name)
{
	return failed_list_has(user, name);
}

static bool choose(FleetHosts *hosts, const struct run_args *args, const FailedList *failed,
		   struct err *e)
{
	const char **names;
	size_t count;
	bool good;

	if (args->hosts.count || args->hosts_files.count || !failed)
		return fleet_hosts_choose(hosts, args->hosts.items, args->hosts.count, e);
	names = failed_list_names(failed, &count);
	good = fleet_hosts_choose(hosts, names, count, e);
	free(names);
	return good;
}

static bool find_hosts(FleetHosts *hosts, const struct run_args *args, struct err *e)
{
	FailedList *failed = NULL;
	bool good = true;

	if (args->only_failed && !(failed = failed_list_read(args->only_failed, e)))
		return false;
	for (size_t i = 0; good && i < args->hosts_files.count; i++)
		good = hosts_file_read(hosts, args->hosts_files.items[i], e);
	good = good && choose(hosts, args, failed, e);
	if (good && failed)
		fleet_hosts_filter(hosts, was_failed, failed);
	failed_list_free(failed);
	return good;
}

static bool make_jobs(struct fleet *f, struct err *e)
{
	size_t all = fleet_hosts_count(f->plan.hosts);

	f->jobs = mem_calloc(all, sizeof(*f->jobs));
	f->again = mem_calloc(all, sizeof(*f->again));
	for (size_t i = 0; i < all; i++) {
		const struct fleet_host *host = fleet_hosts_at(f->plan.hosts, i);

		if (host->chosen)
			f->jobs[f->count++] = job_new(&f->plan, i, host);
	}
	return f->count || f->args->only_failed ||
	       err_set(e, ERR_USAGE, "there is no host in what was given");
}

/* --- Its life. */

/* As many descriptors as the hosts at once may need; where the system gives fewer, fewer hosts. */
static void raise_limit(struct fleet *f)
{
	size_t hosts = f->args->jobs < f->count ? f->args->jobs : f->count;
	struct rlimit limit;
	struct str text;
	rlim_t room;

	f->jobs_at_once = f->args->jobs;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	room = hosts * FLEET_FDS_EACH + FLEET_FDS_OTHER;
	if (limit.rlim_cur < room) {
		limit.rlim_cur = limit.rlim_max < room ? limit.rlim_max : room;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= hosts * FLEET_FDS_LEAST + FLEET_FDS_OTHER)
		return;
	room = limit.rlim_cur > FLEET_FDS_OTHER ? limit.rlim_cur - FLEET_FDS_OTHER : 0;
	f->jobs_at_once = room > FLEET_FDS_LEAST ? (unsigned)(room / FLEET_FDS_LEAST) : 1;
	str_init(&text);
	str_append_format(&text,
			  "%u hosts at once, not %zu: the limit of open files is %llu (raise it "
			  "with ulimit -n)",
			  f->jobs_at_once, hosts, (unsigned long long)limit.rlim_cur);
	output_say(f->output, text.text);
	str_fini(&text);
}

static void run(struct fleet *f)
{
	raise_limit(f);
	f->progress = progress_new(f->loop, f->output, f->plan.hosts, f->count);
	f->total = timer_new(loop_timers(f->loop), on_total, f);
	if (f->args->total_ms >= 0)
		timer_set(f->total, loop_now(f->loop) + f->args->total_ms);
	loop_on_signal(f->loop, SIGCHLD, on_child, f);
	loop_on_end_signals(f->loop, on_signal, f);
	fill_soon(f);
	look_for_end(f);
	loop_run(f->loop);
	f->error = *loop_error(f->loop);
	if (f->error.kind == ERR_NONE)
		f->error = *output_error(f->output);
	timer_free(f->total);
	progress_free(f->progress);
}

static int finish(const struct fleet *f)
{
	if (f->error.kind != ERR_NONE)
		output_say(f->output, f->error.text);
	if (f->signo)
		return 128 + f->signo;
	return f->error.kind != ERR_NONE || f->failed ? 1 : 0;
}

static int run_jobs(struct fleet *f, struct err *e)
{
	int status = -1;

	f->plan.dialer = f->dialer;
	f->plan.args = f->args;
	f->plan.rested = on_rested;
	f->plan.done = on_done;
	f->plan.again = on_again;
	f->plan.left = on_left;
	f->plan.user = f;
	if (make_jobs(f, e)) {
		run(f);
		status = finish(f);
	}
	for (size_t i = 0; i < f->count; i++)
		job_free(f->jobs[i]);
	deferred_cancel(&f->fill);
	free(f->jobs);
	free(f->again);
	return status;
}

static void on_print(void *user, const char *text)
{
	struct fleet *f = user;

	output_say(f->output, text);
}

static bool load_script(struct fleet *f, struct err *e)
{
	if (f->args->script)
		f->plan.script = host_script_new(f->loop, f->args->script, on_print, f, e);
	return !f->args->script || f->plan.script;
}

static void make_rule_script(struct fleet *f, const Settings *settings)
{
	f->rule_script = rule_script_new(f->loop, settings, on_print, f);
	if (!f->rule_script)
		return;
	f->plan.listener = rule_script_listener();
	f->plan.listener_user = f->rule_script;
}

static int run_on_loop(struct fleet *f, Settings *settings, struct err *e)
{
	const char *given = options_given(settings_global(settings), OPTIONS_PINS_FILE);
	char *pins_file = paths_pins(given);
	int status = -1;

	signal(SIGPIPE, SIG_IGN);
	f->loop = loop_new(e);
	f->dialer = f->loop ? dialer_new(f->loop, pins_file, e) : NULL;
	if (f->dialer) {
		secret_store_keep(dialer_secrets(f->dialer));
		f->output = output_new(f->loop, on_output_stopped, f);
		make_rule_script(f, settings);
		if (load_script(f, e))
			status = run_jobs(f, e);
	}
	host_script_free(f->plan.script);
	rule_script_free(f->rule_script);
	output_free(f->output);
	dialer_free(f->dialer);
	loop_free(f->loop);
	free(pins_file);
	return status;
}

int fleet_run(const struct run_args *args, Settings *settings, const Options *line, struct err *e)
{
	FleetHosts *hosts = fleet_hosts_new(settings);
	struct fleet f = {
		.args = args,
		.plan = { .hosts = hosts, .line = line, .rules = settings_rules(settings) }
	};
	int status = -1;

	if (find_hosts(hosts, args, e) && (!args->diff || last_output_prepare(args->diff, e)))
		status = run_on_loop(&f, settings, e);
	fleet_hosts_free(hosts);
	return status;
}
