#include "app/scripts-internal.h"

#include <string.h>

#include "base/clock.h"
#include "link/link-script.h"
#include "base/poison.h"

/* Tells one state of something that happens to a session. */
typedef bool hear_fn(Script *script, const struct script_object *session, void *about);

/* Tells the states that the user has sent something, if so. */
static void follow_typed(Scripts *s, const Pane *p)
{
	struct script_session *session = scripts_find_session(s, p);
	unsigned typed = session ? session_lines_typed(pane_session(p)) : 0;

	if (!session || typed == session->typed)
		return;
	session->typed = typed;
	for (int i = 0; i < SCRIPT_STATES; i++) {
		if (s->states[i].script)
			script_typed(s->states[i].script);
	}
}

/* Tells all states, or with `once` those up to the first that answers true. Whether one did. */
static bool hear(Scripts *s, Pane *p, bool once, hear_fn *fn, void *about)
{
	Pane *before = s->about;
	int64_t began = clock_mono_ns();
	bool any = false;

	follow_typed(s, p);
	s->about = p;
	for (int i = 0; i < SCRIPT_STATES && !(once && any); i++) {
		struct script_object object;

		if (!s->states[i].script || !scripts_find_session(s, p))
			continue;
		object = scripts_object(s, p);
		any |= fn(s->states[i].script, &object, about);
	}
	s->about = before;
	if (scripts_find_session(s, p))
		session_charge(pane_session(p), clock_mono_ns() - began);
	scripts_update_timer(s);
	return any;
}

/* --- Events. */

struct event {
	const char *name, *detail; /* the latter may be NULL */
	Json *args; /* an array, or NULL */
};

static bool hear_event(Script *script, const struct script_object *session, void *about)
{
	const struct event *e = about;

	script_event(script, session, e->name, e->detail, e->args);
	return false;
}

/* TLS that takes the place of plain text is no other connection, and before it comes nothing can be
 * sent. */
void scripts_connected(Scripts *s, Pane *p)
{
	struct script_session *session = scripts_find_session(s, p);

	if (!session || session->connected || link_proof(pane_link(p))->tls_due)
		return;
	session->connected = true;
	session->received = 0;
	hear(s, p, false, hear_event, &(struct event){ .name = "connect" });
}

void scripts_ended(Scripts *s, Pane *p)
{
	struct script_session *session = scripts_find_session(s, p);
	struct event e = { .name = "disconnect" };

	if (!session || !session->connected)
		return;
	session->connected = false;
	e.args = link_script_end(pane_link(p));
	hear(s, p, false, hear_event, &e);
	json_free(e.args);
}

void scripts_bell(Scripts *s, Pane *p)
{
	hear(s, p, false, hear_event, &(struct event){ .name = "bell" });
}

void scripts_value(Scripts *s, Pane *p, const struct telnet_value *value)
{
	struct event e = { .detail = value->name };

	if (!s->states[SCRIPT_PLAIN].script && !s->states[SCRIPT_TRUSTED].script)
		return;
	e.args = link_script_value(value, &e.name);
	if (e.args)
		hear(s, p, false, hear_event, &e);
	json_free(e.args);
}

static bool hear_received(Script *script, const struct script_object *session, void *about)
{
	(void)about;
	script_received(script, session);
	return false;
}

void scripts_changed(Scripts *s, Pane *p)
{
	struct script_session *session = scripts_find_session(s, p);
	uint64_t received = session_received(pane_session(p));

	if (!session || received == session->received)
		return;
	session->received = received;
	hear(s, p, false, hear_received, NULL);
}

/* --- Text. */

struct text {
	const char *text;
	size_t n;
};

static bool hear_line(Script *script, const struct script_object *session, void *about)
{
	const struct text *t = about;

	return script_line(script, session, t->text, t->n);
}

enum terminal_verdict scripts_line(Scripts *s, Pane *p, const struct terminal_line *line)
{
	struct text t = { line->text, line->length };

	if (line->sent || line->notice)
		return TERMINAL_KEEP;
	return hear(s, p, false, hear_line, &t) ? TERMINAL_GAG : TERMINAL_KEEP;
}

static bool hear_prompt(Script *script, const struct script_object *session, void *about)
{
	const struct text *t = about;

	script_prompt(script, session, t->text, t->n);
	return false;
}

void scripts_prompt(Scripts *s, Pane *p, const char *text, size_t n)
{
	hear(s, p, false, hear_prompt, &(struct text){ text, n });
}

static bool hear_input(Script *script, const struct script_object *session, void *about)
{
	const struct text *t = about;

	return script_input(script, session, t->text, t->n);
}

bool scripts_input(Scripts *s, Pane *p, const char *text, size_t n)
{
	return hear(s, p, true, hear_input, &(struct text){ text, n });
}

/* --- Keys. */

static bool hear_key(Script *script, const struct script_object *session, void *about)
{
	return script_key(script, session, *(const struct key *)about);
}

bool scripts_key(Scripts *s, Pane *p, struct key key)
{
	return hear(s, p, true, hear_key, &key);
}

struct completion {
	struct text line;
	void (*each)(void *user, const char *word);
	void *user;
};

static bool hear_completion(Script *script, const struct script_object *session, void *about)
{
	const struct completion *c = about;

	script_complete(script, session, c->line.text, c->line.n, c->each, c->user);
	return false;
}

void scripts_complete(Scripts *s, Pane *p, const char *text, size_t n,
		      void (*each)(void *user, const char *word), void *user)
{
	struct completion c = { { text, n }, each, user };

	hear(s, p, false, hear_completion, &c);
}
