#include "ui/key-sequence.h"

#include <string.h>

#include "base/utf8.h"
#include "ui/key-report.h"
#include "base/poison.h"

enum {
	PARAMETERS = 3, /* kitty's keys have most */
	PARTS = 3, /* of a parameter, between colons */
	NUMBER_MAX = 0x10ffff,
	/* Bits of the modifier parameter less 1, beyond Shift, Alt and Ctrl. */
	MOD_SUPER_HYPER_META = 8 | 16 | 32,
	MOD_CAPS_LOCK = 64,
	MOD_NUM_LOCK = 128,
	EVENT_RELEASE = 3,
	PRIVATE_USE = 0xe000, /* kitty's numbers for keys without a character */
	PRIVATE_USE_END = 0xf8ff,
};

struct csi {
	unsigned number[PARAMETERS][PARTS];
	size_t count; /* of parameters */
	unsigned bits; /* the modifiers */
};

const char key_sequence_paste_begin[] = "\x1b[200~";
const char key_sequence_paste_end[] = "\x1b[201~";

/* --- Where it ends. */

static bool is_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return n > 0;
}

static bool is_numbers(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((s[i] < '0' || s[i] > '9') && s[i] != ';')
			return false;
	}
	return n > 0;
}

/* Three bytes after CSI M say button and place (xterm, X10 mouse). */
static size_t mouse_length(const char *s, size_t n)
{
	for (size_t i = 3; i < 6; i++) {
		if (i >= n)
			return 0;
		if ((unsigned char)s[i] < 0x20)
			return i;
	}
	return 6;
}

static size_t csi_length(const char *s, size_t n)
{
	for (size_t at = 2; at < n; at++) {
		unsigned char c = (unsigned char)s[at];

		if (c < 0x20 || c > 0x7e || at == KEY_SEQUENCE_MAX)
			return at;
		if (at == 2 && c == 'M')
			return mouse_length(s, n);
		/* Linux has F1 to F5 as CSI [ A to CSI [ E, rxvt has Shift as CSI number $. */
		if (at == 2 && c == '[')
			continue;
		if (c >= 0x40 || (c == '$' && is_digits(s + 2, at - 2)))
			return at + 1;
	}
	return 0;
}

/* SS3 with parameters, as in ESC O 5 A, is how older terminals send modifiers. */
static size_t ss3_length(const char *s, size_t n)
{
	for (size_t at = 2; at < n; at++) {
		unsigned char c = (unsigned char)s[at];

		if (c < 0x20 || c > 0x7e || at == KEY_SEQUENCE_MAX)
			return at;
		if (c != ';' && (c < '0' || c > '9'))
			return at + 1;
	}
	return 0;
}

size_t key_sequence_length(const char *s, size_t n)
{
	return s[1] == 'O' ? ss3_length(s, n) : csi_length(s, n);
}

/* --- Parameters. */

/* Reads numbers with parts; false if there is anything else or more of them. */
static bool read_parameters(const char *s, size_t n, struct csi *out)
{
	size_t parameter = 0, part = 0;

	*out = (struct csi){ .count = n ? 1 : 0 };
	for (size_t i = 0; i < n; i++) {
		unsigned *number;

		if (s[i] == ';' && ++parameter < PARAMETERS) {
			part = 0;
			out->count = parameter + 1;
			continue;
		}
		if (s[i] == ':' && ++part < PARTS)
			continue;
		number = &out->number[parameter < PARAMETERS ? parameter : 0][part % PARTS];
		if (s[i] < '0' || s[i] > '9' || *number > NUMBER_MAX)
			return false;
		*number = *number * 10 + (unsigned)(s[i] - '0');
	}
	out->bits = out->number[1][0] ? out->number[1][0] - 1 : 0;
	return true;
}

/* xterm's modifier parameter: 1 + Shift 1 + Alt 2 + Ctrl 4. */
static unsigned modifiers(unsigned bits)
{
	return (bits & 1 ? KEYMOD_SHIFT : 0) | (bits & 2 ? KEYMOD_ALT : 0) |
	       (bits & 4 ? KEYMOD_CTRL : 0);
}

static enum key_sequence found(enum keysym sym, unsigned mods, struct key *out)
{
	if (sym == KEYSYM_NONE)
		return KEY_SEQUENCE_UNKNOWN;
	*out = (struct key){ .sym = sym, .mods = mods };
	return KEY_SEQUENCE_KEY;
}

/* The same with the modifiers of the second parameter, which may be more than we have names for. */
static enum key_sequence modified(enum keysym sym, const struct csi *c, struct key *out)
{
	if (c->number[1][1] == EVENT_RELEASE)
		return KEY_SEQUENCE_NO_KEY;
	if (c->bits & MOD_SUPER_HYPER_META)
		return KEY_SEQUENCE_UNKNOWN;
	return found(sym, modifiers(c->bits), out);
}

/* --- Keys by their final letter or by their number. */

/* The key of a sequence that ends in a letter: CSI A, SS3 A, CSI 1;5A. */
static enum keysym letter_key(char final)
{
	switch (final) {
	case 'A': return KEYSYM_UP;
	case 'B': return KEYSYM_DOWN;
	case 'C': return KEYSYM_RIGHT;
	case 'D': return KEYSYM_LEFT;
	case 'F': return KEYSYM_END;
	case 'H': return KEYSYM_HOME;
	case 'P': return KEYSYM_F1;
	case 'Q': return KEYSYM_F1 + 1;
	case 'R': return KEYSYM_F1 + 2;
	case 'S': return KEYSYM_F1 + 3;
	default: return KEYSYM_NONE;
	}
}

/* The key of CSI number ~ (VT220, rxvt, Linux). */
static enum keysym number_key(unsigned number)
{
	static const unsigned char function_keys[] = { 11, 12, 13, 14, 15, 17, 18, 19, 20, 21,
						       23, 24, 25, 26, 28, 29, 31, 32, 33, 34 };

	switch (number) {
	case 1:
	case 7: return KEYSYM_HOME;
	case 2: return KEYSYM_INSERT;
	case 3: return KEYSYM_DELETE;
	case 4:
	case 8: return KEYSYM_END;
	case 5: return KEYSYM_PAGE_UP;
	case 6: return KEYSYM_PAGE_DOWN;
	default: break;
	}
	for (size_t i = 0; i < sizeof(function_keys); i++) {
		if (function_keys[i] == number)
			return (enum keysym)(KEYSYM_F1 + i);
	}
	return KEYSYM_NONE;
}

/* kitty's numbers of keys that other terminals don't tell apart, or that have no character. */
static enum keysym kitty_key(unsigned number)
{
	static const enum keysym keypad[] = { KEYSYM_LEFT,  KEYSYM_RIGHT,   KEYSYM_UP,
					      KEYSYM_DOWN,  KEYSYM_PAGE_UP, KEYSYM_PAGE_DOWN,
					      KEYSYM_HOME,  KEYSYM_END,     KEYSYM_INSERT,
					      KEYSYM_DELETE };

	if (number >= 57376 && number < 57384)
		return (enum keysym)(KEYSYM_F1 + 12 + (number - 57376));
	if (number >= 57417 && number < 57427)
		return keypad[number - 57417];
	return KEYSYM_NONE;
}

/* The character of a key on kitty's keypad, or `number`. Digits are there with Num Lock alone. */
static unsigned keypad_character(unsigned number, unsigned bits, unsigned *mods)
{
	static const char characters[] = "0123456789./*-+\r=,";

	if (number < 57399 || number > 57416)
		return number;
	if (number > 57408 && !(bits & MOD_NUM_LOCK))
		*mods |= KEYMOD_KEYPAD;
	return (unsigned char)characters[number - 57399];
}

/*
 * A key told by its code point: CSI 93;5u, CSI 27;5;93~. The parts of `code` are the character, the
 * one with Shift, and the one of the same key in a Latin layout, as far as the terminal says.
 */
static enum key_sequence code_key(const unsigned code[PARTS], const struct csi *c, struct key *out)
{
	bool upper = (c->bits & 1) != ((c->bits & MOD_CAPS_LOCK) != 0);
	unsigned mods = modifiers(c->bits);
	unsigned cp = keypad_character(code[0], c->bits, &mods);

	if (kitty_key(code[0]) != KEYSYM_NONE)
		return modified(kitty_key(code[0]), c, out);
	if (c->number[1][1] == EVENT_RELEASE || (cp >= PRIVATE_USE && cp <= PRIVATE_USE_END))
		return KEY_SEQUENCE_NO_KEY;
	if (!cp || cp > NUMBER_MAX || (c->bits & MOD_SUPER_HYPER_META))
		return KEY_SEQUENCE_UNKNOWN;
	if ((mods & (KEYMOD_CTRL | KEYMOD_ALT)) && cp >= 0x80 && code[2])
		cp = code[2];
	else if ((c->bits & 1) && code[1])
		cp = code[1];
	else if (upper)
		cp = utf8_upper(cp);
	*out = key_pressed(cp, mods);
	return KEY_SEQUENCE_KEY;
}

/* CSI code;modifiers;text u (kitty's keyboard protocol, xterm's formatOtherKeys). */
static enum key_sequence unicode_key(const struct csi *c, struct key *out)
{
	const unsigned *text = c->number[2];

	if (c->number[1][1] == EVENT_RELEASE)
		return KEY_SEQUENCE_NO_KEY;
	if (text[0] >= 0x20 && !text[1] && !(modifiers(c->bits) & (KEYMOD_ALT | KEYMOD_CTRL))) {
		*out = key_typing(text[0], 0);
		return KEY_SEQUENCE_KEY;
	}
	return code_key(c->number[0], c, out);
}

static enum key_sequence tilde_key(const struct csi *c, struct key *out)
{
	if (c->number[0][0] == 27 && c->count == 3) /* modifyOtherKeys */
		return code_key((const unsigned[PARTS]){ c->number[2][0] }, c, out);
	return c->count > 2 ? KEY_SEQUENCE_UNKNOWN : modified(number_key(c->number[0][0]), c, out);
}

/* Whether a sequence that is no private one says something unasked or late: the place of the
 * cursor, states, sizes, urxvt's mouse. */
static bool is_report(const struct csi *c, char final)
{
	switch (final) {
	case 'R': return c->number[0][0] > 1 || (c->count > 1 && (!c->bits || c->bits > 15));
	case 'c':
	case 'n':
	case 't':
	case 'x':
	case 'M': return c->count > 0;
	default: return false;
	}
}

static enum key_sequence letter_sequence(const struct csi *c, char final, struct key *out)
{
	if (is_report(c, final))
		return final == 'R' && c->count == 2 ? KEY_SEQUENCE_PLACE : KEY_SEQUENCE_NO_KEY;
	if (!c->count && (final == 'I' || final == 'O'))
		return final == 'I' ? KEY_SEQUENCE_FOCUS_IN : KEY_SEQUENCE_FOCUS_OUT;
	if (final == 'u')
		return unicode_key(c, out);
	if (final == '~')
		return tilde_key(c, out);
	if (final == '^') /* rxvt */
		return found(number_key(c->number[0][0]), KEYMOD_CTRL, out);
	if (final == '$')
		return found(number_key(c->number[0][0]), KEYMOD_SHIFT, out);
	if (final >= 'a' && final <= 'd' && !c->count)
		return found(letter_key((char)(final - 'a' + 'A')), KEYMOD_SHIFT, out);
	if (c->number[0][0] > 1 || c->count > 2)
		return KEY_SEQUENCE_UNKNOWN;
	if (final == 'Z') /* Shift is in it; other modifiers of Tab have no name */
		return c->bits > 1 ? KEY_SEQUENCE_UNKNOWN : found(KEYSYM_TAB, KEYMOD_SHIFT, out);
	return modified(letter_key(final), c, out);
}

/* Only reports have them. */
static bool has_intermediate(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] >= ' ' && s[i] <= '/')
			return true;
	}
	return false;
}

static enum key_sequence csi_read(const char *body, size_t n, struct key *out)
{
	struct mouse_event mouse;
	struct csi c;
	char final = n ? body[n - 1] : '\0';

	if (key_report_mouse(body, n, &mouse))
		return KEY_SEQUENCE_MOUSE;
	if (n == 2 && body[0] == '[' && final >= 'A' && final <= 'E')
		return found((enum keysym)(KEYSYM_F1 + final - 'A'), 0, out);
	if (n > 2 && body[0] == '?' && is_numbers(body + 1, n - 2) &&
	    (final == 'u' || final == 'c'))
		return final == 'u' ? KEY_SEQUENCE_KEYBOARD : KEY_SEQUENCE_ATTRIBUTES;
	/* Torn, the mouse, or a report: no keyboard sends private parameters. */
	if (!n || (final < 0x40 && final != '$') || body[0] == 'M' ||
	    (body[0] >= '<' && body[0] <= '?'))
		return KEY_SEQUENCE_NO_KEY;
	if (has_intermediate(body, n - 1) || (final == '$' && !is_digits(body, n - 1)))
		return KEY_SEQUENCE_NO_KEY;
	if (read_parameters(body, n - 1, &c))
		return letter_sequence(&c, final, out);
	return is_numbers(body, n - 1) && is_report(&c, final) ? KEY_SEQUENCE_NO_KEY :
								 KEY_SEQUENCE_UNKNOWN;
}

/* What a key of the VT's keypad types in application mode, or 0. */
static uint32_t keypad_key(char final)
{
	switch (final) {
	case ' ': return ' ';
	case 'I': return '\t';
	case 'M': return '\r';
	case 'X': return '=';
	default: return final >= 'j' && final <= 'y' ? (uint32_t)(final - 'j' + '*') : 0;
	}
}

static enum key_sequence ss3_read(const char *body, size_t n, struct key *out)
{
	struct csi c;
	char final = n ? body[n - 1] : '\0';

	if (!n || (final >= '0' && final <= ';'))
		return KEY_SEQUENCE_NO_KEY;
	if (!read_parameters(body, n - 1, &c))
		return KEY_SEQUENCE_UNKNOWN;
	if (c.count == 1) /* ESC O 5 A */
		c.bits = c.number[0][0] ? c.number[0][0] - 1 : 0;
	if (keypad_key(final)) {
		*out = key_pressed(keypad_key(final), modifiers(c.bits) | KEYMOD_KEYPAD);
		return KEY_SEQUENCE_KEY;
	}
	if (final >= 'a' && final <= 'd')
		return found(letter_key((char)(final - 'a' + 'A')), KEYMOD_CTRL, out);
	return modified(letter_key(final), &c, out);
}

enum key_sequence key_sequence_read(const char *s, size_t n, struct key *out)
{
	if (n == KEY_SEQUENCE_MARK && memcmp(s, key_sequence_paste_begin, n) == 0)
		return KEY_SEQUENCE_PASTE_BEGIN;
	if (n == KEY_SEQUENCE_MARK && memcmp(s, key_sequence_paste_end, n) == 0)
		return KEY_SEQUENCE_PASTE_END;
	return s[1] == 'O' ? ss3_read(s + 2, n - 2, out) : csi_read(s + 2, n - 2, out);
}

/* --- Control strings. */

bool key_sequence_introduces(char introducer)
{
	return strchr("]P_^X", introducer) && introducer;
}

bool key_sequence_opens(char introducer, char first)
{
	if (introducer == ']') /* a number, or the answers to XTWINOPS 20 and 21 */
		return (first >= '0' && first <= '9') || first == 'l' || first == 'L';
	if (introducer == 'P')
		return first > ' ' && first <= '?';
	return first >= ' ' && first <= '~';
}
