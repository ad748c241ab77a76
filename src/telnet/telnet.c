#include "telnet/telnet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "telnet/charset-option.h"
#include "telnet/command.h"
#include "telnet/policy.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum {
	TELNET_INITIATE_DELAY = 500, /* ms of silence before the opening burst */
	TELNET_PIECE = 4096, /* plain bytes at a time, of compressed ones */
};

static void on_negotiate_send(void *user, const char *bytes, size_t n)
{
	Telnet *t = user;

	assert(n == 3);
	ledger_say(&t->ledger, (uint8_t)bytes[1], (uint8_t)bytes[2], t->now);
	t->events.send(t->user, bytes, n);
	/* The peer may inflate no more when it has read this. */
	if ((uint8_t)bytes[1] == COMMAND_DONT && (uint8_t)bytes[2] == OPTION_MCCP3)
		telnet_end_deflate(t);
}

static void allow_options(Telnet *t)
{
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const struct policy *p = policy_at(i);
		bool us = p->option != OPTION_NAWS || naws_is_known(&t->naws);

		if (us && policy_allows(p, TELNET_US, t->permits))
			negotiate_allow(t->negotiate, TELNET_US, p->option, true);
		if (policy_allows(p, TELNET_PEER, t->permits))
			negotiate_allow(t->negotiate, TELNET_PEER, p->option, true);
	}
}

static void set_wanted(Telnet *t, const struct telnet_charset *charset)
{
	free(t->charset_wanted);
	t->charset_wanted = charset->wanted ? mem_strdup(charset->wanted) : NULL;
	t->charset_forced = charset->forced && charset->wanted;
}

Telnet *telnet_new(const struct telnet_config *config, const struct telnet_events *events,
		   void *user)
{
	Telnet *t = mem_alloc(sizeof *t);

	t->events = *events;
	t->user = user;
	t->protocol = config->protocol;
	t->permits = config->permits;
	t->taken = SIZE_MAX;
	t->expansion.allowed = config->expansion_allowed;
	t->text_newlines = config->text_newlines;
	t->term = mem_strdup(config->term);
	t->client = mem_strdup(config->client);
	t->version = mem_strdup(config->version);
	t->name = config->name ? mem_strdup(config->name) : NULL;
	t->wall = config->wall;
	t->mtts = config->mtts;
	t->charset = mem_strdup(config->charset.name);
	set_wanted(t, &config->charset);
	t->initiate = config->initiate;
	t->initiate_at = -1;
	t->terminal_evidence = config->terminal_port;
	t->kind = config->kind;
	t->tokenizer = token_new(policy_payload_limit);
	t->negotiate = negotiate_new(on_negotiate_send, t);
	comport_init(&t->comport);
	telnet_set_keepalive(t, config->keepalive, config->keepalive_idle);
	keepalive_heard(&t->keepalive, 0);
	naws_init(&t->naws, config->columns, config->rows);
	gmcp_init(&t->gmcp, config->gmcp_packages, config->char_login);
	t->items = mem_strdup(config->items);
	flood_init(&t->flood);
	allow_options(t);
	return t;
}

void telnet_free(Telnet *t)
{
	if (!t)
		return;
	assert(!t->busy);
	token_free(t->tokenizer);
	negotiate_free(t->negotiate);
	ledger_fini(&t->ledger);
	flood_fini(&t->flood);
	inflate_free(t->expansion.stream);
	free(t->term);
	free(t->client);
	free(t->version);
	free(t->name);
	free(t->charset);
	free(t->charset_wanted);
	gmcp_fini(&t->gmcp);
	free(t->items);
	free(t->table);
	free(t->table_name);
	free(t);
}

static void enter(Telnet *t, int64_t now)
{
	assert(!t->busy);
	t->busy = true;
	t->now = now;
}

static void leave(Telnet *t)
{
	t->busy = false;
}

void telnet_start(Telnet *t, int64_t now)
{
	t->now = t->started = now;
	keepalive_heard(&t->keepalive, now);
	if (t->initiate)
		t->initiate_at = now + TELNET_INITIATE_DELAY;
}

/* --- Data. */

static void deliver(void *user, const char *bytes, size_t n)
{
	Telnet *t = user;

	t->events.data(t->user, bytes, n);
}

/*
 * With BINARY on every byte means itself; a pipe of text wants its newlines all the same, since
 * what runs behind a binary line still ends its lines with CR LF.
 */
static unsigned decode_rules(const Telnet *t)
{
	unsigned rules = t->text_newlines ? NVT_NEWLINES : 0;

	switch (t->protocol) {
	case TELNET_PROTOCOL_RAW: return 0;
	case TELNET_PROTOCOL_UNDECIDED: return t->text_newlines ? rules | NVT_CR_NUL : 0;
	case TELNET_PROTOCOL_TELNET: break;
	}
	if (telnet_is_on(t, TELNET_PEER, OPTION_BINARY))
		return rules;
	return rules | NVT_CR_NUL | NVT_DROP_NUL;
}

static void decode(void *user, const char *bytes, size_t n)
{
	Telnet *t = user;

	nvt_decode(&t->decoder, decode_rules(t), bytes, n, deliver, t);
}

/* --- Commands. */

static void on_prompt(Telnet *t)
{
	bool news = !t->prompt_marks;

	t->prompt_marks = true;
	if (news)
		t->events.changed(t->user);
	t->events.prompt(t->user);
}

static void on_command(Telnet *t, uint8_t command)
{
	switch (command) {
	case COMMAND_GA:
	case COMMAND_EOR: on_prompt(t); break;
	case COMMAND_NOP:
	case COMMAND_DM: break;
	default: t->counts.unknown++; break;
	}
}

/* A handler may have said that this is no telnet, or that compression follows: then the rest of the
 * bytes is split no more. */
static bool take_token(void *user, const struct token *token)
{
	Telnet *t = user;

	switch (token->kind) {
	case TOKEN_DATA: decode(t, token->bytes, token->length); break;
	case TOKEN_COMMAND: on_command(t, token->command); break;
	case TOKEN_NEGOTIATION: telnet_on_negotiation(t, token->command, token->option); break;
	case TOKEN_SUBNEGOTIATION: telnet_on_subnegotiation(t, token); break;
	}
	return t->protocol == TELNET_PROTOCOL_TELNET && !t->stopped && !t->expansion.begun;
}

static bool on_token(void *user, const struct token *token)
{
	Telnet *t = user;

	t->taken = t->piece_base + token->used;
	return take_token(user, token);
}

/* --- The protocol. */

/* The beginning of a command that was held while undecided is read by what was decided; to what
 * passed before, the peer may wait for answers. */
static void take_held(Telnet *t, const struct detect *detect)
{
	bool found = t->protocol == TELNET_PROTOCOL_TELNET;

	for (size_t i = 0; found && i < detect->passed_count; i++)
		telnet_on_negotiation(t, detect->passed[i].command, detect->passed[i].option);
	if (found)
		token_feed(t->tokenizer, detect->held, detect->held_length, take_token, t);
	else
		decode(t, detect->held, detect->held_length);
}

static void drop_half_read(Telnet *t)
{
	if (!token_is_idle(t->tokenizer))
		t->counts.unknown++;
	token_reset(t->tokenizer);
}

void telnet_set_protocol(Telnet *t, enum telnet_protocol protocol)
{
	struct detect detect = t->detect;

	if (protocol == t->protocol)
		return;
	if (t->protocol == TELNET_PROTOCOL_TELNET)
		drop_half_read(t);
	t->detect = (struct detect){ 0 };
	t->protocol = protocol;
	if (protocol == TELNET_PROTOCOL_RAW) {
		nvt_flush(&t->decoder, deliver, t);
		t->initiate_at = -1;
	}
	t->events.changed(t->user);
	take_held(t, &detect);
}

static size_t receive_undecided(Telnet *t, const char *bytes, size_t n)
{
	size_t used;

	enum detect_verdict verdict = detect_feed(&t->detect, bytes, n, &used, decode, t);

	t->taken = t->piece_base + used;
	switch (verdict) {
	case DETECT_UNDECIDED: break;
	case DETECT_TELNET: telnet_set_protocol(t, TELNET_PROTOCOL_TELNET); break;
	case DETECT_RAW: telnet_set_protocol(t, TELNET_PROTOCOL_RAW); break;
	}
	return used;
}

static size_t receive_some(Telnet *t, const char *bytes, size_t n)
{
	switch (t->protocol) {
	case TELNET_PROTOCOL_UNDECIDED: return receive_undecided(t, bytes, n);
	case TELNET_PROTOCOL_TELNET: return token_feed(t->tokenizer, bytes, n, on_token, t);
	case TELNET_PROTOCOL_RAW: break;
	}
	decode(t, bytes, n);
	return n;
}

static void tell_received(Telnet *t, const char *bytes, size_t n)
{
	if (n && t->events.received)
		t->events.received(t->user, bytes, n);
}

/* How many of the bytes are plain for certain: compression begins behind an IAC SE. */
static size_t plain_run(const Telnet *t, const char *bytes, size_t n)
{
	static const char end[] = { (char)COMMAND_IAC, (char)COMMAND_SE };
	const char *found;

	if (!n || t->expansion.stream || !(t->permits & TELNET_PERMIT_INFLATE))
		return n;
	if (bytes[0] == end[1])
		return 1;
	found = memmem(bytes, n, end, sizeof(end));
	return found ? (size_t)(found - bytes) + sizeof(end) : n;
}

/* Takes plain bytes, all or until compression may have begun; how many that were. */
static size_t take_plain(Telnet *t, const char *bytes, size_t n)
{
	size_t run = plain_run(t, bytes, n), used = 0;

	tell_received(t, bytes, run);
	t->expansion.begun = false;
	while (used < run && !t->stopped && !t->expansion.begun) {
		t->piece_base = t->taken = used;
		used += receive_some(t, bytes + used, run - used);
	}
	t->taken = SIZE_MAX;
	return t->stopped ? run : used;
}

static size_t take_compressed(Telnet *t, const char *bytes, size_t n, size_t *budget)
{
	size_t room = *budget < TELNET_PIECE ? *budget : TELNET_PIECE;
	char plain[TELNET_PIECE];
	size_t used, made;
	enum inflate_status status = telnet_inflate(t, bytes, n, &used, plain, room, &made);

	*budget -= made;
	take_plain(t, plain, made);
	telnet_after_inflate(t, status);
	return used;
}

static size_t take_within(Telnet *t, const char *bytes, size_t n, size_t *budget)
{
	size_t used;

	if (t->expansion.stream)
		return take_compressed(t, bytes, n, budget);
	used = take_plain(t, bytes, n < *budget ? n : *budget);
	*budget -= used;
	return used;
}

/* What comes in plain text after TLS was agreed on has been received, and goes nowhere. */
static size_t drop_unprotected(Telnet *t, const char *bytes, size_t n)
{
	if (!t->expansion.broken)
		tell_received(t, bytes, n);
	return n;
}

size_t telnet_receive(Telnet *t, const char *bytes, size_t n, size_t budget, int64_t now)
{
	size_t used = 0;

	enter(t, now);
	if (n) {
		t->initiate_at = -1;
		keepalive_heard(&t->keepalive, now);
	}
	while ((used < n || telnet_has_more(t)) && budget && !t->stopped && !t->expansion.waits)
		used += take_within(t, n ? bytes + used : NULL, n - used, &budget);
	if (t->stopped)
		used += drop_unprotected(t, n ? bytes + used : NULL, n - used);
	leave(t);
	return used;
}

void telnet_finish(Telnet *t)
{
	enter(t, t->now);
	t->initiate_at = t->naws.due = -1;
	comport_init(&t->comport);
	t->keepalive.what = TELNET_KEEPALIVE_OFF;
	if (t->protocol == TELNET_PROTOCOL_TELNET)
		drop_half_read(t);
	detect_flush(&t->detect, decode, t);
	nvt_flush(&t->decoder, deliver, t);
	leave(t);
}

/* --- Time. */

static int64_t naws_due(const Telnet *t)
{
	return t->protocol == TELNET_PROTOCOL_TELNET ? t->naws.due : -1;
}

static int64_t comport_due(const Telnet *t)
{
	return t->protocol == TELNET_PROTOCOL_TELNET ? comport_deadline(t) : -1;
}

int64_t telnet_deadline(const Telnet *t)
{
	int64_t due = deadline_earlier(naws_due(t), t->initiate_at);

	due = deadline_earlier(due, keepalive_deadline(t));
	return deadline_earlier(due, comport_due(t));
}

/* What a BSD telnet client opens with. */
static void send_burst(Telnet *t)
{
	negotiate_want(t->negotiate, TELNET_PEER, OPTION_SGA, true);
	negotiate_want(t->negotiate, TELNET_US, OPTION_TTYPE, true);
	if (naws_is_known(&t->naws))
		negotiate_want(t->negotiate, TELNET_US, OPTION_NAWS, true);
	negotiate_want(t->negotiate, TELNET_US, OPTION_TSPEED, true);
	negotiate_want(t->negotiate, TELNET_US, OPTION_NEW_ENVIRON, true);
	t->events.changed(t->user);
}

void telnet_tick(Telnet *t, int64_t now)
{
	enter(t, now);
	if (t->initiate_at >= 0 && now >= t->initiate_at) {
		t->initiate_at = -1;
		if (t->protocol != TELNET_PROTOCOL_RAW)
			send_burst(t);
	}
	if (naws_due(t) >= 0 && now >= naws_due(t))
		naws_tell(t);
	if (comport_due(t) >= 0)
		comport_tick(t);
	keepalive_tick(t);
	leave(t);
}

void telnet_resize(Telnet *t, unsigned columns, unsigned rows, int64_t now)
{
	naws_resize(&t->naws, columns, rows, telnet_is_on(t, TELNET_US, OPTION_NAWS), now);
	if (naws_is_known(&t->naws))
		negotiate_allow(t->negotiate, TELNET_US, OPTION_NAWS, true);
}

void telnet_set_charset(Telnet *t, const struct telnet_charset *charset)
{
	set_wanted(t, charset);
	charset_option_use(t, charset->name);
}

void telnet_set_kind(Telnet *t, enum telnet_kind kind)
{
	if (t->kind == kind)
		return;
	t->kind = kind;
	t->events.changed(t->user);
}

static void set_permit(Telnet *t, const struct policy *p, enum telnet_side side, bool allowed)
{
	const struct ledger_entry *entry = ledger_find(&t->ledger, side, p->option);
	uint8_t offer = side == TELNET_US ? COMMAND_DO : COMMAND_WILL;

	negotiate_allow(t->negotiate, side, p->option, allowed);
	if (t->protocol != TELNET_PROTOCOL_TELNET)
		return;
	if (!allowed)
		negotiate_want(t->negotiate, side, p->option, false);
	else if (entry && entry->heard == offer)
		negotiate_want(t->negotiate, side, p->option, true);
}

void telnet_set_permits(Telnet *t, unsigned permits, int64_t now)
{
	unsigned changed = permits ^ t->permits;

	t->permits = permits;
	t->now = now;
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const struct policy *p = policy_at(i);

		if (!(p->permit & changed))
			continue;
		if (p->us)
			set_permit(t, p, TELNET_US, policy_allows(p, TELNET_US, permits));
		if (p->peer)
			set_permit(t, p, TELNET_PEER, policy_allows(p, TELNET_PEER, permits));
	}
}
