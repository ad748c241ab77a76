#include "app/app-internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

static void append_key(struct str *out, const char *label, const struct fingerprint *key)
{
	char hex[FINGERPRINT_HEX];
	char base64[FINGERPRINT_BASE64];

	fingerprint_hex(key, hex);
	fingerprint_base64(key, base64);
	str_append_format(out, "%s sha256//%s\n    %s\n", label, base64, hex);
}

/* The card: why it is shown, the old and the new key on a change, then the whole report. */
static char *make_card(const struct app_session *as, const struct tls_report *report,
		       const struct trust_decision *decision)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "The peer's certificate is not trusted: %s\n\n",
			  link_name(as->link));
	str_append_format(&text, "%s\n\n", decision->why.text);
	if (decision->verdict == TRUST_STOP) {
		if (!decision->old.damaged && decision->old.line)
			append_key(&text, "pinned key: ", &decision->old.key);
		append_key(&text, "key now:    ", &report->chain[0].spki);
		str_append_string(
			&text, "\nEnter or Esc refuses. There is no other choice: if the change is "
			       "right, /tls forget removes the pin.\n\n");
	} else {
		str_append_string(
			&text, "Enter or Esc refuses, o goes on this time, p goes on and pins the "
			       "key.\n\n");
	}
	tls_report_format(report, clock_wall_ms(), &text);
	return str_take(&text);
}

void app_show_questions(App *app)
{
	struct app_session *as = app_current(app);

	if (as->card && !app->pager_open)
		app_show_text(app, "trust", as->card);
	if (as->passphrase_asked && !app->passphrase_open) {
		line_reset(app->command, false);
		line_mask(app->command);
		app->passphrase_open = app->command_open = true;
	}
}

void app_hide_questions(App *app)
{
	if (app_current(app)->card)
		app_close_text(app);
	if (!app->passphrase_open)
		return;
	app->passphrase_open = app->command_open = false;
	line_reset(app->command, false);
	line_unmask(app->command);
}

void app_drop_questions(struct app_session *as)
{
	if (app_current(as->app) == as)
		app_hide_questions(as->app);
	free(as->card);
	as->card = NULL;
	as->passphrase_asked = false;
}

static void bring_forward(struct app_session *as)
{
	App *app = as->app;

	for (size_t i = 0; i < app->count; i++) {
		if (app->sessions[i] == as)
			app->current = i;
	}
	app_close_text(app);
	app_show_questions(app);
	app_touch(app);
}

void app_on_question(void *user, const struct link_question *question)
{
	struct app_session *as = user;

	switch (question->kind) {
	case LINK_ASKS_TRUST:
		free(as->card);
		as->card = make_card(as, question->report, question->decision);
		as->card_final = question->decision->verdict == TRUST_STOP;
		break;
	case LINK_ASKS_PASSPHRASE:
		if (question->again)
			app_message(as->app, "the passphrase doesn't fit the key");
		as->passphrase_asked = true;
		break;
	}
	bring_forward(as);
}

void app_on_question_gone(void *user)
{
	app_drop_questions(user);
}

static void answer_card(struct app_session *as, enum connector_answer answer)
{
	free(as->card);
	as->card = NULL;
	app_close_text(as->app);
	link_answer_trust(as->link, answer);
}

void app_card_key(struct app_session *as, struct key k)
{
	if (k.sym == KEYSYM_ENTER || k.sym == KEYSYM_ESCAPE)
		answer_card(as, CONNECTOR_REFUSE);
	else if (!as->card_final && key_text(k) == 'o')
		answer_card(as, CONNECTOR_ONCE);
	else if (!as->card_final && key_text(k) == 'p')
		answer_card(as, CONNECTOR_PIN);
}

void app_answer_passphrase(App *app, const char *passphrase)
{
	struct app_session *as = app_current(app);

	as->passphrase_asked = false;
	app->passphrase_open = app->command_open = false;
	link_answer_passphrase(as->link, passphrase);
	line_reset(app->command, false);
	if (!app->passphrase_open)
		line_unmask(app->command);
}

bool app_show_tls(struct app_session *as, struct err *e)
{
	const Transport *transport = session_transport(as->session);
	const struct tls_report *report = transport ? tls_transport_report(transport) : NULL;
	struct trust_decision decision;
	const char *pin = options_given(link_options(as->link), OPTIONS_PIN);
	struct fingerprint wanted;
	char port[ROUTE_PORT];
	bool pinned;
	struct str text;

	if (!report)
		return err_set(e, ERR_OTHER,
			       transport ? "this connection is not encrypted" : "not connected");
	route_port(link_address(as->link), port);
	pinned = pin && fingerprint_parse(pin, &wanted, NULL);
	trust_decide(dialer_trust(as->app->dialer), link_address(as->link)->host, port, report,
		     pinned ? &wanted : NULL, &decision);
	str_init(&text);
	if (decision.verdict == TRUST_ACCEPT)
		str_append_string(&text,
				  decision.pinned ? "The key is pinned.\n\n" : "Trusted.\n\n");
	else
		str_append_format(&text, "Accepted for this time only: %s\n\n", decision.why.text);
	tls_report_format(report, clock_wall_ms(), &text);
	app_show_text(as->app, "tls", text.text);
	str_fini(&text);
	return true;
}
