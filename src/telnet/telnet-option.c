#include "base/str.h"
#include "telnet/command.h"
#include "telnet/policy.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

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

/* GMCP has replaced ATCP: a peer that has both is spoken to in the one. */
static void choose_atcp(Telnet *t)
{
	static const enum telnet_side sides[] = { TELNET_US, TELNET_PEER };
	bool allowed = !gmcp_is_on(t);

	for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
		negotiate_allow(t->negotiate, sides[i], OPTION_ATCP, allowed);
		if (!allowed)
			negotiate_want(t->negotiate, sides[i], OPTION_ATCP, false);
	}
}

static void after_change(Telnet *t, enum telnet_side side, uint8_t option)
{
	const struct policy *p = policy_find(option);
	bool on = telnet_is_on(t, side, option);

	/* With SGA on the peer sends no more GA (RFC 858): earlier ones say nothing now. */
	if (side == TELNET_PEER && option == OPTION_SGA && on)
		t->prompt_marks = false;
	if (option == OPTION_GMCP)
		choose_atcp(t);
	if (p && p->module && p->module->changed)
		p->module->changed(t, side, on);
}

/* What a command says of the peer may be news even where the option stays as it is. */
void telnet_on_negotiation(Telnet *t, uint8_t command, uint8_t option)
{
	bool game = telnet_is_game(t), terminal = telnet_is_terminal(t);
	bool changed, muted = false;

	t->counts.commands++;
	ledger_hear(&t->ledger, command, option, t->now);
	collect_evidence(t, command, option);
	watch_flapping(t, command, option);
	if (negotiate_answers(t->negotiate, command, option))
		muted = is_muted(t, command, option);
	t->counts.replies_dropped += muted;
	changed = negotiate_receive(t->negotiate, command, option, muted);
	t->muted = muted;
	if (changed)
		after_change(t, negotiate_side(command), option);
	t->muted = false;
	if (changed || game != telnet_is_game(t) || terminal != telnet_is_terminal(t))
		t->events.changed(t->user);
}

/* Until the peer has acknowledged our DONT its option is on to it. */
static bool is_on_somewhere(const Telnet *t, uint8_t option)
{
	return telnet_is_on(t, TELNET_US, option) || telnet_is_on(t, TELNET_PEER, option) ||
	       telnet_option(t, TELNET_PEER, option) == TELNET_WANT_NO;
}

void telnet_on_subnegotiation(Telnet *t, const struct token *token)
{
	const struct policy *p = policy_find(token->option);

	if (!p || !p->module || !p->module->payload || token->truncated ||
	    !is_on_somewhere(t, token->option) ||
	    !p->module->payload(t, token->bytes, token->length))
		t->counts.subnegotiations_dropped++;
}

/* --- What was negotiated, to look at. */

size_t telnet_option_reports(const Telnet *t)
{
	return t->ledger.count;
}

static const char *why_refused(const Telnet *t, const struct ledger_entry *entry)
{
	const struct policy *p = policy_find(entry->option);

	if (telnet_option(t, entry->side, entry->option) != TELNET_NO)
		return NULL;
	if (entry->heard == COMMAND_WONT || entry->heard == COMMAND_DONT)
		return entry->asked_by_us && entry->words == 2 ? "the peer refuses" : NULL;
	if (!p)
		return "unknown here";
	return p->why ? p->why : "not used on that side";
}

void telnet_option_report(const Telnet *t, size_t index, struct telnet_option_report *out)
{
	const struct ledger_entry *entry = &t->ledger.entries[index];
	const struct policy *p = policy_find(entry->option);

	*out = (struct telnet_option_report){
		.option = entry->option,
		.name = p ? p->name : NULL,
		.side = entry->side,
		.state = telnet_option(t, entry->side, entry->option),
		.asked_by_us = entry->asked_by_us,
		.heard = entry->heard,
		.said = entry->said,
		.words = entry->words,
		.first = entry->first - t->started,
		.last = entry->last - t->started,
		.why = why_refused(t, entry),
	};
}

void telnet_describe_option(const Telnet *t, enum telnet_side side, uint8_t option, struct str *out)
{
	const struct policy *p = policy_find(option);

	if (p && p->module && p->module->describe && telnet_is_on(t, side, option))
		p->module->describe(t, side, out);
}
