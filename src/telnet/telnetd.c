#include "telnet/telnetd.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "telnet/command.h"
#include "telnet/negotiate.h"
#include "telnet/token.h"

#include "base/poison.h"

enum {
	TTYPE_IS = 0,
	TTYPE_SEND = 1,
	SB_MAX = 64, /* the longest payload that is looked at */
};

struct Telnetd {
	Tokenizer *tokenizer;
	Negotiate *negotiate;
	struct telnetd_events events;
	void *user;
	struct buf *out;
	struct telnetd_client client;
	bool ttype_asked; /* a SEND is unanswered */
};

static size_t payload_limit(uint8_t option)
{
	return option == OPTION_NAWS || option == OPTION_TTYPE ? SB_MAX : 0;
}

static void send_bytes(void *user, const char *bytes, size_t n)
{
	Telnetd *t = user;

	buf_append(t->out, bytes, n);
}

/* What we do we offer: no DO that wasn't asked for is agreed to, and these of WILL. */
Telnetd *telnetd_new(struct buf *out, const struct telnetd_events *events, void *user)
{
	Telnetd *t = mem_alloc(sizeof *t);

	t->tokenizer = token_new(payload_limit);
	t->negotiate = negotiate_new(send_bytes, t);
	negotiate_allow(t->negotiate, TELNET_PEER, OPTION_SGA, true);
	negotiate_allow(t->negotiate, TELNET_PEER, OPTION_TTYPE, true);
	negotiate_allow(t->negotiate, TELNET_PEER, OPTION_NAWS, true);
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
	negotiate_free(t->negotiate);
	free(t);
}

void telnetd_will(Telnetd *t, uint8_t option, bool on)
{
	negotiate_want(t->negotiate, TELNET_US, option, on);
}

void telnetd_do(Telnetd *t, uint8_t option)
{
	negotiate_want(t->negotiate, TELNET_PEER, option, true);
}

enum telnet_option_state telnetd_ours(const Telnetd *t, uint8_t option)
{
	return negotiate_state(t->negotiate, TELNET_US, option);
}

enum telnet_option_state telnetd_theirs(const Telnetd *t, uint8_t option)
{
	return negotiate_state(t->negotiate, TELNET_PEER, option);
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

static bool is_settled(enum telnet_option_state state)
{
	return state == TELNET_NO || state == TELNET_YES;
}

bool telnetd_is_answered(const Telnetd *t)
{
	enum telnet_option_state naws = telnetd_theirs(t, OPTION_NAWS);

	return is_settled(telnetd_ours(t, OPTION_ECHO)) && is_settled(naws) &&
	       (naws == TELNET_NO || t->client.rows);
}

void telnetd_go_ahead(Telnetd *t)
{
	static const unsigned char bytes[] = { COMMAND_IAC, COMMAND_GA };
	enum telnet_option_state sga = telnetd_ours(t, OPTION_SGA);

	if (sga == TELNET_NO || sga == TELNET_WANT_NO)
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

	t->ttype_asked = t->client.terminal_count < TELNETD_TERMINALS;
	if (t->ttype_asked)
		buf_append(t->out, bytes, sizeof bytes);
}

static void hear_negotiation(Telnetd *t, uint8_t command, uint8_t option)
{
	t->client.spoke = true;
	if (!negotiate_receive(t->negotiate, command, option, false) || option != OPTION_TTYPE ||
	    negotiate_side(command) != TELNET_PEER)
		return;
	t->ttype_asked = false;
	if (telnetd_theirs(t, OPTION_TTYPE) == TELNET_YES)
		ask_terminal(t);
}

/* NAWS (RFC 1073): columns and rows, two bytes each, high byte first. */
static void hear_size(Telnetd *t, const unsigned char *bytes, size_t n)
{
	unsigned columns, rows;

	if (n != 4 || telnetd_theirs(t, OPTION_NAWS) != TELNET_YES)
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
	ask_terminal(t);
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
