#include "app/questions.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/entry.h"
#include "ui/text-page.h"
#include "base/poison.h"

/* --- The card about a certificate. */

struct card {
	Layers *layers;
	Pane *pane;
	const void *page;
	bool final; /* it can only be refused */
};

static void append_key(struct str *out, const char *label, const struct fingerprint *key)
{
	char hex[FINGERPRINT_HEX];
	char base64[FINGERPRINT_BASE64];

	fingerprint_hex(key, hex);
	fingerprint_base64(key, base64);
	str_append_format(out, "%s sha256//%s\n    %s\n", label, base64, hex);
}

/* Why it is shown, the old and the new key on a change, then the whole report. */
static void card_text(const Pane *p, const struct link_question *question, struct str *out)
{
	const struct trust_decision *decision = question->decision;

	str_append_format(out, "The peer's certificate is not trusted: %s\n\n",
			  link_name(pane_link(p)));
	str_append_format(out, "%s\n\n", decision->why.text);
	if (decision->verdict == TRUST_STOP) {
		if (!decision->old.damaged && decision->old.line)
			append_key(out, "pinned key: ", &decision->old.key);
		append_key(out, "key now:    ", &question->report->chain[0].spki);
		str_append_string(
			out, "\nEnter or Esc refuses. There is no other choice: if the change is "
			     "right, /tls forget removes the pin.\n\n");
	} else {
		str_append_string(out,
				  "Enter or Esc refuses, o goes on this time, p goes on and pins "
				  "the key.\n\n");
	}
	tls_report_format(question->report, clock_wall_ms(), out);
}

static void answer_card(struct card *card, enum connector_answer answer)
{
	layers_remove(card->layers, card->page);
	pane_set_question(card->pane, NULL);
	link_answer_trust(pane_link(card->pane), answer);
}

static void on_card_key(void *user, struct key k)
{
	struct card *card = user;

	if (k.sym == KEYSYM_ENTER || k.sym == KEYSYM_ESCAPE)
		answer_card(card, CONNECTOR_REFUSE);
	else if (!card->final && key_text(k) == 'o')
		answer_card(card, CONNECTOR_ONCE);
	else if (!card->final && key_text(k) == 'p')
		answer_card(card, CONNECTOR_PIN);
}

static void open_card(Layers *l, Pane *p, const struct link_question *question)
{
	struct card *card = mem_alloc(sizeof(*card));
	struct str text;

	str_init(&text);
	card_text(p, question, &text);
	*card = (struct card){ .layers = l,
			       .pane = p,
			       .final = question->decision->verdict == TRUST_STOP };
	card->page = text_page_open(
		l,
		&(struct text_page){ .title = "trust",
				     .text = text.text,
				     .keys = card->final ? "Enter refuses" :
							   "Enter refuses, o this time, p pin",
				     .key = on_card_key,
				     .closed = free,
				     .user = card },
		p);
	pane_set_question(p, card->page);
	str_fini(&text);
}

/* --- The passphrase of a key. */

static bool on_passphrase(void *user, const char *text)
{
	Pane *p = user;

	pane_set_question(p, NULL);
	link_answer_passphrase(pane_link(p), text);
	return true;
}

static void on_no_passphrase(void *user)
{
	Pane *p = user;

	pane_set_question(p, NULL);
	link_answer_passphrase(pane_link(p), NULL);
}

static void open_passphrase(Layers *l, Pane *p)
{
	static const struct entry_events events = { .accepted = on_passphrase,
						    .cancelled = on_no_passphrase };

	pane_set_question(p, entry_open(l, "Passphrase of the key: ", true, &events, p, p));
}

/* --- Both. */

void questions_open(Layers *l, Pane *p, const struct link_question *question)
{
	questions_close(l, p);
	switch (question->kind) {
	case LINK_ASKS_TRUST: open_card(l, p, question); break;
	case LINK_ASKS_PASSPHRASE: open_passphrase(l, p); break;
	}
}

void questions_close(Layers *l, Pane *p)
{
	if (pane_question(p))
		layers_remove(l, pane_question(p));
	pane_set_question(p, NULL);
}

/* --- The report on a connection. */

bool questions_tls_text(const Trust *trust, const Pane *p, struct str *out, struct err *e)
{
	const Link *link = pane_link(p);
	const Transport *transport = session_transport(pane_session(p));
	const struct tls_report *report = transport ? tls_transport_report(transport) : NULL;
	const char *pin = options_given(link_options(link), OPTIONS_PIN);
	struct trust_decision decision;
	struct fingerprint wanted;
	char port[ROUTE_PORT];
	bool pinned;

	if (!report)
		return err_set(e, ERR_OTHER,
			       transport ? "this connection is not encrypted" : "not connected");
	route_port(link_address(link), port);
	pinned = pin && fingerprint_parse(pin, &wanted, NULL);
	trust_decide(trust, link_address(link)->host, port, report, pinned ? &wanted : NULL,
		     &decision);
	if (decision.verdict == TRUST_ACCEPT)
		str_append_string(out, decision.pinned ? "The key is pinned.\n\n" : "Trusted.\n\n");
	else
		str_append_format(out, "Accepted for this time only: %s\n\n", decision.why.text);
	tls_report_format(report, clock_wall_ms(), out);
	return true;
}
