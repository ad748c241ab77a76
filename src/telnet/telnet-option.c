#include "base/str.h"
#include "telnet/command.h"
#include "telnet/policy.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

static bool facts_equal(const struct telnet_facts *a, const struct telnet_facts *b)
{
	return a->protocol == b->protocol && a->peer_echo == b->peer_echo &&
	       a->peer_sga == b->peer_sga && a->our_binary == b->our_binary &&
	       a->peer_binary == b->peer_binary && a->mud_evidence == b->mud_evidence &&
	       a->terminal_evidence == b->terminal_evidence && a->prompt_marks == b->prompt_marks;
}

static void collect_evidence(Telnet *t, uint8_t command, uint8_t option)
{
	const struct policy *p = policy_find(option);

	if (!p || command == COMMAND_WONT || command == COMMAND_DONT)
		return;
	if (p->evidence & POLICY_MUD)
		t->mud_evidence = true;
	if ((p->evidence & POLICY_TERMINAL) && command == COMMAND_DO)
		t->terminal_evidence = true;
	if (command == COMMAND_WILL && (option == OPTION_ECHO || option == OPTION_SGA))
		t->echo_or_sga_seen = true;
}

static void report_flapping(Telnet *t, const struct policy *p)
{
	struct str text;

	str_init(&text);
	str_append_format(&text,
			  "The peer keeps switching the telnet option %s on and off: "
			  "it gets no more answers about it.",
			  p->name);
	t->events.notice(t->user, text.text);
	str_fini(&text);
}

/* Whether the answer to the command, which is due, must not be sent. */
static bool is_muted(Telnet *t, uint8_t command, uint8_t option)
{
	const struct policy *p = policy_find(option);

	if (p && flood_flaps(&t->flood, (unsigned)(p - policy_at(0))))
		return true;
	return !flood_allows_answer(&t->flood, negotiate_side(command), option, t->now);
}

static void watch_flapping(Telnet *t, uint8_t command, uint8_t option)
{
	const struct policy *p = policy_find(option);

	if (!p || !negotiate_changes(t->negotiate, command, option))
		return;
	if (flood_count_change(&t->flood, (unsigned)(p - policy_at(0)), t->now) == FLOOD_BEGINS)
		report_flapping(t, p);
}

void telnet_tell_size(Telnet *t)
{
	struct buf out;

	buf_init(&out);
	naws_tell(&t->naws, &out);
	telnet_send_buf(t, &out);
}

/* SB STARTTLS FOLLOWS: said by both sides before TLS begins. */
static const char follows[] = "\xff\xfa\x2e\x01\xff\xf0";

static bool is_follows(const Telnet *t, const struct token *token)
{
	return token->option == OPTION_STARTTLS && telnet_is_on(t, TELNET_US, OPTION_STARTTLS) &&
	       token->length == 1 && token->bytes[0] == 1;
}

static void after_our_change(Telnet *t, uint8_t option)
{
	if (option == OPTION_TTYPE)
		t->ttype = (struct ttype){ 0 };
	if (option == OPTION_STARTTLS && telnet_is_on(t, TELNET_US, OPTION_STARTTLS))
		t->events.send(t->user, follows, sizeof(follows) - 1);
	if (option != OPTION_NAWS)
		return;
	if (!telnet_is_on(t, TELNET_US, OPTION_NAWS))
		naws_forget(&t->naws);
	else if (naws_is_known(&t->naws))
		telnet_tell_size(t);
}

/* With SGA on the peer sends no more GA (RFC 858): those that came before say nothing now. */
static void after_peer_change(Telnet *t, uint8_t option)
{
	if (option == OPTION_SGA && telnet_is_on(t, TELNET_PEER, OPTION_SGA))
		t->prompt_marks = false;
}

void telnet_on_negotiation(Telnet *t, uint8_t command, uint8_t option)
{
	struct telnet_facts before, after;
	bool changed, muted = false;

	t->counts.commands++;
	telnet_facts(t, &before);
	collect_evidence(t, command, option);
	watch_flapping(t, command, option);
	if (negotiate_answers(t->negotiate, command, option))
		muted = is_muted(t, command, option);
	t->counts.replies_dropped += muted;
	changed = negotiate_receive(t->negotiate, command, option, muted);
	if (changed && negotiate_side(command) == TELNET_US)
		after_our_change(t, option);
	else if (changed)
		after_peer_change(t, option);
	telnet_facts(t, &after);
	if (changed || !facts_equal(&before, &after))
		t->events.changed(t->user);
}

void telnet_on_subnegotiation(Telnet *t, const struct token *token)
{
	struct ttype_names names = { .term = t->term, .client = t->client, .mtts = t->mtts };
	bool terminal = (t->terminal_evidence || t->echo_or_sga_seen) && !t->mud_evidence &&
			!t->prompt_marks;
	struct buf out;

	if (is_follows(t, token)) {
		t->stopped = true;
		t->events.starttls(t->user);
		return;
	}
	if (token->option != OPTION_TTYPE || !telnet_is_on(t, TELNET_US, OPTION_TTYPE) ||
	    !ttype_is_send(token->bytes, token->length)) {
		t->counts.subnegotiations_dropped++;
		return;
	}
	if (!flood_allows_reply(&t->flood, t->now)) {
		t->counts.replies_dropped++;
		return;
	}
	buf_init(&out);
	ttype_answer(&t->ttype, &names, terminal, &out);
	telnet_send_buf(t, &out);
}
