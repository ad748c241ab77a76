#include "telnet/linemode.h"

#include <string.h>

#include "telnet/command.h"
#include "telnet/module.h"
#include "telnet/telnet-private.h"

#include "base/poison.h"

enum { MODE = 1, FORWARDMASK = 2, SLC = 3 }; /* what a payload is about */

enum {
	MODE_ACK = 4,
	MODE_ALL = LINEMODE_EDIT | LINEMODE_TRAPSIG | LINEMODE_SOFT_TAB | LINEMODE_LIT_ECHO,
};

/* Levels of a special character, and bits beside them. */
enum {
	NOSUPPORT = 0,
	CANTCHANGE = 1,
	VARIABLE = 2,
	DEFAULT = 3, /* the other side's */
	LEVELS = 3,
	FLUSHOUT = 0x20,
	FLUSHIN = 0x40,
	ACK = 0x80,
};

enum { DISABLED = 0xff }; /* a function without a character */

/*
 * What the input line has, with its keys; what it could have, but has no key for, is as the peer
 * likes it.
 */
static const struct linemode_special defaults[TELNET_SPECIALS + 1] = {
	[TELNET_SPECIAL_SYNCH] = { DEFAULT, 0 },
	[TELNET_SPECIAL_BRK] = { DEFAULT, 0 },
	[TELNET_SPECIAL_IP] = { VARIABLE | FLUSHIN, 0x03 },
	[TELNET_SPECIAL_AO] = { DEFAULT, 0 },
	[TELNET_SPECIAL_AYT] = { DEFAULT, 0 },
	[TELNET_SPECIAL_EOR] = { DEFAULT, 0 },
	[TELNET_SPECIAL_ABORT] = { VARIABLE | FLUSHIN, 0x1c },
	[TELNET_SPECIAL_EOF] = { VARIABLE, 0x04 },
	[TELNET_SPECIAL_SUSP] = { VARIABLE | FLUSHIN, 0x1a },
	[TELNET_SPECIAL_EC] = { VARIABLE, 0x7f },
	[TELNET_SPECIAL_EL] = { VARIABLE, 0x15 },
	[TELNET_SPECIAL_EW] = { VARIABLE, 0x17 },
	[TELNET_SPECIAL_RP] = { DEFAULT, 0 },
	[TELNET_SPECIAL_LNEXT] = { VARIABLE, 0x16 },
	[TELNET_SPECIAL_XON] = { VARIABLE, 0x11 },
	[TELNET_SPECIAL_XOFF] = { VARIABLE, 0x13 },
	[TELNET_SPECIAL_FORW1] = { DEFAULT, 0 },
	[TELNET_SPECIAL_FORW2] = { DEFAULT, 0 },
	[TELNET_SPECIAL_MCL] = { VARIABLE, 0x02 },
	[TELNET_SPECIAL_MCR] = { VARIABLE, 0x06 },
	[TELNET_SPECIAL_MCWL] = { DEFAULT, 0 },
	[TELNET_SPECIAL_MCWR] = { DEFAULT, 0 },
	[TELNET_SPECIAL_MCBOL] = { VARIABLE, 0x01 },
	[TELNET_SPECIAL_MCEOL] = { VARIABLE, 0x05 },
	[TELNET_SPECIAL_INSRT] = { NOSUPPORT, 0 },
	[TELNET_SPECIAL_OVER] = { NOSUPPORT, 0 },
	[TELNET_SPECIAL_ECR] = { DEFAULT, 0 },
	[TELNET_SPECIAL_EWR] = { DEFAULT, 0 },
	[TELNET_SPECIAL_EBOL] = { DEFAULT, 0 },
	[TELNET_SPECIAL_EEOL] = { VARIABLE, 0x0b },
};

enum { SLC_BYTES_MAX = 3 * TELNET_SPECIALS }; /* what a whole table takes */

/* --- MODE. */

/* What is so already isn't acknowledged, nor is an acknowledgement. */
static void take_mode(Telnet *t, uint8_t mask)
{
	struct linemode *l = &t->linemode;
	uint8_t mode = mask & MODE_ALL;
	char answer[] = { MODE, (char)(mode | MODE_ACK) };

	if ((mask & MODE_ACK) || (l->known && mode == l->mode))
		return;
	/* Bits that nobody knows can't be acknowledged: this is what we do of them. */
	if (mask & ~(MODE_ALL | MODE_ACK))
		answer[1] = (char)mode;
	l->known = true;
	l->mode = mode;
	if (telnet_may_reply(t))
		telnet_send_payload(t, OPTION_LINEMODE, answer, sizeof answer);
	t->events.changed(t->user);
}

/* --- FORWARDMASK: lines go out whole, or at a character of SLC. */

static bool take_forwardmask(Telnet *t, uint8_t command)
{
	static const char refused[] = { (char)COMMAND_WONT, FORWARDMASK };

	if (command != COMMAND_DO)
		return command == COMMAND_DONT;
	if (telnet_may_reply(t))
		telnet_send_payload(t, OPTION_LINEMODE, refused, sizeof refused);
	return true;
}

/* --- Special characters. */

static void add(struct str *out, unsigned function, uint8_t flags, uint8_t value)
{
	str_append_char(out, (char)function);
	str_append_char(out, (char)flags);
	str_append_char(out, (char)value);
}

static void add_table(struct str *out, const struct linemode_special *table)
{
	for (unsigned i = 1; i <= TELNET_SPECIALS; i++)
		add(out, i, table[i].flags, table[i].value);
}

/* A letter, or what ends a line, would be lost to typing. */
static bool is_usable(uint8_t value)
{
	return value == DISABLED || value == 0x7f ||
	       (value && value < ' ' && value != '\r' && value != '\n');
}

/* The peer wants the function's character to be this one. */
static void take_value(struct linemode *l, unsigned function, uint8_t flags, uint8_t value,
		       struct str *answer)
{
	struct linemode_special *own = &l->specials[function];

	if (defaults[function].flags == NOSUPPORT) {
		add(answer, function, NOSUPPORT, 0);
	} else if (is_usable(value)) {
		/* Output that is under way is shown: there is no mark to drop it to. */
		flags &= (uint8_t)~FLUSHOUT;
		*own = (struct linemode_special){ flags, value };
		add(answer, function, flags | ACK, value);
	} else if (own->value) {
		add(answer, function, CANTCHANGE, own->value);
	} else {
		own->flags = NOSUPPORT;
		add(answer, function, NOSUPPORT, 0);
	}
}

static void take_special(struct linemode *l, unsigned function, uint8_t flags, uint8_t value,
			 struct str *answer)
{
	struct linemode_special *own = &l->specials[function];
	bool same = flags == own->flags && value == own->value;

	if (flags & ACK) {
		if ((flags & LEVELS) == (own->flags & LEVELS) && is_usable(value))
			own->value = value;
		return;
	}
	if (same)
		return;
	switch (flags & LEVELS) {
	case DEFAULT:
		*own = defaults[function];
		if ((own->flags & LEVELS) == DEFAULT)
			own->flags = NOSUPPORT;
		add(answer, function, own->flags, own->value);
		break;
	case NOSUPPORT:
		*own = (struct linemode_special){ NOSUPPORT, 0 };
		add(answer, function, NOSUPPORT | ACK, 0);
		break;
	default: take_value(l, function, flags, value, answer);
	}
}

/* Function 0 asks for the whole table: our defaults, or how it stands. */
static void take_specials(struct linemode *l, const char *bytes, size_t n, struct str *answer)
{
	bool all = false;

	for (size_t i = 0; i + 3 <= n; i += 3) {
		unsigned function = (unsigned char)bytes[i];
		uint8_t flags = (uint8_t)bytes[i + 1], value = (uint8_t)bytes[i + 2];

		if (!function) {
			if ((flags & LEVELS) == DEFAULT)
				memcpy(l->specials, defaults, sizeof defaults);
			all |= (flags & LEVELS) >= VARIABLE;
		} else if (function <= TELNET_SPECIALS) {
			take_special(l, function, flags, value, answer);
		} else if (!(flags & ACK) && (flags & LEVELS) != NOSUPPORT) {
			add(answer, function, NOSUPPORT, 0);
		}
	}
	if (all)
		add_table(answer, l->specials);
}

/* At most one answer, of twice the question's and a table's size at most. */
static bool take_slc(Telnet *t, const char *bytes, size_t n)
{
	struct str answer;

	if (n > SLC_BYTES_MAX || n % 3)
		return false;
	str_init(&answer);
	str_append_char(&answer, SLC);
	take_specials(&t->linemode, bytes, n, &answer);
	if (answer.length > 1 && telnet_may_reply(t))
		telnet_send_payload(t, OPTION_LINEMODE, answer.text, answer.length);
	str_fini(&answer);
	return true;
}

enum telnet_special telnet_special(const Telnet *t, unsigned char byte)
{
	const struct linemode *l = &t->linemode;

	if (!l->known || !telnet_is_on(t, TELNET_US, OPTION_LINEMODE) || !is_usable(byte) ||
	    byte == DISABLED)
		return TELNET_SPECIAL_NONE;
	for (unsigned i = 1; i <= TELNET_SPECIALS; i++) {
		if ((l->specials[i].flags & LEVELS) != NOSUPPORT && l->specials[i].value == byte)
			return (enum telnet_special)i;
	}
	return TELNET_SPECIAL_NONE;
}

bool telnet_special_flushes(const Telnet *t, enum telnet_special special)
{
	return t->linemode.specials[special].flags & FLUSHIN;
}

/* --- The option. */

static void on_changed(Telnet *t, enum telnet_side side, bool on)
{
	struct str table;

	if (side != TELNET_US)
		return;
	t->linemode = (struct linemode){ 0 };
	if (!on)
		return;
	memcpy(t->linemode.specials, defaults, sizeof defaults);
	str_init(&table);
	str_append_char(&table, SLC);
	add_table(&table, defaults);
	telnet_send_payload(t, OPTION_LINEMODE, table.text, table.length);
	str_fini(&table);
}

static bool on_payload(Telnet *t, const char *bytes, size_t n)
{
	if (n < 2 || !telnet_is_on(t, TELNET_US, OPTION_LINEMODE))
		return false;
	if (bytes[0] == MODE) {
		take_mode(t, (uint8_t)bytes[1]);
		return true;
	}
	if (bytes[0] == SLC)
		return take_slc(t, bytes + 1, n - 1);
	return bytes[1] == FORWARDMASK && take_forwardmask(t, (uint8_t)bytes[0]);
}

static void describe(const Telnet *t, enum telnet_side side, struct str *out)
{
	static const struct {
		uint8_t bit;
		const char *name;
	} bits[] = {
		{ LINEMODE_EDIT, " EDIT" },
		{ LINEMODE_TRAPSIG, " TRAPSIG" },
		{ LINEMODE_SOFT_TAB, " SOFT_TAB" },
		{ LINEMODE_LIT_ECHO, " LIT_ECHO" },
	};
	const struct linemode *l = &t->linemode;

	if (side != TELNET_US || !l->known)
		return;
	str_append_string(out, l->mode ? "mode" : "mode without EDIT");
	for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
		if (l->mode & bits[i].bit)
			str_append_string(out, bits[i].name);
	}
}

const struct option_module linemode_module = {
	.changed = on_changed,
	.payload = on_payload,
	.describe = describe,
};
