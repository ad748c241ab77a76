#include "app/scripts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/script-lenses.h"
#include "app/scripts-internal.h"
#include "base/clock.h"
#include "base/mem.h"
#include "config/paths.h"
#include "base/poison.h"

/* --- Sessions. */

void scripts_opened(Scripts *s, Pane *p)
{
	s->sessions = mem_resize(s->sessions, s->session_count + 1, sizeof(*s->sessions));
	s->sessions[s->session_count++] = (struct script_session){ .pane = p,
								   .id = ++s->last_session };
	link_listen(pane_link(p), s->states[0].script || s->states[1].script);
}

void scripts_forget(Scripts *s, const Pane *p)
{
	struct script_session *session = scripts_find_session(s, p);
	struct script_object object;

	if (!session)
		return;
	object = scripts_object(s, p);
	s->session_count--;
	memmove(session, session + 1,
		(size_t)(&s->sessions[s->session_count] - session) * sizeof(*session));
	for (int i = 0; i < SCRIPT_STATES; i++) {
		if (s->states[i].script)
			script_drop(s->states[i].script, &object);
	}
	scripts_update_timer(s);
}

/* --- The states. */

/* What is due by itself gets half of the time at most, so that keys are heard in between. */
static void on_due(void *user)
{
	Scripts *s = user;
	int64_t began = clock_mono_ms(), now;

	for (int i = 0; i < SCRIPT_STATES; i++) {
		if (s->states[i].script)
			script_tick(s->states[i].script);
	}
	now = clock_mono_ms();
	s->rests_until = now + (now - began);
	scripts_update_timer(s);
}

static void on_save(void *user)
{
	Scripts *s = user;
	struct err e;

	if (!hail_store_save(s->store, &e))
		app_tell_loss(s->app, "%s", e.text);
}

/* The state for files of this trust, made if need be. NULL with `e` set. */
static Script *state(Scripts *s, enum script_trust trust, struct err *e)
{
	struct script_state *state = &s->states[trust];
	char *modules;

	if (state->script)
		return state->script;
	modules = paths_config("lua");
	state->script = script_new(
		&(struct script_settings){ .trusted = trust == SCRIPT_TRUSTED, .modules = modules },
		scripts_owner(), &state->api, e);
	free(modules);
	for (size_t i = 0; state->script && i < s->session_count; i++)
		link_listen(pane_link(s->sessions[i].pane), true);
	return state->script;
}

Scripts *scripts_new(App *app, const struct scripts_program *program)
{
	Scripts *s = mem_alloc(sizeof(*s));
	char *folder = paths_state("store");

	s->app = app;
	s->program = program;
	for (int i = 0; i < SCRIPT_STATES; i++)
		s->states[i] = (struct script_state){ .api = { &scripts_api, &s->states[i] },
						      .scripts = s,
						      .trust = (enum script_trust)i };
	s->timer = timer_new(loop_timers(app_loop(app)), on_due, s);
	s->save = timer_new(loop_timers(app_loop(app)), on_save, s);
	s->store = hail_store_new(folder);
	free(folder);
	s->panes = text_panes_new();
	str_init(&s->last_error);
	return s;
}

static void free_states(Scripts *s)
{
	for (int i = 0; i < SCRIPT_STATES; i++) {
		script_free(s->states[i].script);
		s->states[i].script = NULL;
	}
	while (s->item_count) {
		struct script_item *item = &s->items[--s->item_count];

		free(item->name);
		free(item->text);
	}
	scripts_drop_later(s);
}

void scripts_free(Scripts *s)
{
	if (!s)
		return;
	free_states(s);
	on_save(s);
	hail_store_free(s->store);
	text_panes_free(s->panes);
	timer_free(s->timer);
	timer_free(s->save);
	deferred_cancel(&s->call);
	str_fini(&s->last_error);
	script_lenses_free(s);
	free(s->items);
	free(s->sessions);
	free(s);
}

/* --- Files. */

static void load(Scripts *s, const struct settings_script *file)
{
	unsigned told = s->errors_told;
	struct err e = { .kind = ERR_NONE };
	Script *script = state(s, file->trusted ? SCRIPT_TRUSTED : SCRIPT_PLAIN, &e);

	/* An error in it was told with its traceback, one in reading it wasn't. */
	if ((!script || !script_load(script, file->path, &e)) && s->errors_told == told)
		scripts_say(s, MESSAGE_ERROR, e.text);
	scripts_update_timer(s);
}

void scripts_load(Scripts *s)
{
	const Settings *settings = app_settings(s->app);

	while (s->loaded < settings_script_count(settings))
		load(s, settings_script_at(settings, s->loaded++));
}

void scripts_reload(Scripts *s)
{
	free_states(s);
	s->loaded = 0;
	scripts_load(s);
}

/* The state in which what is typed, or a rule's, runs. NULL with `e` set. */
static Script *common_state(Scripts *s, struct err *e)
{
	Script *plain, *trusted;

	scripts_load(s);
	plain = s->states[SCRIPT_PLAIN].script;
	trusted = s->states[SCRIPT_TRUSTED].script;
	return !plain && trusted ? trusted : state(s, SCRIPT_PLAIN, e);
}

bool scripts_run(Scripts *s, Pane *p, unsigned rule, const char *text, size_t n,
		 const Json *captures)
{
	struct script_object object = scripts_object(s, p);
	unsigned told = s->errors_told;
	Pane *before = s->about;
	struct err e;
	Script *script = common_state(s, &e);
	uint64_t sent = script ? script_sent(script) : 0;
	char name[32];

	snprintf(name, sizeof(name), "rule %u", rule);
	s->about = p;
	if ((!script || !script_run(script, &object, name, text, n, captures, &e)) &&
	    s->errors_told == told)
		scripts_say(s, MESSAGE_ERROR, e.text);
	s->about = before;
	scripts_update_timer(s);
	return script && script_sent(script) != sent;
}

bool scripts_eval(Scripts *s, const char *text, struct err *e)
{
	Script *script = common_state(s, e);
	Pane *p = s->program->current(s->app);
	struct script_object object = scripts_object(s, p);
	struct str value;
	bool done;

	if (!script)
		return false;
	str_init(&value);
	s->evaluating = true;
	s->about = p;
	done = script_eval(script, &object, text, strlen(text), &value, e);
	s->about = NULL;
	s->evaluating = false;
	if (done && value.length)
		scripts_show_value(s, value.text);
	str_fini(&value);
	scripts_update_timer(s);
	return done;
}

TextPanes *scripts_panes(Scripts *s)
{
	return s->panes;
}
