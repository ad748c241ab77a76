#include "app/first-steps.h"

#include <stdlib.h>

#include "app/app-internal.h"
#include "app/program.h"
#include "app/steps.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/peer-text.h"
#include "term/await.h"
#include "base/poison.h"

struct FirstSteps {
	App *app;
	Pane *pane;
	Steps *steps;
	struct await_place read; /* up to where the peer's text was matched */
	bool connected;
	unsigned said; /* the message that says what is waited for; 0: none */
	struct deferred look;
};

static const Terminal *terminal_of(const FirstSteps *f)
{
	return session_terminal(pane_session(f->pane));
}

static bool find(void *user, Regex *re)
{
	FirstSteps *f = user;

	return await_find(terminal_of(f), re, &f->read, NULL);
}

static bool send_step(void *user, const char *text, size_t n, bool enter, struct err *e)
{
	FirstSteps *f = user;
	Session *s = pane_session(f->pane);

	return enter ? session_send(s, WIRE_SCRIPT, text, n, clock_wall_ms(), e) :
		       session_send_text(s, WIRE_SCRIPT, text, n, e);
}

static void last_line(void *user, struct str *out)
{
	FirstSteps *f = user;
	struct str line;

	str_init(&line);
	await_last_line(terminal_of(f), &line);
	peer_text_append(out, line.text, line.length, SIZE_MAX);
	str_fini(&line);
}

static void on_waits(void *user, const char *expression)
{
	FirstSteps *f = user;

	display_unsay(f->app->display, f->said);
	f->said = app_pane_message(f->app, f->pane,
				   "waiting for text that matches \"%s\" (--expect)", expression);
}

static void on_steps_ended(void *user, const struct err *e)
{
	FirstSteps *f = user;

	display_unsay(f->app->display, f->said);
	if (e)
		app_say(f->app, f->pane, MESSAGE_ERROR, e->text);
	else
		app_pane_message(f->app, f->pane, "the steps of the command line are done");
}

static const struct steps_owner owner = { .find = find,
					  .send = send_step,
					  .last_line = last_line,
					  .waits = on_waits,
					  .ended = on_steps_ended };

FirstSteps *first_steps_new(App *app, Pane *p, struct err *e)
{
	FirstSteps *f = mem_alloc(sizeof(*f));

	f->app = app;
	f->pane = p;
	f->steps = steps_new(app->args, app->loop, &owner, f, e);
	if (f->steps)
		return f;
	first_steps_free(f);
	return NULL;
}

void first_steps_free(FirstSteps *f)
{
	if (!f)
		return;
	deferred_cancel(&f->look);
	steps_free(f->steps);
	free(f);
}

bool first_steps_are_of(const FirstSteps *f, const Pane *p)
{
	return f && f->pane == p;
}

static void go_on(void *user)
{
	FirstSteps *f = user;

	steps_begin(f->steps);
	steps_received(f->steps);
}

/* In the loop, since what an event of the link sends has to wait. */
void first_steps_connected(FirstSteps *f, const Pane *p)
{
	if (!first_steps_are_of(f, p))
		return;
	f->connected = true;
	f->read = await_end(terminal_of(f));
	first_steps_changed(f, p);
}

void first_steps_changed(FirstSteps *f, const Pane *p)
{
	if (first_steps_are_of(f, p) && f->connected && !steps_are_over(f->steps))
		loop_defer(f->app->loop, &f->look, go_on, f);
}

void first_steps_ended(FirstSteps *f, const Pane *p)
{
	if (first_steps_are_of(f, p))
		steps_peer_ended(f->steps, "the connection ended");
}
