#include "base/key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/deceptive.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/poison.h"

static const struct {
	const char *name;
	enum keysym sym;
} key_names[] = {
	{ "Enter", KEYSYM_ENTER },  { "Tab", KEYSYM_TAB },        { "Backspace", KEYSYM_BACKSPACE },
	{ "Esc", KEYSYM_ESCAPE },   { "Up", KEYSYM_UP },          { "Down", KEYSYM_DOWN },
	{ "Right", KEYSYM_RIGHT },  { "Left", KEYSYM_LEFT },      { "Home", KEYSYM_HOME },
	{ "End", KEYSYM_END },      { "Ins", KEYSYM_INSERT },     { "Del", KEYSYM_DELETE },
	{ "PgUp", KEYSYM_PAGE_UP }, { "PgDn", KEYSYM_PAGE_DOWN },
};

static const struct {
	const char *prefix;
	unsigned mod;
} key_modifiers[] = {
	{ "Ctrl-", KEYMOD_CTRL },
	{ "Alt-", KEYMOD_ALT },
	{ "Shift-", KEYMOD_SHIFT },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

bool key_equal(struct key a, struct key b)
{
	return a.sym == b.sym && a.mods == b.mods &&
	       ((a.sym != KEYSYM_CHAR && a.sym != KEYSYM_BYTE) || a.cp == b.cp);
}

int key_control(uint32_t cp)
{
	static const char digits[] = "\x00\x1b\x1c\x1d\x1e\x1f\x7f";

	if (cp >= '@' && cp <= '~')
		return (int)(cp & 0x1f);
	if (cp == ' ')
		return 0;
	if (cp >= '2' && cp <= '8')
		return (unsigned char)digits[cp - '2'];
	if (cp == '/')
		return 0x1f;
	return cp == '?' ? 0x7f : -1;
}

/* The key of a control character or another code point without modifiers. */
static struct key plain(uint32_t cp)
{
	switch (cp) {
	case 0x00: return (struct key){ KEYSYM_CHAR, ' ', KEYMOD_CTRL };
	case 0x09: return (struct key){ .sym = KEYSYM_TAB };
	case 0x0d: return (struct key){ .sym = KEYSYM_ENTER };
	case 0x1b: return (struct key){ .sym = KEYSYM_ESCAPE };
	case 0x7f: return (struct key){ .sym = KEYSYM_BACKSPACE };
	default: break;
	}
	if (cp < 0x1b)
		return (struct key){ KEYSYM_CHAR, cp + 'a' - 1, KEYMOD_CTRL };
	if (cp < 0x20)
		return (struct key){ KEYSYM_CHAR, cp + '@', KEYMOD_CTRL };
	return (struct key){ KEYSYM_CHAR, cp, 0 };
}

struct key key_typing(uint32_t cp, unsigned mods)
{
	int control = mods & KEYMOD_CTRL ? key_control(cp) : -1;
	struct key k = plain(control < 0 ? cp : (uint32_t)control);
	unsigned kept = KEYMOD_ALT;

	if (k.sym == KEYSYM_TAB)
		kept |= KEYMOD_SHIFT;
	if (control < 0 && (k.sym == KEYSYM_CHAR || k.sym == KEYSYM_BACKSPACE))
		kept |= KEYMOD_CTRL;
	k.mods |= mods & kept;
	return k;
}

struct key key_pressed(uint32_t cp, unsigned mods)
{
	struct key k = plain(cp);

	if (cp == '\b')
		k = (struct key){ .sym = KEYSYM_BACKSPACE };
	k.mods |= mods;
	if (k.sym == KEYSYM_CHAR && (mods & KEYMOD_CTRL))
		k.cp = utf8_lower(k.cp);
	return k;
}

struct key key_plain(struct key k)
{
	k.mods &= ~(unsigned)KEYMOD_KEYPAD;
	switch (k.sym) {
	case KEYSYM_CHAR: return key_typing(k.cp, k.mods);
	case KEYSYM_ENTER:
	case KEYSYM_ESCAPE: k.mods &= KEYMOD_ALT; return k;
	case KEYSYM_TAB: k.mods &= KEYMOD_ALT | KEYMOD_SHIFT; return k;
	case KEYSYM_BACKSPACE: k.mods &= KEYMOD_ALT | KEYMOD_CTRL; return k;
	default: return k;
	}
}

static const char *parse_modifiers(const char *name, unsigned *mods)
{
	for (size_t i = 0; i < COUNT(key_modifiers);) {
		size_t n = strlen(key_modifiers[i].prefix);

		if (strncasecmp(name, key_modifiers[i].prefix, n) == 0 && name[n]) {
			*mods |= key_modifiers[i].mod;
			name += n;
			i = 0;
		} else {
			i++;
		}
	}
	return name;
}

static bool parse_function_key(const char *name, enum keysym *sym)
{
	long long number;

	if ((name[0] != 'F' && name[0] != 'f') || !str_to_number(name + 1, 1, 20, &number))
		return false;
	*sym = (enum keysym)(KEYSYM_F1 + number - 1);
	return true;
}

bool key_parse(const char *name, struct key *out)
{
	struct key k = { .sym = KEYSYM_NONE };
	size_t n;

	name = parse_modifiers(name, &k.mods);
	n = strlen(name);
	for (size_t i = 0; i < COUNT(key_names); i++) {
		if (strcasecmp(name, key_names[i].name) == 0)
			k.sym = key_names[i].sym;
	}
	if (k.sym == KEYSYM_NONE && !parse_function_key(name, &k.sym)) {
		if (strcasecmp(name, "Space") == 0) {
			name = " ";
			n = 1;
		}
		if (!n || !utf8_valid(name, n) || utf8_decode(name, n, &k.cp) != n ||
		    (deceptive_class(k.cp) & DECEPTIVE_CONTROLS))
			return false;
		k.sym = KEYSYM_CHAR;
		if (k.mods & KEYMOD_CTRL)
			k.cp = utf8_lower(k.cp);
	}
	*out = k;
	return true;
}

void key_format(struct key k, char out[KEY_NAME_MAX])
{
	char base[16] = "?";

	if (k.sym == KEYSYM_CHAR && k.cp == ' ') {
		snprintf(base, sizeof(base), "Space");
	} else if (k.sym == KEYSYM_CHAR) {
		base[utf8_encode(k.cp, base)] = '\0';
	} else if (k.sym == KEYSYM_BYTE) {
		snprintf(base, sizeof(base), "<%02x>", (unsigned)k.cp & 0xff);
	} else if (k.sym >= KEYSYM_F1 && k.sym <= KEYSYM_F20) {
		snprintf(base, sizeof(base), "F%d", (int)(k.sym - KEYSYM_F1 + 1));
	}
	for (size_t i = 0; i < COUNT(key_names); i++) {
		if (k.sym == key_names[i].sym)
			snprintf(base, sizeof(base), "%s", key_names[i].name);
	}
	snprintf(out, KEY_NAME_MAX, "%s%s%s%s", k.mods & KEYMOD_CTRL ? "Ctrl-" : "",
		 k.mods & KEYMOD_ALT ? "Alt-" : "", k.mods & KEYMOD_SHIFT ? "Shift-" : "", base);
}

uint32_t key_text(struct key k)
{
	if (k.sym != KEYSYM_CHAR || (k.mods & (KEYMOD_CTRL | KEYMOD_ALT)))
		return 0;
	return k.cp;
}
