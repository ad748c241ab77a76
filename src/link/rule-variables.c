#include "link/rule-variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/paths.h"
#include "link/link-rules.h"
#include "link/place.h"
#include "loop/timer.h"
#include "script/hail-store.h"
#include "base/poison.h"

enum { KEEP_MS = 1000 }; /* from a change until it is written */

struct RuleVariables {
	Loop *loop;
	void (*fail)(void *user, const char *text);
	void *user;
	HailStore *store;
	Timer *timer;
	struct session {
		Link *link;
		bool changed; /* its variables may have, since they were kept */
	} * sessions;
	size_t session_count;
	struct deferred later;
};

static void on_save(void *user)
{
	RuleVariables *v = user;
	struct err e;

	if (!hail_store_save(v->store, &e))
		v->fail(v->user, e.text);
}

RuleVariables *rule_variables_new(Loop *loop, void (*fail)(void *user, const char *text),
				  void *user)
{
	RuleVariables *v = mem_alloc(sizeof(*v));
	char *folder = paths_state("variables");

	v->loop = loop;
	v->fail = fail;
	v->user = user;
	v->store = hail_store_new(folder);
	v->timer = timer_new(loop_timers(loop), on_save, v);
	free(folder);
	return v;
}

void rule_variables_free(RuleVariables *v)
{
	if (!v)
		return;
	on_save(v);
	hail_store_free(v->store);
	timer_free(v->timer);
	deferred_cancel(&v->later);
	free(v->sessions);
	free(v);
}

/* What they are kept for; owned, NULL: nothing, since there is no host yet. */
static char *place_of(const Link *l)
{
	struct str place;

	str_init(&place);
	if (place_of_link(l, &place))
		return str_take(&place);
	str_fini(&place);
	return NULL;
}

static bool set_variable(void *user, const char *name, const Json *value)
{
	size_t n;
	const char *text = json_text(value, &n);

	if (text)
		rules_set_variable(user, name, text, n);
	return true;
}

void rule_variables_load(RuleVariables *v, Link *l)
{
	char *place = place_of(l);
	struct err e = { .kind = ERR_NONE };
	const Json *kept = place ? hail_store_of(v->store, place, &e) : NULL;

	v->sessions = mem_resize(v->sessions, v->session_count + 1, sizeof(*v->sessions));
	v->sessions[v->session_count++] = (struct session){ .link = l };
	free(place);
	if (e.kind != ERR_NONE)
		v->fail(v->user, e.text);
	if (kept && json_count(kept) && link_rules(l))
		json_each(kept, set_variable, link_rules(l));
}

static void add_variable(void *user, const char *name, const char *value, size_t n)
{
	json_put(user, name, json_new_string(value, n));
}

/* What `user`, the variables kept, hasn't is gone. */
struct spread {
	Rules *rules;
	const Json *kept;
};

static bool take_away(void *user, const char *name, const Json *value)
{
	const struct spread *s = user;

	(void)value;
	if (!json_member(s->kept, name))
		rules_set_variable(s->rules, name, "", 0);
	return true;
}

/* Other sessions of the same host have the same variables. */
static void spread(const RuleVariables *v, const Link *from, const char *place, const Json *before,
		   const Json *now)
{
	for (size_t i = 0; i < v->session_count; i++) {
		Link *l = v->sessions[i].link;
		char *other = l != from && link_has_rules(l) ? place_of(l) : NULL;

		if (other && strcmp(other, place) == 0) {
			struct spread s = { link_rules(l), now };

			json_each(now, set_variable, s.rules);
			json_each(before, take_away, &s);
		}
		free(other);
	}
}

static void keep(RuleVariables *v, Link *l)
{
	char *place = link_has_rules(l) ? place_of(l) : NULL;
	Json *kept, *now;

	if (!place)
		return;
	kept = hail_store_of(v->store, place, NULL);
	now = json_new_object();
	rules_each_variable(link_rules(l), add_variable, now);
	if (!json_same(kept, now)) {
		spread(v, l, place, kept, now);
		json_assign(kept, now);
		hail_store_change(v->store, place);
		timer_set(v->timer, loop_now(v->loop) + KEEP_MS);
	}
	json_free(now);
	free(place);
}

/* The rules are done. */
static void keep_changed(void *user)
{
	RuleVariables *v = user;

	for (size_t i = 0; i < v->session_count; i++) {
		if (v->sessions[i].changed)
			keep(v, v->sessions[i].link);
		v->sessions[i].changed = false;
	}
}

static struct session *find(const RuleVariables *v, const Link *l)
{
	size_t i = 0;

	while (v->sessions[i].link != l)
		i++;
	return &v->sessions[i];
}

void rule_variables_changed(RuleVariables *v, Link *l)
{
	find(v, l)->changed = true;
	loop_defer(v->loop, &v->later, keep_changed, v);
}

void rule_variables_forget(RuleVariables *v, Link *l)
{
	struct session *s = find(v, l);

	if (s->changed)
		keep(v, l);
	*s = v->sessions[--v->session_count];
}
