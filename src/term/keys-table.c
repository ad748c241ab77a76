#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* xterm's encodings: a cursor-like key ends in `letter`; a numbered one is CSI number ~. */
struct encoding {
	char letter;
	bool application; /* SS3 instead of CSI in application mode (DECCKM), and F1–F4 always */
	unsigned char number;
};

static const struct encoding encodings[KEYSYM_COUNT] = {
	[KEYSYM_UP] = { 'A', true, 0 },      [KEYSYM_DOWN] = { 'B', true, 0 },
	[KEYSYM_RIGHT] = { 'C', true, 0 },   [KEYSYM_LEFT] = { 'D', true, 0 },
	[KEYSYM_HOME] = { 'H', true, 0 },    [KEYSYM_END] = { 'F', true, 0 },
	[KEYSYM_INSERT] = { 0, false, 2 },   [KEYSYM_DELETE] = { 0, false, 3 },
	[KEYSYM_PAGE_UP] = { 0, false, 5 },  [KEYSYM_PAGE_DOWN] = { 0, false, 6 },
	[KEYSYM_F1] = { 'P', false, 0 },     [KEYSYM_F1 + 1] = { 'Q', false, 0 },
	[KEYSYM_F1 + 2] = { 'R', false, 0 }, [KEYSYM_F1 + 3] = { 'S', false, 0 },
	[KEYSYM_F1 + 4] = { 0, false, 15 },  [KEYSYM_F1 + 5] = { 0, false, 17 },
	[KEYSYM_F1 + 6] = { 0, false, 18 },  [KEYSYM_F1 + 7] = { 0, false, 19 },
	[KEYSYM_F1 + 8] = { 0, false, 20 },  [KEYSYM_F1 + 9] = { 0, false, 21 },
	[KEYSYM_F1 + 10] = { 0, false, 23 }, [KEYSYM_F1 + 11] = { 0, false, 24 },
	[KEYSYM_F1 + 12] = { 0, false, 25 }, [KEYSYM_F1 + 13] = { 0, false, 26 },
	[KEYSYM_F1 + 14] = { 0, false, 28 }, [KEYSYM_F1 + 15] = { 0, false, 29 },
	[KEYSYM_F1 + 16] = { 0, false, 31 }, [KEYSYM_F1 + 17] = { 0, false, 32 },
	[KEYSYM_F1 + 18] = { 0, false, 33 }, [KEYSYM_F1 + 19] = { 0, false, 34 },
};

static size_t encode_char(struct key key, char *out)
{
	int control = key.mods & KEYMOD_CTRL ? key_control(key.cp) : -1;

	if (control < 0)
		return utf8_encode(key.cp, out);
	if (control == '\r')
		return 0;
	out[0] = (char)control;
	return 1;
}

/* kitty's protocol has no SS3, and CSI R is the place of the cursor there. */
static size_t encode_disambiguated(const struct encoding *e, unsigned code, char out[32])
{
	unsigned number = e->letter == 'R' ? 13 : e->number;
	int n;

	if (e->letter && e->letter != 'R')
		n = code > 1 ? snprintf(out, 32, "\x1b[1;%u%c", code, e->letter) :
			       snprintf(out, 32, "\x1b[%c", e->letter);
	else
		n = code > 1 ? snprintf(out, 32, "\x1b[%u;%u~", number, code) :
			       snprintf(out, 32, "\x1b[%u~", number);
	return (size_t)n;
}

static size_t encode_named(const Terminal *t, const struct encoding *e, unsigned mods, char out[32])
{
	unsigned code = 1 + (mods & (KEYMOD_SHIFT | KEYMOD_ALT | KEYMOD_CTRL));
	int n;

	if (!e->letter && !e->number)
		return 0;
	if (term_disambiguates(t))
		return encode_disambiguated(e, code, out);
	if (e->letter && code > 1)
		n = snprintf(out, 32, "\x1b[1;%u%c", code, e->letter);
	else if (e->letter)
		n = snprintf(out, 32, "\x1b%c%c",
			     !e->application || t->modes.cursor_keys ? 'O' : '[', e->letter);
	else if (code > 1)
		n = snprintf(out, 32, "\x1b[%u;%u~", e->number, code);
	else
		n = snprintf(out, 32, "\x1b[%u~", e->number);
	return (size_t)n;
}

/* DECBKM, or what the user has set; with Ctrl as in xterm, and with Shift, the other one. */
static char backspace_byte(const Terminal *t, unsigned mods)
{
	bool bs = t->modes.backarrow ? t->modes.backarrow == TERM_BACKARROW_BS : t->backspace_bs;

	return bs != (mods & (KEYMOD_CTRL | KEYMOD_SHIFT) ? true : false) ? '\x08' : '\x7f';
}

/* Keys that are one byte (or Shift-Tab); returns 0 for others. */
static size_t encode_simple(struct key key, char backspace, char *out)
{
	switch (key.sym) {
	case KEYSYM_CHAR: return encode_char(key, out);
	case KEYSYM_BYTE: out[0] = (char)key.cp; return 1;
	case KEYSYM_TAB:
		if (key.mods & KEYMOD_SHIFT) {
			memcpy(out, "\x1b[Z", 3);
			return 3;
		}
		out[0] = '\t';
		return 1;
	case KEYSYM_BACKSPACE: out[0] = backspace; return 1;
	case KEYSYM_ESCAPE: out[0] = '\x1b'; return 1;
	default: return 0;
	}
}

size_t term_encode_plain(const Terminal *t, struct key precise, char out[32])
{
	/* A character keeps its Ctrl: what that makes of it is no Tab and no Backspace here. */
	struct key key = precise.sym == KEYSYM_CHAR ? precise : key_plain(precise);
	size_t n = encode_simple(key, backspace_byte(t, precise.mods), out + 1);

	if (n && key.mods & KEYMOD_ALT && !(key.sym == KEYSYM_TAB && key.mods & KEYMOD_SHIFT)) {
		out[0] = '\x1b';
		return n + 1;
	}
	if (n) {
		memmove(out, out + 1, n);
		return n;
	}
	if (key.sym <= KEYSYM_NONE || key.sym >= KEYSYM_COUNT)
		return 0;
	return encode_named(t, &encodings[key.sym], key.mods, out);
}
