#include "session/session.h"

#include "base/mem.h"
#include "session/session-internal.h"
#include "base/poison.h"

/* The control character that `k` stands for; 0 if it is none. */
static unsigned char control_of(const Session *s, struct key k)
{
	char bytes[32];
	size_t n = terminal_encode_key(s->terminal, k, bytes);
	unsigned char byte = n == 1 ? (unsigned char)bytes[0] : 0;

	mem_wipe(bytes, sizeof(bytes));
	return byte < ' ' || byte == 0x7f ? byte : 0;
}

/* --- Flow control (RFC 1372): nothing is read while output is held. */

static void hold_output(Session *s, bool on)
{
	session_enter(s);
	s->output_held = on;
	session_leave(s);
}

static enum telnet_special flow_key(const Session *s, const struct telnet_facts *facts,
				    unsigned char byte)
{
	if (facts->linemode)
		return telnet_special(s->telnet, byte);
	return byte == 0x13 ? TELNET_SPECIAL_XOFF :
	       byte == 0x11 ? TELNET_SPECIAL_XON :
			      TELNET_SPECIAL_NONE;
}

/* Whether the key was one of flow control; another one may let output go on and is itself then. */
static bool control_flow(Session *s, const struct telnet_facts *facts, unsigned char byte)
{
	enum telnet_special special = flow_key(s, facts, byte);

	if (!session_may_hold(s))
		return false;
	if (special == TELNET_SPECIAL_XOFF)
		hold_output(s, true);
	else if (special == TELNET_SPECIAL_XON || (s->output_held && facts->restart_any))
		hold_output(s, false);
	return special == TELNET_SPECIAL_XOFF || special == TELNET_SPECIAL_XON;
}

/* --- Special characters (RFC 1184). */

static bool send_command(Session *s, const char *name)
{
	struct err e;

	if (!session_command(s, WIRE_TYPED, name, s->now, &e))
		session_message(s, MESSAGE_ERROR, "%s", e.text);
	return true;
}

/* What was typed goes with a signal, and can be brought back. */
static bool send_signal(Session *s, enum telnet_special special, const char *name)
{
	if (!s->mode.character)
		line_do(s->line, LINE_CLEAR);
	send_command(s, name);
	return !telnet_special_flushes(s->telnet, special) || send_command(s, "synch");
}

/* Sends the line as it is, without what ends one, and `n` bytes behind it. */
static bool forward(Session *s, const char *more, size_t n)
{
	struct effect keys = { .kind = EFFECT_KEYS,
			       .origin = WIRE_TYPED,
			       .secret = session_line_is_secret(s) };
	struct str text;
	struct err e;

	line_drop_rejected(s->line);
	str_init_secret(&text);
	str_append(&text, line_text(s->line), line_length(s->line));
	str_append(&text, more, n);
	keys.text = text.text;
	keys.length = text.length;
	if (session_act(s, &keys, &e))
		line_reset(s->line, false);
	else
		session_message(s, MESSAGE_ERROR, "%s", e.text);
	str_fini(&text);
	return true;
}

static enum line_action editor_action(enum telnet_special special)
{
	static const enum line_action actions[TELNET_SPECIALS + 1] = {
		[TELNET_SPECIAL_EC] = LINE_DELETE_LEFT,
		[TELNET_SPECIAL_EL] = LINE_CLEAR,
		[TELNET_SPECIAL_EW] = LINE_KILL_BLANK_WORD_LEFT,
		[TELNET_SPECIAL_LNEXT] = LINE_QUOTE,
		[TELNET_SPECIAL_MCL] = LINE_LEFT,
		[TELNET_SPECIAL_MCR] = LINE_RIGHT,
		[TELNET_SPECIAL_MCWL] = LINE_WORD_LEFT,
		[TELNET_SPECIAL_MCWR] = LINE_WORD_RIGHT,
		[TELNET_SPECIAL_MCBOL] = LINE_HOME,
		[TELNET_SPECIAL_MCEOL] = LINE_END,
		[TELNET_SPECIAL_ECR] = LINE_DELETE_RIGHT,
		[TELNET_SPECIAL_EWR] = LINE_KILL_WORD_RIGHT,
		[TELNET_SPECIAL_EBOL] = LINE_KILL_TO_HOME,
		[TELNET_SPECIAL_EEOL] = LINE_KILL_TO_END,
	};

	return actions[special];
}

static bool edit_special(Session *s, enum telnet_special special, unsigned char byte)
{
	enum line_action action = editor_action(special);
	char text = (char)byte;

	switch (special) {
	case TELNET_SPECIAL_SYNCH: return send_command(s, "synch");
	case TELNET_SPECIAL_BRK: return send_command(s, "brk");
	case TELNET_SPECIAL_AO: return send_command(s, "ao");
	case TELNET_SPECIAL_AYT: return send_command(s, "ayt");
	case TELNET_SPECIAL_EOR: return send_command(s, "eor");
	case TELNET_SPECIAL_EOF:
		return line_length(s->line) ? forward(s, NULL, 0) : send_command(s, "eof");
	case TELNET_SPECIAL_FORW1:
	case TELNET_SPECIAL_FORW2: return forward(s, &text, 1);
	case TELNET_SPECIAL_RP: return true; /* the row is painted anew in any case */
	default: break;
	}
	if (action != LINE_NONE)
		line_do(s->line, action);
	return action != LINE_NONE;
}

static bool trap_signal(Session *s, enum telnet_special special)
{
	switch (special) {
	case TELNET_SPECIAL_IP: return send_signal(s, special, "ip");
	case TELNET_SPECIAL_ABORT: return send_signal(s, special, "abort");
	case TELNET_SPECIAL_SUSP: return send_signal(s, special, "susp");
	default: return false;
	}
}

bool session_special_key(Session *s, struct key k)
{
	struct telnet_facts facts;
	enum telnet_special special;
	unsigned char byte;

	if (!s->telnet || !s->transport || line_is_asking(s->line))
		return false;
	telnet_facts(s->telnet, &facts);
	byte = control_of(s, k);
	if (control_flow(s, &facts, byte))
		return true;
	special = byte ? telnet_special(s->telnet, byte) : TELNET_SPECIAL_NONE;
	if (special == TELNET_SPECIAL_NONE)
		return false;
	return (facts.trap_signals && trap_signal(s, special)) ||
	       (session_edits_for_peer(s) && edit_special(s, special, byte));
}
