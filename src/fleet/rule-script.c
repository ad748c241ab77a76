#include "fleet/rule-script-internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/mem.h"
#include "config/paths.h"
#include "fleet/runner.h"
#include "link/link-script.h"
#include "base/poison.h"

enum { STATES = 2 };

/* --- Hosts as sessions. */

struct script_object rule_script_object(const RuleScript *s, const struct hosted *h)
{
	return (struct script_object){ hail_session_kind, (uint64_t)(h - s->hosted),
				       h->generation };
}

static struct hosted *hosted_of(const RuleScript *s, const Job *job)
{
	size_t index = job_index(job);

	return index < s->count && s->hosted[index].job ? &s->hosted[index] : NULL;
}

struct hosted *rule_script_find(const RuleScript *s, const struct script_object *object)
{
	struct hosted *h;

	if (!object)
		return s->about ? hosted_of(s, s->about) : NULL;
	h = object->id < s->count ? &s->hosted[object->id] : NULL;
	return h && h->job && h->generation == object->generation ? h : NULL;
}

/* Says a text of a host (NULL: of none), without the secrets that were sent to it. */
static void say_of(const RuleScript *s, const Job *job, const char *text)
{
	struct str shown;

	str_init(&shown);
	if (job)
		str_append_format(&shown, "%s: ", job_host(job)->name);
	str_append_string(&shown, text);
	if (job)
		runner_redact(job_runner(job), &shown);
	s->say(s->say_user, shown.text);
	str_fini(&shown);
}

void rule_script_tell(RuleScript *s, Job *job, const char *text)
{
	if (s->loading || !job)
		say_of(s, NULL, text);
	else if (job_is_done(job))
		say_of(s, job, text);
	else
		job_log(job, text, strlen(text));
}

static Link *link_of(const struct hosted *h)
{
	return runner_link(job_runner(h->job));
}

static void on_close(void *user)
{
	RuleScript *s = user;

	for (size_t i = 0; i < s->count; i++) {
		struct hosted *h = &s->hosted[i];

		if (h->job && h->closes)
			link_disconnect(link_of(h));
		h->closes = false;
	}
}

void rule_script_close_later(RuleScript *s, struct hosted *h)
{
	h->closes = true;
	loop_defer(s->loop, &s->close, on_close, s);
}

/* --- The states. */

static void set_timer(RuleScript *s)
{
	int64_t due = -1;

	for (int i = 0; i < STATES; i++) {
		if (s->scripts[i])
			due = deadline_earlier(due, script_deadline(s->scripts[i]));
	}
	timer_set(s->timer, due);
}

static void on_due(void *user)
{
	RuleScript *s = user;

	for (int i = 0; i < STATES; i++) {
		if (s->scripts[i])
			script_tick(s->scripts[i]);
	}
	set_timer(s);
}

/* The state for files of this trust, made if need be; NULL if there is no Lua, which is told. */
static Script *state(RuleScript *s, bool trusted)
{
	Script **script = &s->scripts[trusted];
	char *modules = paths_config("lua");
	struct err e;

	if (!*script)
		*script = script_new(
			&(struct script_settings){ .trusted = trusted, .modules = modules },
			rule_script_owner(), s, &e);
	if (!*script)
		rule_script_tell(s, s->about, e.text);
	free(modules);
	return *script;
}

static void load_file(RuleScript *s, const struct settings_script *file)
{
	Script *script = state(s, file->trusted);
	unsigned errors = s->errors;
	struct err e;

	/* An error in it was told with its traceback, one in reading it wasn't. */
	if (script && !script_load(script, file->path, &e) && s->errors == errors)
		rule_script_tell(s, NULL, e.text);
}

/* Loads the files that were not loaded yet, for a host that is there. */
static void load(RuleScript *s, Job *job)
{
	Job *before = s->about;

	s->about = job;
	s->loading = true;
	while (s->loaded < settings_script_count(s->settings))
		load_file(s, settings_script_at(s->settings, s->loaded++));
	s->loading = false;
	s->about = before;
}

/* --- What hosts tell. */

/* Tells one state of something that happens to a host. */
typedef bool hear_fn(Script *script, const struct script_object *host, const void *about);

/* Tells all states. Whether one answered true. */
static bool hear(RuleScript *s, const struct hosted *h, hear_fn *fn, const void *about)
{
	const struct script_object object = rule_script_object(s, h);
	Session *session = link_session(link_of(h));
	int64_t began = clock_mono_ns();
	Job *before = s->about;
	bool any = false;

	if (!s->scripts[false] && !s->scripts[true])
		return false;
	s->about = h->job;
	for (int i = 0; i < STATES; i++) {
		if (s->scripts[i])
			any |= fn(s->scripts[i], &object, about);
	}
	s->about = before;
	session_charge(session, clock_mono_ns() - began);
	set_timer(s);
	return any;
}

static struct hosted *hosted_by(void *user)
{
	return hosted_of(job_listener_user(user), user);
}

struct event {
	const char *name, *detail; /* the latter may be NULL */
	Json *args; /* an array, or NULL */
};

static bool hear_event(Script *script, const struct script_object *host, const void *about)
{
	const struct event *e = about;

	script_event(script, host, e->name, e->detail, e->args);
	return false;
}

static void on_connected(void *user)
{
	struct hosted *h = hosted_by(user);
	RuleScript *s = job_listener_user(user);

	if (!h || h->connected || link_proof(link_of(h))->tls_due)
		return;
	h->connected = true;
	h->received = 0;
	load(s, user);
	hear(s, h, hear_event, &(struct event){ .name = "connect" });
}

static void on_ended(void *user)
{
	struct hosted *h = hosted_by(user);
	struct event e = { .name = "disconnect" };

	if (!h || !h->connected)
		return;
	h->connected = false;
	e.args = link_script_end(link_of(h));
	hear(job_listener_user(user), h, hear_event, &e);
	json_free(e.args);
}

static void on_bell(void *user)
{
	const struct hosted *h = hosted_by(user);

	if (h)
		hear(job_listener_user(user), h, hear_event, &(struct event){ .name = "bell" });
}

static void on_value(void *user, const struct telnet_value *value)
{
	const struct hosted *h = hosted_by(user);
	struct event e = { .detail = value->name };

	e.args = h ? link_script_value(value, &e.name) : NULL;
	if (e.args)
		hear(job_listener_user(user), h, hear_event, &e);
	json_free(e.args);
}

static bool hear_received(Script *script, const struct script_object *host, const void *about)
{
	(void)about;
	script_received(script, host);
	return false;
}

static void on_changed(void *user)
{
	struct hosted *h = hosted_by(user);
	uint64_t received = h ? session_received(link_session(link_of(h))) : 0;

	if (!h || !h->connected || received == h->received)
		return;
	h->received = received;
	hear(job_listener_user(user), h, hear_received, NULL);
}

struct text {
	const char *text;
	size_t n;
};

static bool hear_line(Script *script, const struct script_object *host, const void *about)
{
	const struct text *t = about;

	return script_line(script, host, t->text, t->n);
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	const struct hosted *h = hosted_by(user);
	struct text t = { line->text, line->length };

	(void)replacement;
	if (!h || line->sent || line->notice)
		return TERMINAL_KEEP;
	return hear(job_listener_user(user), h, hear_line, &t) ? TERMINAL_GAG : TERMINAL_KEEP;
}

static bool hear_prompt(Script *script, const struct script_object *host, const void *about)
{
	const struct text *t = about;

	script_prompt(script, host, t->text, t->n);
	return false;
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	const struct hosted *h = hosted_by(user);

	(void)how;
	(void)replacement;
	if (h)
		hear(job_listener_user(user), h, hear_prompt, &(struct text){ text, n });
	return TERMINAL_KEEP;
}

/* --- What rules run. */

/* Where that is: beside the files that aren't trusted, or, if all are, beside those. */
static Script *common_state(RuleScript *s)
{
	bool trusted = !s->scripts[false] && s->scripts[true];

	return state(s, trusted);
}

/* Runs the Lua of a rule of the job's link. */
static void run_rule(RuleScript *s, Job *job, const struct hosted *h, const struct link_wish *wish)
{
	unsigned errors = s->errors;
	Job *before = s->about;
	struct script_object object;
	char name[32];
	Script *script;
	struct err e;

	load(s, job);
	s->about = job;
	object = rule_script_object(s, h);
	script = common_state(s);
	snprintf(name, sizeof(name), "rule %u", wish->rule);
	if (script) {
		uint64_t sent = script_sent(script);

		if (!script_run(script, &object, name, wish->text, wish->length, wish->captures,
				&e) &&
		    s->errors == errors)
			rule_script_tell(s, job, e.text);
		*wish->sent = script_sent(script) != sent;
	}
	s->about = before;
	set_timer(s);
}

static bool on_wish(void *user, const struct link_wish *wish)
{
	RuleScript *s = job_listener_user(user);
	const struct hosted *h = hosted_by(user);

	if (!h)
		return false;
	if (wish->kind == LINK_WISH_KEEP)
		rule_variables_changed(s->variables, link_of(h));
	else
		run_rule(s, user, h, wish);
	return true;
}

/* --- Their life. */

static void on_begin(void *user, Job *job)
{
	RuleScript *s = user;
	size_t index = job_index(job), count = s->count;

	if (count <= index) {
		s->count = index + 1;
		s->hosted = mem_resize(s->hosted, s->count, sizeof(*s->hosted));
		memset(&s->hosted[count], 0, (s->count - count) * sizeof(*s->hosted));
	}
	s->hosted[index] = (struct hosted){ .job = job, .generation = ++s->generation };
	rule_variables_load(s->variables, link_of(&s->hosted[index]));
}

static void on_end(void *user, Job *job)
{
	RuleScript *s = user;
	struct hosted *h = hosted_of(s, job);
	struct script_object object = rule_script_object(s, h);

	rule_variables_forget(s->variables, link_of(h));
	h->job = NULL;
	for (int i = 0; i < STATES; i++) {
		if (s->scripts[i])
			script_drop(s->scripts[i], &object);
	}
	set_timer(s);
}

const struct job_listener *rule_script_listener(void)
{
	static const struct link_events events = {
		.changed = on_changed,
		.line = on_line,
		.prompt = on_prompt,
		.wish = on_wish,
		.bell = on_bell,
		.value = on_value,
		.connected = on_connected,
		.ended = on_ended,
	};
	static const struct job_listener listener = { on_begin, on_end, &events };

	return &listener;
}

static void on_failed(void *user, const char *text)
{
	const RuleScript *s = user;

	s->say(s->say_user, text);
}

RuleScript *rule_script_new(Loop *loop, const Settings *settings,
			    void (*say)(void *user, const char *text), void *user)
{
	RuleScript *s;
	char *folder;

	if (!settings_script_count(settings) && !rulebook_count(settings_rules(settings)))
		return NULL;
	folder = paths_state("store");
	s = mem_alloc(sizeof(*s));
	s->api = (struct hail_api_user){ &rule_script_api, s };
	s->settings = settings;
	s->loop = loop;
	s->say = say;
	s->say_user = user;
	s->store = hail_store_new(folder);
	s->variables = rule_variables_new(loop, on_failed, s);
	s->timer = timer_new(loop_timers(loop), on_due, s);
	free(folder);
	return s;
}

void rule_script_free(RuleScript *s)
{
	struct err e;

	if (!s)
		return;
	for (int i = 0; i < STATES; i++)
		script_free(s->scripts[i]);
	if (!hail_store_save(s->store, &e))
		s->say(s->say_user, e.text);
	hail_store_free(s->store);
	rule_variables_free(s->variables);
	deferred_cancel(&s->close);
	timer_free(s->timer);
	free(s->hosted);
	free(s);
}
