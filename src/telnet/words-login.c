#include <string.h>

#include "telnet/command.h"
#include "telnet/option.h"
#include "telnet/words.h"
#include "telnet/words-private.h"

#include "base/poison.h"

/*
 * Payloads of the options for logins and devices. Each function takes what it understands; what is
 * left is shown in hex.
 */

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

static const char *const is_send[] = { "IS", "SEND", "INFO" };

/* RFC 1079, 1091, 1096: `IS text`, `SEND`. */
static void take_named_text(struct words *w)
{
	if (words_take_name(w, is_send, 2) == 0)
		words_take_text(w, w->left);
}

static void take_text(struct words *w)
{
	words_take_text(w, w->left);
}

/* RFC 1073. */
static void take_naws(struct words *w)
{
	if (w->left != 4)
		return;
	for (int i = 0; i < 2; i++) {
		unsigned high = words_take(w);

		words_add_number(w, high << 8 | words_take(w));
	}
}

/* RFC 1372. */
static void take_lflow(struct words *w)
{
	static const char *const names[] = { "OFF", "ON", "RESTART-ANY", "RESTART-XON" };

	words_take_name(w, names, COUNT(names));
}

static void take_option(struct words *w)
{
	struct str name;

	str_init(&name);
	words_option(words_take(w), &name);
	words_add(w, name.text);
	str_fini(&name);
}

/* What STATUS says of a subnegotiation ends with SE; an SE in it is doubled. */
static void take_status_payload(struct words *w)
{
	take_option(w);
	while (w->left && (*w->at != COMMAND_SE || (w->left > 1 && w->at[1] == COMMAND_SE))) {
		if (*w->at == COMMAND_SE)
			words_take(w);
		words_take_hex(w, w->left != 0);
		if (w->full)
			return;
	}
	if (w->left)
		words_add(w, words_command(words_take(w)));
}

/* RFC 859: the state of all options as commands. */
static void take_status(struct words *w)
{
	if (words_take_name(w, is_send, 2) != 0)
		return;
	while (w->left > 1 && *w->at >= COMMAND_SB && *w->at <= COMMAND_DONT && !w->full) {
		uint8_t command = words_take(w);

		words_add(w, words_command(command));
		if (command == COMMAND_SB)
			take_status_payload(w);
		else
			take_option(w);
	}
}

/* --- LINEMODE, RFC 1184. */

static void add_character(struct words *w, uint8_t c)
{
	char caret[] = { '^', (char)(c ^ 0x40), '\0' };

	if (c < ' ' || c == 0x7f)
		words_add(w, caret);
	else
		words_add_text(w, (const char *)&c, 1);
}

static void take_slc(struct words *w)
{
	static const char *const names[] = {
		NULL,    "SYNCH", "BRK",   "IP",  "AO",  "AYT",  "EOR",   "ABORT",
		"EOF",   "SUSP",  "EC",    "EL",  "EW",  "RP",   "LNEXT", "XON",
		"XOFF",  "FORW1", "FORW2", "MCL", "MCR", "MCWL", "MCWR",  "MCBOL",
		"MCEOL", "INSRT", "OVER",  "ECR", "EWR", "EBOL", "EEOL",
	};
	static const char *const levels[] = { "NOSUPPORT", "CANTCHANGE", "VALUE", "DEFAULT" };
	static const char *const flags[8] = { [5] = "FLUSHOUT", [6] = "FLUSHIN", [7] = "ACK" };

	while (w->left >= 3 && !w->full) {
		uint8_t name = words_take(w), modifiers = words_take(w);

		words_add_name(w, names, COUNT(names), name);
		words_add_name(w, levels, COUNT(levels), modifiers & 3);
		if (modifiers & ~3U)
			words_add_flags(w, flags, modifiers & ~3U);
		add_character(w, words_take(w));
	}
}

static void take_linemode(struct words *w)
{
	static const char *const verbs[] = { NULL, "MODE", "FORWARDMASK", "SLC" };
	static const char *const modes[8] = { "EDIT", "TRAPSIG", "MODE_ACK", "SOFT_TAB",
					      "LIT_ECHO" };
	int verb;

	if (w->left && *w->at >= COMMAND_WILL && *w->at <= COMMAND_DONT)
		words_add(w, words_command(words_take(w)));
	verb = words_take_name(w, verbs, COUNT(verbs));
	if (verb == 1 && w->left)
		words_add_flags(w, modes, words_take(w));
	else if (verb == 3)
		take_slc(w);
}

/* --- NEW-ENVIRON (RFC 1572), OLD-ENVIRON (RFC 1408). */

enum { ENVIRON_VAR = 0, ENVIRON_VALUE = 1, ENVIRON_ESC = 2, ENVIRON_USERVAR = 3 };

/* Takes a name or a value, up to the next type, with ESC undone. */
static void take_environ_text(struct words *w, bool always)
{
	struct str text;

	str_init(&text);
	while (w->left && (*w->at > ENVIRON_USERVAR || *w->at == ENVIRON_ESC)) {
		uint8_t byte = words_take(w);

		if (byte == ENVIRON_ESC && w->left)
			byte = words_take(w);
		str_append_char(&text, (char)byte);
	}
	if (always || text.length)
		words_add_text(w, text.text, text.length);
	str_fini(&text);
}

static void take_environ(struct words *w)
{
	static const char *const types[] = { "VAR", "VALUE", NULL, "USERVAR" };
	int type;

	if (words_take_name(w, is_send, COUNT(is_send)) < 0)
		return;
	while (!w->full && (type = words_take_name(w, types, COUNT(types))) >= 0)
		take_environ_text(w, type == ENVIRON_VALUE);
}

/* --- AUTH (RFC 2941), ENCRYPT (RFC 2946). */

static void take_auth_pair(struct words *w)
{
	static const char *const types[] = {
		"NULL",   "KERBEROS_V4",  "KERBEROS_V5", "SPX",  "MINK", "SRP",
		"RSA",    "SSL",          NULL,          NULL,   "LOKI", "SSA",
		"KEA_SJ", "KEA_SJ_INTEG", "DSS",         "NTLM",
	};
	static const char *const ways[] = { "ONE-WAY", "MUTUAL" };
	unsigned modifier;

	words_add_name(w, types, COUNT(types), words_take(w));
	if (!w->left)
		return;
	modifier = words_take(w);
	words_add(w, modifier & 1 ? "SERVER" : "CLIENT");
	words_add(w, ways[modifier >> 1 & 1]);
	if (modifier & 0x14)
		words_add(w, modifier & 4 ? "ENCRYPT" : "ENCRYPT-AFTER");
	if (modifier & 8)
		words_add(w, "INI-CRED-FWD");
}

static void take_auth(struct words *w)
{
	static const char *const verbs[] = { "IS", "SEND", "REPLY", "NAME" };
	int verb = words_take_name(w, verbs, COUNT(verbs));

	if (verb == 3)
		words_take_text(w, w->left);
	else if (verb == 1)
		while (w->left > 1 && !w->full)
			take_auth_pair(w);
	else if (verb >= 0 && w->left > 1)
		take_auth_pair(w);
}

static void take_encrypt(struct words *w)
{
	static const char *const verbs[] = { "IS",          "SUPPORT",   "REPLY",
					     "START",       "END",       "REQUEST-START",
					     "REQUEST-END", "ENC_KEYID", "DEC_KEYID" };
	static const char *const types[] = { "NULL",
					     "DES_CFB64",
					     "DES_OFB64",
					     "DES3_CFB64",
					     "DES3_OFB64",
					     NULL,
					     NULL,
					     NULL,
					     "CAST5_40_CFB64",
					     "CAST5_40_OFB64",
					     "CAST128_CFB64",
					     "CAST128_OFB64" };
	int verb = words_take_name(w, verbs, COUNT(verbs));

	if (verb == 1)
		while (!w->full && words_take_name(w, types, COUNT(types)) >= 0)
			continue;
	else if (verb == 0 || verb == 2)
		words_take_name(w, types, COUNT(types));
}

/* --- CHARSET, RFC 2066. */

/* Names, each behind the separator that the list begins with. */
static void take_charset_list(struct words *w)
{
	uint8_t separator;

	if (!w->left)
		return;
	separator = words_take(w);
	while (w->left && !w->full) {
		const uint8_t *next = memchr(w->at, separator, w->left);
		size_t n = next ? (size_t)(next - w->at) : w->left;

		words_take_text(w, n);
		if (w->left)
			words_take(w);
	}
}

static void take_charset(struct words *w)
{
	static const char *const verbs[] = { NULL,         "REQUEST",   "ACCEPTED",
					     "REJECTED",   "TTABLE-IS", "TTABLE-REJECTED",
					     "TTABLE-ACK", "TTABLE-NAK" };
	static const char table[] = "[TTABLE]";
	int verb = words_take_name(w, verbs, COUNT(verbs));

	if (verb == 2) {
		words_take_text(w, w->left);
	} else if (verb == 1) {
		if (w->left > sizeof table && memcmp(w->at, table, sizeof table - 1) == 0) {
			words_add(w, table);
			w->at += sizeof table - 1;
			w->left -= sizeof table - 1;
			words_add_number(w, words_take(w));
		}
		take_charset_list(w);
	}
}

/* --- COM-PORT, RFC 2217. */

enum { COMPORT_SERVER = 100 };

static const char *const comport_verbs[] = {
	"SIGNATURE",           "SET-BAUDRATE",       "SET-DATASIZE",       "SET-PARITY",
	"SET-STOPSIZE",        "SET-CONTROL",        "NOTIFY-LINESTATE",   "NOTIFY-MODEMSTATE",
	"FLOWCONTROL-SUSPEND", "FLOWCONTROL-RESUME", "SET-LINESTATE-MASK", "SET-MODEMSTATE-MASK",
	"PURGE-DATA",
};

static void take_baud(struct words *w)
{
	unsigned long rate = 0;

	if (w->left != 4)
		return;
	while (w->left)
		rate = rate << 8 | words_take(w);
	words_add_number(w, rate);
}

/* Values of one byte that have names. */
static void take_comport_value(struct words *w, unsigned verb)
{
	static const char *const parities[] = { "REQUEST", "NONE", "ODD", "EVEN", "MARK", "SPACE" };
	static const char *const stops[] = { "REQUEST", "1", "2", "1.5" };
	static const char *const purges[] = { NULL, "RECEIVE", "TRANSMIT", "BOTH" };
	static const char *const controls[] = {
		"FLOW-REQUEST",     "FLOW-NONE",       "FLOW-XON",     "FLOW-HARDWARE",
		"BREAK-REQUEST",    "BREAK-ON",        "BREAK-OFF",    "DTR-REQUEST",
		"DTR-ON",           "DTR-OFF",         "RTS-REQUEST",  "RTS-ON",
		"RTS-OFF",          "IN-FLOW-REQUEST", "IN-FLOW-NONE", "IN-FLOW-XON",
		"IN-FLOW-HARDWARE", "FLOW-DCD",        "IN-FLOW-DTR",  "FLOW-DSR",
	};
	static const char *const line[8] = { "DATA-READY",    "OVERRUN", "PARITY-ERROR",
					     "FRAMING-ERROR", "BREAK",   "HOLDING-EMPTY",
					     "SHIFT-EMPTY",   "TIMEOUT" };
	static const char *const modem[8] = { "DELTA-CTS", "DELTA-DSR", "TRAILING-RI", "DELTA-DCD",
					      "CTS",       "DSR",       "RI",          "DCD" };

	switch (verb) {
	case 2: words_add_number(w, words_take(w)); break;
	case 3: words_add_name(w, parities, COUNT(parities), words_take(w)); break;
	case 4: words_add_name(w, stops, COUNT(stops), words_take(w)); break;
	case 5: words_add_name(w, controls, COUNT(controls), words_take(w)); break;
	case 6:
	case 10: words_add_flags(w, line, words_take(w)); break;
	case 7:
	case 11: words_add_flags(w, modem, words_take(w)); break;
	case 12: words_add_name(w, purges, COUNT(purges), words_take(w)); break;
	default: break;
	}
}

static void take_comport(struct words *w)
{
	unsigned verb = w->left ? *w->at : UINT8_MAX;
	bool server = verb >= COMPORT_SERVER;

	verb -= server ? COMPORT_SERVER : 0;
	if (verb >= COUNT(comport_verbs))
		return;
	words_take(w);
	if (server)
		words_add(w, "SERVER");
	words_add(w, comport_verbs[verb]);
	if (verb == 0 && w->left)
		words_take_text(w, w->left);
	else if (verb == 1)
		take_baud(w);
	else if (w->left)
		take_comport_value(w, verb);
}

static void take_start_tls(struct words *w)
{
	static const char *const names[] = { NULL, "FOLLOWS" };

	words_take_name(w, names, COUNT(names));
}

bool words_login_payload(uint8_t option, struct words *w)
{
	switch (option) {
	case OPTION_STATUS: take_status(w); return true;
	case OPTION_SNDLOC: take_text(w); return true;
	case OPTION_TTYPE:
	case OPTION_TSPEED:
	case OPTION_XDISPLOC: take_named_text(w); return true;
	case OPTION_NAWS: take_naws(w); return true;
	case OPTION_LFLOW: take_lflow(w); return true;
	case OPTION_LINEMODE: take_linemode(w); return true;
	case OPTION_OLD_ENVIRON:
	case OPTION_NEW_ENVIRON: take_environ(w); return true;
	case OPTION_AUTH: take_auth(w); return true;
	case OPTION_ENCRYPT: take_encrypt(w); return true;
	case OPTION_CHARSET: take_charset(w); return true;
	case OPTION_COM_PORT: take_comport(w); return true;
	case OPTION_STARTTLS: take_start_tls(w); return true;
	default: return false;
	}
}
