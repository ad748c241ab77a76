#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "term/terminal-private.h"

#include "base/poison.h"

enum { MODIFIERS = KEYMOD_SHIFT | KEYMOD_ALT | KEYMOD_CTRL };

/* xterm's and kitty's modifier parameter. */
static unsigned modifier_code(struct key key)
{
	return 1 + (key.mods & MODIFIERS);
}

/* The code of a key that types something, 0 of others. */
static uint32_t code_of(struct key key)
{
	switch (key.sym) {
	case KEYSYM_CHAR: return key.cp;
	case KEYSYM_ENTER: return '\r';
	case KEYSYM_TAB: return '\t';
	case KEYSYM_ESCAPE: return 0x1b;
	case KEYSYM_BACKSPACE: return 0x7f;
	default: return 0;
	}
}

/* --- xterm's modifyOtherKeys. */

/* Whether Ctrl has made a control character of this one ever since. */
static bool is_control_input(uint32_t cp)
{
	return cp >= '@' && cp <= 0x7f;
}

/* Level 1: only what has no bytes of its own yet. Alt alone is an ESC before the key. */
static bool is_other_1(struct key key, uint32_t cp)
{
	unsigned mods = key.mods & (KEYMOD_SHIFT | KEYMOD_CTRL);

	switch (key.sym) {
	case KEYSYM_ENTER: return mods;
	case KEYSYM_TAB: return mods == KEYMOD_CTRL;
	case KEYSYM_ESCAPE: return mods && (key.mods & KEYMOD_ALT);
	case KEYSYM_CHAR:
		if (!(mods & KEYMOD_CTRL) || is_control_input(cp))
			return false;
		if (key_control(cp) < 0 || cp == '?')
			return true;
		return cp == ' ' && mods & KEYMOD_SHIFT && key.mods & KEYMOD_ALT;
	default: return false;
	}
}

/* Level 2: all but text, Shift-Tab and Ctrl-Backspace. */
static bool is_other_2(struct key key, uint32_t cp)
{
	unsigned mods = key.mods & MODIFIERS;

	switch (key.sym) {
	case KEYSYM_ENTER:
	case KEYSYM_ESCAPE: return mods;
	case KEYSYM_TAB: return mods && mods != KEYMOD_SHIFT;
	case KEYSYM_BACKSPACE: return mods && mods != KEYMOD_CTRL;
	case KEYSYM_CHAR:
		return mods && (mods != KEYMOD_SHIFT || cp == ' ' || is_control_input(cp));
	default: return false;
	}
}

static size_t encode_other(const Terminal *t, struct key key, char out[32])
{
	uint32_t cp = code_of(key);

	if (key.sym == KEYSYM_CHAR && key.mods & KEYMOD_SHIFT)
		cp = utf8_upper(cp);
	if (key.mods & KEYMOD_KEYPAD || !cp ||
	    !(t->modes.modify_other > 1 ? is_other_2 : is_other_1)(key, cp))
		return 0;
	if (key.sym == KEYSYM_BACKSPACE && key.mods & KEYMOD_CTRL)
		cp = '\b';
	return (size_t)snprintf(out, 32, "\x1b[27;%u;%lu~", modifier_code(key), (unsigned long)cp);
}

/* --- kitty's protocol, "Disambiguate escape codes". */

static size_t encode_code(struct key key, uint32_t code, char out[32])
{
	unsigned mods = modifier_code(key);

	return (size_t)(mods > 1 ? snprintf(out, 32, "\x1b[%lu;%uu", (unsigned long)code, mods) :
				   snprintf(out, 32, "\x1b[%luu", (unsigned long)code));
}

/* Keys whose bytes are others than without the protocol; 0 for the rest. */
static size_t encode_disambiguated(struct key key, char out[32])
{
	enum { KEYPAD_ENTER = 57414 };
	unsigned mods = key.mods & MODIFIERS;

	switch (key.sym) {
	case KEYSYM_ESCAPE: return encode_code(key, code_of(key), out);
	case KEYSYM_ENTER:
		if (key.mods & KEYMOD_KEYPAD)
			return encode_code(key, KEYPAD_ENTER, out);
		return mods ? encode_code(key, code_of(key), out) : 0;
	case KEYSYM_TAB:
	case KEYSYM_BACKSPACE: return mods ? encode_code(key, code_of(key), out) : 0;
	case KEYSYM_CHAR:
		return mods & (KEYMOD_CTRL | KEYMOD_ALT) ?
			       encode_code(key, utf8_lower(key.cp), out) :
			       0;
	default: return 0;
	}
}

/* --- The keypad in application mode (DECKPAM), as SS3. */

static char keypad_letter(struct key key)
{
	if (key.sym == KEYSYM_ENTER)
		return 'M';
	if (key.sym == KEYSYM_TAB)
		return 'I';
	if (key.sym != KEYSYM_CHAR)
		return '\0';
	if (key.cp >= '*' && key.cp <= '9')
		return (char)(key.cp - '*' + 'j');
	return key.cp == '=' ? 'X' : key.cp == ' ' ? ' ' : '\0';
}

static size_t encode_keypad(struct key key, char out[32])
{
	char letter = key.mods & KEYMOD_KEYPAD ? keypad_letter(key) : '\0';
	unsigned mods = modifier_code(key);

	if (!letter)
		return 0;
	return (size_t)(mods > 1 ? snprintf(out, 32, "\x1bO%u%c", mods, letter) :
				   snprintf(out, 32, "\x1bO%c", letter));
}

/* --- VT52 mode. */

static size_t encode_vt52(const Terminal *t, struct key key, char out[32])
{
	char keypad = t->modes.keypad && key.mods & KEYMOD_KEYPAD ? keypad_letter(key) : '\0';

	if (keypad)
		return (size_t)snprintf(out, 32, "\x1b?%c", keypad);
	if (key.sym >= KEYSYM_UP && key.sym <= KEYSYM_LEFT)
		return (size_t)snprintf(out, 32, "\x1b%c", "ABCD"[key.sym - KEYSYM_UP]);
	if (key.sym >= KEYSYM_F1 && key.sym <= KEYSYM_F1 + 3)
		return (size_t)snprintf(out, 32, "\x1b%c", "PQRS"[key.sym - KEYSYM_F1]);
	return 0;
}

size_t terminal_encode_key(const Terminal *t, struct key key, char out[32])
{
	bool disambiguates = term_disambiguates(t);
	size_t n = 0;

	if (!t->ansi)
		n = encode_vt52(t, key, out);
	else if (disambiguates)
		n = encode_disambiguated(key, out);
	else if (t->modes.keypad)
		n = encode_keypad(key, out);
	if (!n && !disambiguates && t->modes.modify_other)
		n = encode_other(t, key, out);
	return n ? n : term_encode_plain(t, key, out);
}

bool terminal_knows_numbers(const Terminal *t)
{
	return term_disambiguates(t);
}
