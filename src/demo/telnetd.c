#include "demo/telnetd.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "telnet/command.h"
#include "telnet/option.h"
#include "telnet/token.h"

#include "base/poison.h"

enum {
	TTYPE_IS = 0,
	TTYPE_SEND = 1,
	SB_MAX = 64, /* the longest payload that is looked at */
};

/* One side of one option, as in RFC 1143 section 7; `opposite` is the queue bit. */
struct side {
	enum telnetd_state state;
	bool opposite;
};

struct option {
	struct side ours, theirs;
};

static const struct {
	uint8_t option;
	bool welcome; /* a WILL that wasn't asked for is agreed to */
} known[] = {
	{ OPTION_ECHO, false }, { OPTION_SGA, true },     { OPTION_TTYPE, true },
	{ OPTION_NAWS, true },  { TELNETD_LFLOW, false },
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };

struct Telnetd {
	Tokenizer *tokenizer;
	struct telnetd_events events;
	void *user;
	struct buf *out;
	struct option options[KNOWN_COUNT];
	struct telnetd_client client;
	bool ttype_asked; /* a SEND is unanswered */
};

static size_t payload_limit(uint8_t option)
{
	return option == OPTION_NAWS || option == OPTION_TTYPE ? SB_MAX : 0;
}

Telnetd *telnetd_new(struct buf *out, const struct telnetd_events *events, void *user)
{
	Telnetd *t = mem_alloc(sizeof *t);

	t->tokenizer = token_new(payload_limit);
	t->events = *events;
	t->user = user;
	t->out = out;
	return t;
}

void telnetd_free(Telnetd *t)
{
	if (!t)
		return;
	token_free(t->tokenizer);
	free(t);
}

/* The row of an option; KNOWN_COUNT for a stranger. */
static size_t option_row(uint8_t option)
{
	size_t row = 0;

	while (row < KNOWN_COUNT && known[row].option != option)
		row++;
	return row;
}

static void send_command(Telnetd *t, uint8_t command, uint8_t option)
{
	unsigned char bytes[] = { COMMAND_IAC, command, option };

	buf_append(t->out, bytes, sizeof bytes);
}

/* Asks for a side to be on or off; a question on its way is let come home first. */
static void side_want(Telnetd *t, struct side *side, uint8_t option, bool on, uint8_t command)
{
	switch (side->state) {
	case TELNETD_NO:
	case TELNETD_YES:
		if (on == (side->state == TELNETD_YES))
			return;
		side->state = on ? TELNETD_ASKING : TELNETD_ENDING;
		send_command(t, command, option);
		return;
	case TELNETD_ASKING: side->opposite = !on; return;
	case TELNETD_ENDING: side->opposite = on; return;
	}
}

/* What a side is after the peer's yes or no; sends what RFC 1143 asks for. */
static void side_hear(Telnetd *t, struct side *side, uint8_t option, bool yes, bool agree,
		      uint8_t on, uint8_t off)
{
	bool opposite = side->opposite;

	side->opposite = false;
	switch (side->state) {
	case TELNETD_NO:
		if (!yes)
			return;
		send_command(t, agree ? on : off, option);
		side->state = agree ? TELNETD_YES : TELNETD_NO;
		return;
	case TELNETD_YES:
		if (yes)
			return;
		send_command(t, off, option);
		side->state = TELNETD_NO;
		return;
	case TELNETD_ASKING:
		side->state = !yes ? TELNETD_NO : opposite ? TELNETD_ENDING : TELNETD_YES;
		if (yes && opposite)
			send_command(t, off, option);
		return;
	case TELNETD_ENDING:
		side->state = opposite ? (yes ? TELNETD_YES : TELNETD_ASKING) : TELNETD_NO;
		if (!yes && opposite)
			send_command(t, on, option);
		return;
	}
}

void telnetd_will(Telnetd *t, uint8_t option, bool on)
{
	size_t row = option_row(option);

	assert(row < KNOWN_COUNT);
	side_want(t, &t->options[row].ours, option, on, on ? COMMAND_WILL : COMMAND_WONT);
}

void telnetd_do(Telnetd *t, uint8_t option)
{
	size_t row = option_row(option);

	assert(row < KNOWN_COUNT);
	side_want(t, &t->options[row].theirs, option, true, COMMAND_DO);
}

enum telnetd_state telnetd_ours(const Telnetd *t, uint8_t option)
{
	size_t row = option_row(option);

	return row < KNOWN_COUNT ? t->options[row].ours.state : TELNETD_NO;
}

enum telnetd_state telnetd_theirs(const Telnetd *t, uint8_t option)
{
	size_t row = option_row(option);

	return row < KNOWN_COUNT ? t->options[row].theirs.state : TELNETD_NO;
}

/*
 * SGA is on before ECHO and off after it, so that the two say nothing else on the way; LFLOW, which
 * a client may refuse, says that this is a terminal's host.
 */
void telnetd_ask_mode(Telnetd *t, bool character)
{
	if (!character)
		telnetd_will(t, OPTION_ECHO, false);
	telnetd_will(t, OPTION_SGA, character);
	if (!character)
		return;
	telnetd_do(t, TELNETD_LFLOW);
	telnetd_will(t, OPTION_ECHO, true);
}

static bool is_settled(enum telnetd_state state)
{
	return state == TELNETD_NO || state == TELNETD_YES;
}

bool telnetd_is_answered(const Telnetd *t)
{
	enum telnetd_state naws = telnetd_theirs(t, OPTION_NAWS);

	return is_settled(telnetd_ours(t, OPTION_ECHO)) && is_settled(naws) &&
	       (naws == TELNETD_NO || t->client.rows);
}

void telnetd_go_ahead(Telnetd *t)
{
	static const unsigned char bytes[] = { COMMAND_IAC, COMMAND_GA };
	enum telnetd_state sga = telnetd_ours(t, OPTION_SGA);

	if (sga == TELNETD_NO || sga == TELNETD_ENDING)
		buf_append(t->out, bytes, sizeof bytes);
}

const struct telnetd_client *telnetd_client(const Telnetd *t)
{
	return &t->client;
}

static void ask_terminal(Telnetd *t)
{
	static const unsigned char bytes[] = { COMMAND_IAC, COMMAND_SB,  OPTION_TTYPE,
					       TTYPE_SEND,  COMMAND_IAC, COMMAND_SE };

	t->ttype_asked = true;
	buf_append(t->out, bytes, sizeof bytes);
}

static void hear_will(Telnetd *t, uint8_t option, bool yes)
{
	size_t row = option_row(option);
	struct side stranger = { .state = TELNETD_NO };
	struct side *side = row < KNOWN_COUNT ? &t->options[row].theirs : &stranger;
	enum telnetd_state before = side->state;

	side_hear(t, side, option, yes, row < KNOWN_COUNT && known[row].welcome, COMMAND_DO,
		  COMMAND_DONT);
	if (option != OPTION_TTYPE || before == side->state)
		return;
	t->ttype_asked = false;
	if (side->state == TELNETD_YES && t->client.terminal_count < TELNETD_TERMINALS)
		ask_terminal(t);
}

/* A DO is never welcome of itself: what we do, we offer. */
static void hear_do(Telnetd *t, uint8_t option, bool yes)
{
	size_t row = option_row(option);
	struct side stranger = { .state = TELNETD_NO };

	side_hear(t, row < KNOWN_COUNT ? &t->options[row].ours : &stranger, option, yes, false,
		  COMMAND_WILL, COMMAND_WONT);
}

/* NAWS (RFC 1073): columns and rows, two bytes each, high byte first. */
static void hear_size(Telnetd *t, const unsigned char *bytes, size_t n)
{
	unsigned columns, rows;

	if (n != 4 || telnetd_theirs(t, OPTION_NAWS) != TELNETD_YES)
		return;
	columns = (unsigned)bytes[0] << 8 | bytes[1];
	rows = (unsigned)bytes[2] << 8 | bytes[3];
	if (columns == t->client.columns && rows == t->client.rows)
		return;
	t->events.window(t->user, columns, rows);
	t->client.columns = columns;
	t->client.rows = rows;
}

/* TTYPE (RFC 1091): a name said twice in a row is the last one. */
static void hear_terminal(Telnetd *t, const unsigned char *bytes, size_t n)
{
	struct telnetd_client *c = &t->client;
	char name[TELNETD_NAME_MAX + 1] = "";
	size_t length = 0;

	if (!n || bytes[0] != TTYPE_IS || !t->ttype_asked)
		return;
	t->ttype_asked = false;
	for (size_t i = 1; i < n && length < TELNETD_NAME_MAX; i++) {
		if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
			name[length++] = (char)bytes[i];
	}
	if (c->terminal_count && !strcmp(name, c->terminals[c->terminal_count - 1]))
		return;
	memcpy(c->terminals[c->terminal_count++], name, sizeof name);
	if (c->terminal_count < TELNETD_TERMINALS)
		ask_terminal(t);
}

static void hear_negotiation(Telnetd *t, uint8_t command, uint8_t option)
{
	t->client.spoke = true;
	if (command == COMMAND_WILL || command == COMMAND_WONT)
		hear_will(t, option, command == COMMAND_WILL);
	else
		hear_do(t, option, command == COMMAND_DO);
}

static bool hear_token(void *user, const struct token *token)
{
	Telnetd *t = user;
	const unsigned char *bytes = (const unsigned char *)token->bytes;

	switch (token->kind) {
	case TOKEN_DATA: t->events.data(t->user, token->bytes, token->length); break;
	case TOKEN_COMMAND: t->events.command(t->user, token->command); break;
	case TOKEN_NEGOTIATION: hear_negotiation(t, token->command, token->option); break;
	case TOKEN_SUBNEGOTIATION:
		if (token->option == OPTION_NAWS)
			hear_size(t, bytes, token->length);
		else if (token->option == OPTION_TTYPE)
			hear_terminal(t, bytes, token->length);
		break;
	}
	return true;
}

void telnetd_receive(Telnetd *t, const char *bytes, size_t n)
{
	token_feed(t->tokenizer, bytes, n, hear_token, t);
}
