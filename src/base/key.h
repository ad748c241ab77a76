/*
 * What a key press is, independent of the terminal library: a code point or a named key, with
 * modifiers. Plain values.
 */
#ifndef HAIL_BASE_KEY_H
#define HAIL_BASE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Named keys. KEYSYM_CHAR means `cp` holds a printable code point (Ctrl-A is 'a' with
 * KEYMOD_CTRL), KEYSYM_BYTE a byte of 0x80 to 0xff that is no character.
 */
enum keysym {
	KEYSYM_NONE,
	KEYSYM_CHAR,
	KEYSYM_BYTE,
	KEYSYM_ENTER,
	KEYSYM_TAB,
	KEYSYM_BACKSPACE,
	KEYSYM_ESCAPE,
	KEYSYM_UP,
	KEYSYM_DOWN,
	KEYSYM_RIGHT,
	KEYSYM_LEFT,
	KEYSYM_HOME,
	KEYSYM_END,
	KEYSYM_INSERT,
	KEYSYM_DELETE,
	KEYSYM_PAGE_UP,
	KEYSYM_PAGE_DOWN,
	KEYSYM_F1,
	KEYSYM_F20 = KEYSYM_F1 + 19,
	KEYSYM_COUNT,
};

enum {
	KEYMOD_SHIFT = 1,
	KEYMOD_ALT = 2,
	KEYMOD_CTRL = 4,
	KEYMOD_KEYPAD = 8, /* pressed on the keypad, while that is none of digits (Num Lock) */
};

struct key {
	enum keysym sym;
	uint32_t cp; /* for KEYSYM_CHAR and KEYSYM_BYTE */
	unsigned mods; /* KEYMOD_ bits */
};

enum { KEY_NAME_MAX = 40 };

/* Whether `a` and `b` are the same key with the same modifiers. */
bool key_equal(struct key a, struct key b);

/* Parses a name such as `Ctrl-]`, `F12`, `Alt-p`, `Shift-PgUp`, `x` (case of the words ignored). */
bool key_parse(const char *name, struct key *out);

/* Writes the name of `k` as key_parse reads it, NUL-terminated, to `out`. */
void key_format(struct key k, char out[KEY_NAME_MAX]);

/* The control character (0 to 0x1f, 0x7f) that Ctrl makes of `cp` on a terminal, as xterm does; -1
 * if it makes none. */
int key_control(uint32_t cp);

/*
 * The key that types code point `cp` with the modifiers `mods`, as a terminal sends it that has one
 * byte for a control character: Ctrl-i is Tab, Shift-Enter is Enter.
 */
struct key key_typing(uint32_t cp, unsigned mods);

/*
 * The key that types code point `cp`, with all of its modifiers: Ctrl-i is not Tab. What tells of a
 * key by its number has it (kitty's protocol, xterm's modifyOtherKeys).
 */
struct key key_pressed(uint32_t cp, unsigned mods);

/* What `k` is on a keyboard that has one byte for a control character: as key_typing has it. What a
 * key is looked up by, but for a peer that asked for more. */
struct key key_plain(struct key k);

/* The printable character without Ctrl or Alt that `k` types, or 0. */
uint32_t key_text(struct key k);

#endif
