#include "app/questions.h"

#include "base/clock.h"
#include "ui/card.h"
#include "ui/entry.h"
#include "base/poison.h"

/* --- The card about a certificate. */

static void append_key(struct str *out, const char *label, const struct fingerprint *key)
{
	char hex[FINGERPRINT_HEX];
	char base64[FINGERPRINT_BASE64];

	fingerprint_hex(key, hex);
	fingerprint_base64(key, base64);
	str_append_format(out, "%s sha256//%s\n    %s\n", label, base64, hex);
}

/* Why it is shown, the old and the new key on a change, and what can be answered. */
static void card_head(const Pane *p, const struct link_question *question, const char *escape,
		      struct str *out)
{
	const struct trust_decision *decision = question->decision;

	str_append_format(out, "The peer's certificate is not trusted: %s\n\n",
			  link_name(pane_link(p)));
	str_append_format(out, "%s\n\n", decision->why.text);
	if (decision->verdict == TRUST_STOP) {
		if (!decision->old.damaged && decision->old.line)
			append_key(out, "pinned key: ", &decision->old.key);
		append_key(out, "key now:    ", &question->report->chain[0].spki);
		str_append_string(out, "\nEsc refuses. There is no other choice.");
		if (decision->old.line)
			str_append_format(
				out,
				" Only when the administrator has said that the key is "
				"new: press %s, then c, and enter /tls forget here, which "
				"removes the pin; connecting again asks anew.",
				escape);
		str_append_string(out, "\n\n");
	} else {
		str_append_string(
			out, "Esc refuses. To go on, type once (for this time) or pin (to trust "
			     "this key from now on), then Enter.\n\n");
		if (link_is_service(pane_link(p)))
			str_append_string(out, "This key was made for this run of hail: a pin of "
					       "it ends with the run, and no file keeps it.\n\n");
	}
}

static void answer(Pane *p, enum connector_answer with)
{
	link_answer_trust(pane_link(p), with);
}

static void on_accepted(void *user, size_t which)
{
	answer(user, which == 0 ? CONNECTOR_ONCE : CONNECTOR_PIN);
}

static void on_refused(void *user)
{
	answer(user, CONNECTOR_REFUSE);
}

static void open_card(Layers *l, Pane *p, const struct link_question *question, const char *escape)
{
	static const struct card_events events = { on_accepted, on_refused };
	static const char *const words[] = { "once", "pin", NULL };
	bool final = question->decision->verdict == TRUST_STOP;
	struct str head, text;

	str_init(&head);
	str_init(&text);
	card_head(p, question, escape, &head);
	str_append_string(&text, head.text);
	tls_report_format(question->report, clock_wall_ms(), &text);
	card_open(l,
		  &(struct card){ .head = head.text,
				  .text = text.text,
				  .keys = final ? "Esc refuses" :
						  "Esc refuses; once or pin, then Enter, goes on",
				  .words = final ? &words[2] : words,
				  .events = &events,
				  .user = p },
		  p);
	str_fini(&text);
	str_fini(&head);
}

/* --- The card about what the peer compresses. */

static void on_expansion_answer(void *user, size_t which)
{
	Pane *p = user;

	if (which < 2)
		link_answer_expansion(pane_link(p), which == 1);
	else
		link_disconnect(pane_link(p));
}

static void on_expansion_refused(void *user)
{
	Pane *p = user;

	link_disconnect(pane_link(p));
}

static void append_size(struct str *out, uint64_t bytes)
{
	str_append_format(out, "%.1f MiB", (double)bytes / (1 << 20));
}

static void expansion_text(const Pane *p, struct str *out)
{
	struct telnet_compression c;

	telnet_compression(session_telnet(pane_session(p)), &c);
	str_append_format(out, "What the peer compresses grows beyond measure: %s\n\n",
			  link_name(pane_link(p)));
	append_size(out, c.received_wire);
	str_append_string(out, " became ");
	append_size(out, c.received_plain);
	str_append_format(out,
			  " so far, and of the last %d MiB each byte stood for more than %d. Text "
			  "doesn't shrink so: it may be made to keep this program busy. Nothing is "
			  "read until you decide.\n\n",
			  TELNET_RATIO_WINDOW >> 20, TELNET_RATIO);
	str_append_string(out,
			  "Esc disconnects. To go on, type once, or always to be asked no more in "
			  "this session, then Enter.");
}

static void open_expansion(Layers *l, Pane *p)
{
	static const struct card_events events = { on_expansion_answer, on_expansion_refused };
	static const char *const words[] = { "once", "always", "disconnect", NULL };
	struct str text;

	str_init(&text);
	expansion_text(p, &text);
	card_open(l,
		  &(struct card){ .head = text.text,
				  .text = text.text,
				  .keys = "Esc disconnects; once or always, then Enter, goes on",
				  .words = words,
				  .events = &events,
				  .user = p },
		  p);
	str_fini(&text);
}

/* --- The passphrase of a key. */

static bool on_passphrase(void *user, const char *text)
{
	Pane *p = user;

	link_answer_passphrase(pane_link(p), text);
	return true;
}

static void on_no_passphrase(void *user)
{
	Pane *p = user;

	link_answer_passphrase(pane_link(p), NULL);
}

static void on_not_taken(void *user, const char *text)
{
	pane_say(user, MESSAGE_ERROR, text);
}

static void open_passphrase(Layers *l, Pane *p)
{
	static const struct entry_events events = { .accepted = on_passphrase,
						    .cancelled = on_no_passphrase,
						    .refused = on_not_taken };

	entry_open(l, "Passphrase of the key: ", true, NULL, &events, p, p);
}

/* --- All. */

void questions_open(Layers *l, Pane *p, const struct link_question *question, const char *escape)
{
	questions_close(l, p);
	switch (question->kind) {
	case LINK_ASKS_TRUST: open_card(l, p, question, escape); break;
	case LINK_ASKS_PASSPHRASE: open_passphrase(l, p); break;
	case LINK_ASKS_EXPANSION: open_expansion(l, p); break;
	}
}

static const void *find(const Layers *l, const Pane *p)
{
	const void *card = layers_find_in(l, &card_layer, p);

	return card ? card : layers_find_in(l, &entry_masked_layer, p);
}

void questions_close(Layers *l, const Pane *p)
{
	const void *layer = find(l, p);

	if (layer)
		layers_remove(l, layer);
}

bool questions_wait(const Layers *l, const Pane *p)
{
	return find(l, p) != NULL;
}
