#include <string.h>
#include <strings.h>

#include "telnet/command.h"
#include "telnet/telnet-private.h"
#include "telnet/telnet.h"

#include "base/poison.h"

struct command_row {
	const char *name;
	uint8_t command;
	bool urgent;
};

/* Synch is a DM that overtakes what the peer hasn't read (RFC 854). */
static const struct command_row command_table[] = {
	{ "brk", COMMAND_BRK, false },     { "ip", COMMAND_IP, false },
	{ "ao", COMMAND_AO, false },       { "ayt", COMMAND_AYT, false },
	{ "ec", COMMAND_EC, false },       { "el", COMMAND_EL, false },
	{ "nop", COMMAND_NOP, false },     { "ga", COMMAND_GA, false },
	{ "eor", COMMAND_EOR, false },     { "synch", COMMAND_DM, true },
	{ "eof", COMMAND_EOF, false },     { "susp", COMMAND_SUSP, false },
	{ "abort", COMMAND_ABORT, false },
};

enum { COMMAND_ROWS = sizeof command_table / sizeof command_table[0] };

static unsigned encode_rules(const Telnet *t)
{
	if (t->protocol != TELNET_PROTOCOL_TELNET)
		return 0;
	if (telnet_option(t, TELNET_US, OPTION_BINARY) == TELNET_YES)
		return NVT_DOUBLE_IAC;
	return NVT_DOUBLE_IAC | NVT_STUFF_CR;
}

/* What is sent may be a password: copies are wiped. */
static void init_secret(struct buf *out)
{
	buf_init(out);
	out->secret = true;
}

void telnet_send_data(Telnet *t, const char *bytes, size_t n)
{
	unsigned rules = encode_rules(t);
	struct buf out;

	if (!n)
		return;
	if (!nvt_needs_encoding(rules, bytes, n)) {
		t->events.send(t->user, bytes, n);
		return;
	}
	init_secret(&out);
	nvt_encode(rules, bytes, n, &out);
	telnet_send_buf(t, &out);
}

void telnet_send_text(Telnet *t, const char *bytes, size_t n)
{
	struct buf out;

	if (t->protocol == TELNET_PROTOCOL_RAW) {
		if (n)
			t->events.send(t->user, bytes, n);
		return;
	}
	init_secret(&out);
	nvt_encode_text(&t->text_cr, encode_rules(t), bytes, n, &out);
	telnet_send_buf(t, &out);
}

static enum telnet_eol auto_eol(const Telnet *t, bool line_mode)
{
	if (line_mode)
		return TELNET_EOL_CRLF;
	return encode_rules(t) & NVT_STUFF_CR ? TELNET_EOL_CRNUL : TELNET_EOL_CR;
}

void telnet_send_eol(Telnet *t, enum telnet_eol eol, bool line_mode)
{
	if (eol == TELNET_EOL_AUTO)
		eol = auto_eol(t, line_mode);
	switch (eol) {
	case TELNET_EOL_AUTO:
	case TELNET_EOL_CRLF: t->events.send(t->user, "\r\n", 2); break;
	case TELNET_EOL_LF: t->events.send(t->user, "\n", 1); break;
	case TELNET_EOL_CR: t->events.send(t->user, "\r", 1); break;
	case TELNET_EOL_CRNUL: t->events.send(t->user, "\r\0", 2); break;
	}
}

bool telnet_send_command(Telnet *t, const char *name)
{
	size_t i = 0;

	while (i < COMMAND_ROWS && strcasecmp(command_table[i].name, name) != 0)
		i++;
	if (i == COMMAND_ROWS || t->protocol != TELNET_PROTOCOL_TELNET)
		return false;
	if (command_table[i].urgent) {
		t->events.send(t->user, "\xff", 1);
		t->events.send_urgent(t->user, (char)command_table[i].command);
	} else {
		const char bytes[] = { (char)COMMAND_IAC, (char)command_table[i].command };

		t->events.send(t->user, bytes, sizeof bytes);
	}
	return true;
}

const char *telnet_command_name(size_t index)
{
	return index < COMMAND_ROWS ? command_table[index].name : NULL;
}
