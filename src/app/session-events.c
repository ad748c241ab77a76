#include <stdlib.h>

#include "link/link-log.h"
#include "app/app-internal.h"
#include "app/exit-status.h"
#include "app/lenses.h"
#include "app/pager-progress.h"
#include "app/paste-progress.h"
#include "app/program.h"
#include "app/questions.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum { BELL_INTERVAL_MS = 250 };

static void on_changed(void *user, Pane *p)
{
	App *app = user;

	first_steps_changed(app->first_steps, p);
	control_changed(app->control);
	pager_progress_follow(app, p);
	paste_progress_follow(app, p);
	layers_changed(display_layers(app->display), p);
	scripts_changed(app->scripts, p);
	display_touch(app->display);
}

static enum terminal_verdict on_line(void *user, Pane *p, const struct terminal_line *line)
{
	App *app = user;

	return scripts_line(app->scripts, p, line);
}

static void on_prompt(void *user, Pane *p, const char *text, size_t n)
{
	App *app = user;

	scripts_prompt(app->scripts, p, text, n);
}

static void on_value(void *user, Pane *p, const struct telnet_value *value)
{
	App *app = user;

	scripts_value(app->scripts, p, value);
}

static void ring(App *app, Pane *p)
{
	int64_t now = loop_now(app->loop);

	display_touch(app->display);
	/* What rang when it was recorded calls nobody now. */
	if (app->playback)
		return;
	if (!options_bell(link_options(pane_link(p))) || now < app->bell_at)
		return;
	app->bell_at = now + BELL_INTERVAL_MS;
	display_bell(app->display);
}

static void on_bell(void *user, Pane *p)
{
	App *app = user;

	scripts_bell(app->scripts, p);
	ring(app, p);
}

static void on_title(void *user, Pane *p)
{
	App *app = user;

	if (p == app_current(app))
		app_set_title(app);
	display_touch(app->display);
}

static void on_hides_all(void *user, Pane *p)
{
	App *app = user;
	char escape[KEY_NAME_MAX];

	app_short_escape(app, escape);
	app_pane_message(app, p,
			 "the server hides every line: %s u shows what you type, %s c runs a "
			 "command",
			 escape, escape);
}

static void on_hides_again(void *user, Pane *p)
{
	App *app = user;
	char escape[KEY_NAME_MAX];

	app_short_escape(app, escape);
	app_pane_message(app, p,
			 "the server asks for a secret: what you type is hidden again (%s u shows "
			 "it)",
			 escape);
}

/* Over whatever is shown: with the session's name where that is another. */
static void notice(App *app, Pane *p, const char *text, size_t n)
{
	int length = (int)n;

	pane_ring(p);
	ring(app, p);
	if (p == app_current(app))
		app_message(app, "%.*s", length, text);
	else
		app_message(app, "session %zu, %s: %.*s", app_index_of(app, p) + 1,
			    link_name(pane_link(p)), length, text);
}

/* Writes a line to the pane of text that is called so. */
static void route(App *app, const struct link_wish *wish)
{
	TextPanes *panes = scripts_panes(app->scripts);
	char *name = mem_strndup(wish->text, wish->length);
	struct err e;
	uint64_t number = text_panes_make(panes, name, &e);

	if (number)
		text_panes_write(panes, number, buf_data(&wish->line->text),
				 buf_length(&wish->line->text));
	else
		app_error(app, "%s", e.text);
	free(name);
}

static bool on_wish(void *user, Pane *p, const struct link_wish *wish)
{
	App *app = user;

	switch (wish->kind) {
	case LINK_WISH_COMMAND:
		rule_commands_add(app->rule_commands, p, wish->text, wish->length, wish->values,
				  wish->by_time);
		return true;
	case LINK_WISH_NOTICE: notice(app, p, wish->text, wish->length); return true;
	case LINK_WISH_SCRIPT:
		*wish->sent = scripts_run(app->scripts, p, wish->rule, wish->text, wish->length,
					  wish->captures);
		return true;
	case LINK_WISH_ROUTE: route(app, wish); return true;
	case LINK_WISH_WARNING: break;
	case LINK_WISH_KEEP: rule_variables_changed(app->rule_variables, pane_link(p)); return true;
	}
	return false;
}

static void on_message(void *user, Pane *p, enum message_kind kind, const char *text)
{
	app_say(user, p, kind, text);
}

static void on_question(void *user, Pane *p, const struct link_question *question)
{
	App *app = user;
	char escape[KEY_NAME_MAX];

	if (question->again)
		app_pane_message(app, p, "the passphrase doesn't fit the key");
	app_short_escape(app, escape);
	questions_open(app_layers(app), p, question, escape);
	if (p != app_current(app))
		app_pane_message(app, NULL, "session %zu, %s, asks something",
				 app_index_of(app, p) + 1, link_name(pane_link(p)));
}

static void on_question_gone(void *user, Pane *p)
{
	App *app = user;

	questions_close(app_layers(app), p);
}

/* Later: a command may end the session whose event this is. */
static void on_connected(void *user, Pane *p)
{
	App *app = user;

	link_log_connected(pane_link(p));
	first_steps_connected(app->first_steps, p);
	if (!link_proof(pane_link(p))->tls_due)
		scripts_load(app->scripts);
	scripts_connected(app->scripts, p);
	lenses_connected(app, p);
	if (!app->first_commands_ran)
		loop_defer(app->loop, &app->first_commands, app->run_first_commands, app);
	app->first_commands_ran = true;
}

static void on_retry(void *user, Pane *p, int64_t ms)
{
	App *app = user;
	unsigned said = 0;

	display_unsay(app->display, pane_retry_message(p));
	if (ms >= 0)
		said = app_pane_message(app, p, "reconnecting in %lld s (/disconnect stops that)",
					(long long)(ms + 500) / 1000);
	pane_set_retry_message(p, said);
}

static void on_ended(void *user, Pane *p)
{
	App *app = user;
	const Link *link = pane_link(p);
	const struct err *e = session_error(pane_session(p));

	first_steps_ended(app->first_steps, p);
	if (!app->leaving)
		scripts_load(app->scripts);
	scripts_ended(app->scripts, p);
	control_changed(app->control);
	/* What ended by itself decides the status on quitting. */
	if (link_was_connected(link) && !link_ended_by_user(link))
		app->exit_status = exit_status(e->kind);
	/* A command line that led nowhere ends as a command does: with its status. */
	if (app->first_only && !link_was_connected(link) && !link_ended_by_user(link)) {
		app->failure = *e;
		app->exit_status = exit_status(e->kind);
		app_quit(app);
	}
	display_touch(app->display);
}

const struct pane_events app_pane_handlers = {
	.changed = on_changed,
	.line = on_line,
	.prompt = on_prompt,
	.value = on_value,
	.bell = on_bell,
	.title = on_title,
	.hides_all = on_hides_all,
	.hides_again = on_hides_again,
	.wish = on_wish,
	.message = on_message,
	.question = on_question,
	.question_gone = on_question_gone,
	.connected = on_connected,
	.retry = on_retry,
	.ended = on_ended,
};
