#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "term/terminal.h"
#include "ui/key-decode.h"

/* Keys by name, the modes set before, and the bytes. */
static const struct {
	const char *key, *modes, *bytes;
} cases[] = {
	{ "Up", "", "\x1b[A" },
	{ "Down", "", "\x1b[B" },
	{ "Right", "", "\x1b[C" },
	{ "Left", "", "\x1b[D" },
	{ "Up", "\x1b[?1h", "\x1bOA" },
	{ "Up", "\x1b[?2l",
	  "\x1b"
	  "A" },
	{ "Left", "\x1b[?1h\x1b[?2l",
	  "\x1b"
	  "D" },
	{ "F1", "\x1b[?2l", "\x1bP" },
	{ "Up", "\x1b[?2l\x1b<", "\x1b[A" },
	{ "Left", "\x1b[?1h", "\x1bOD" },
	{ "Home", "\x1b[?1h", "\x1bOH" },
	{ "Home", "", "\x1b[H" },
	{ "End", "", "\x1b[F" },
	{ "PgUp", "", "\x1b[5~" },
	{ "PgDn", "", "\x1b[6~" },
	{ "Ins", "", "\x1b[2~" },
	{ "Del", "", "\x1b[3~" },
	{ "F1", "", "\x1bOP" },
	{ "F4", "", "\x1bOS" },
	{ "F5", "", "\x1b[15~" },
	{ "F10", "", "\x1b[21~" },
	{ "F11", "", "\x1b[23~" },
	{ "F12", "", "\x1b[24~" },
	{ "F13", "", "\x1b[25~" },
	{ "F15", "", "\x1b[28~" },
	{ "F20", "", "\x1b[34~" },
	{ "F1", "\x1b[?1h", "\x1bOP" },
	{ "Shift-Up", "", "\x1b[1;2A" },
	{ "Alt-Up", "", "\x1b[1;3A" },
	{ "Ctrl-Right", "", "\x1b[1;5C" },
	{ "Ctrl-Right", "\x1b[?1h", "\x1b[1;5C" },
	{ "Ctrl-Alt-Left", "", "\x1b[1;7D" },
	{ "Shift-F1", "", "\x1b[1;2P" },
	{ "Ctrl-F5", "", "\x1b[15;5~" },
	{ "Shift-Del", "", "\x1b[3;2~" },
	{ "Ctrl-PgUp", "", "\x1b[5;5~" },
	{ "Shift-Home", "", "\x1b[1;2H" },
	{ "a", "", "a" },
	{ "A", "", "A" },
	{ "é", "", "é" },
	{ "Ctrl-a", "", "\x01" },
	{ "Ctrl-z", "", "\x1a" },
	{ "Ctrl-[", "", "\x1b" },
	{ "Ctrl-\\", "", "\x1c" },
	{ "Ctrl-]", "", "\x1d" },
	{ "Ctrl-^", "", "\x1e" },
	{ "Ctrl-_", "", "\x1f" },
	{ "Ctrl-?", "", "\x7f" },
	{ "Ctrl-/", "", "\x1f" },
	{ "Ctrl-3", "", "\x1b" },
	{ "Ctrl-1", "", "1" },
	{ "Alt-a", "",
	  "\x1b"
	  "a" },
	{ "Alt-é", "", "\x1bé" },
	{ "Ctrl-Alt-a", "", "\x1b\x01" },
	{ "Tab", "", "\t" },
	{ "Shift-Tab", "", "\x1b[Z" },
	{ "Esc", "", "\x1b" },
	{ "Alt-Esc", "", "\x1b\x1b" },
	{ "Backspace", "", "\x7f" },
	{ "Ctrl-Backspace", "", "\x08" },
	{ "Alt-Backspace", "", "\x1b\x7f" },
	{ "Enter", "", "" },
	{ "Shift-Backspace", "", "\x08" },
	{ "Ctrl-Shift-Backspace", "", "\x08" },
	{ "Ctrl-Alt-Backspace", "", "\x1b\x08" },
	/* DECBKM. */
	{ "Backspace", "\x1b[?67h", "\x08" },
	{ "Ctrl-Backspace", "\x1b[?67h", "\x7f" },
	{ "Shift-Backspace", "\x1b[?67h", "\x7f" },
	{ "Alt-Backspace", "\x1b[?67h", "\x1b\x08" },
	{ "Backspace", "\x1b[?67h\x1b[?67l", "\x7f" },
	{ "Backspace",
	  "\x1b[?67h\x1b"
	  "c",
	  "\x7f" },
	/* What a keyboard tells that has numbers for keys is what it has always been. */
	{ "Ctrl-Shift-a", "", "\x01" },
	{ "Ctrl-i", "", "\t" },
	{ "Ctrl-m", "", "" },
	{ "Ctrl-Tab", "", "\t" },
	{ "Ctrl-Shift-Tab", "", "\x1b[Z" },
	{ "Alt-Shift-Tab", "", "\x1b[Z" },
	{ "Shift-Enter", "", "" },
	{ "Shift-Esc", "", "\x1b" },
	{ "Ctrl-~", "", "\x1e" },
	{ "Shift-Space", "", " " },
	{ "Alt-Shift-A", "",
	  "\x1b"
	  "A" },
	/* kf13, kf24, kf25, kf36, kf37, kf48, kf49, kf60, kf61, kf63 of the entry xterm-256color.
	 */
	{ "Shift-F1", "\x1b[?1h", "\x1b[1;2P" },
	{ "Shift-F12", "\x1b[?1h", "\x1b[24;2~" },
	{ "Ctrl-F1", "\x1b[?1h", "\x1b[1;5P" },
	{ "Ctrl-F12", "\x1b[?1h", "\x1b[24;5~" },
	{ "Ctrl-Shift-F1", "\x1b[?1h", "\x1b[1;6P" },
	{ "Ctrl-Shift-F12", "\x1b[?1h", "\x1b[24;6~" },
	{ "Alt-F1", "\x1b[?1h", "\x1b[1;3P" },
	{ "Alt-F12", "\x1b[?1h", "\x1b[24;3~" },
	{ "Alt-Shift-F1", "\x1b[?1h", "\x1b[1;4P" },
	{ "Alt-Shift-F3", "\x1b[?1h", "\x1b[1;4R" },
	/* kDC, kEND, kHOM, kIC, kLFT, kNXT, kPRV, kRIT, and those with a number. */
	{ "Shift-Del", "\x1b[?1h", "\x1b[3;2~" },
	{ "Shift-End", "\x1b[?1h", "\x1b[1;2F" },
	{ "Shift-Home", "\x1b[?1h", "\x1b[1;2H" },
	{ "Shift-Ins", "\x1b[?1h", "\x1b[2;2~" },
	{ "Shift-Left", "\x1b[?1h", "\x1b[1;2D" },
	{ "Shift-PgDn", "\x1b[?1h", "\x1b[6;2~" },
	{ "Shift-PgUp", "\x1b[?1h", "\x1b[5;2~" },
	{ "Shift-Right", "\x1b[?1h", "\x1b[1;2C" },
	{ "Ctrl-Up", "\x1b[?1h", "\x1b[1;5A" },
	{ "Ctrl-Shift-Up", "\x1b[?1h", "\x1b[1;6A" },
	{ "Ctrl-Alt-Down", "\x1b[?1h", "\x1b[1;7B" },
	{ "Ctrl-Alt-Shift-Del", "\x1b[?1h", "\x1b[3;8~" },
	/* modifyOtherKeys 1: what has no bytes of its own. */
	{ "Ctrl-a", "\x1b[>4;1m", "\x01" },
	{ "Ctrl-Shift-a", "\x1b[>4;1m", "\x01" },
	{ "Ctrl-i", "\x1b[>4;1m", "\t" },
	{ "Ctrl-Alt-a", "\x1b[>4;1m", "\x1b\x01" },
	{ "Alt-x", "\x1b[>4;1m", "\x1bx" },
	{ "Alt-Shift-A", "\x1b[>4;1m",
	  "\x1b"
	  "A" },
	{ "Ctrl-1", "\x1b[>4;1m", "\x1b[27;5;49~" },
	{ "Ctrl-Shift-!", "\x1b[>4;1m", "\x1b[27;6;33~" },
	{ "Ctrl-Alt-1", "\x1b[>4;1m", "\x1b[27;7;49~" },
	{ "Ctrl-3", "\x1b[>4;1m", "\x1b" },
	{ "Ctrl-8", "\x1b[>4;1m", "\x7f" },
	{ "Ctrl-Shift-#", "\x1b[>4;1m", "\x1b[27;6;35~" },
	{ "Ctrl-6", "\x1b[>4;1m", "\x1e" },
	{ "Ctrl-Shift-^", "\x1b[>4;1m", "\x1e" },
	{ "Ctrl--", "\x1b[>4;1m", "\x1b[27;5;45~" },
	{ "Ctrl-Shift-_", "\x1b[>4;1m", "\x1f" },
	{ "Ctrl-/", "\x1b[>4;1m", "\x1f" },
	{ "Ctrl-Shift-?", "\x1b[>4;1m", "\x1b[27;6;63~" },
	{ "Ctrl-;", "\x1b[>4;1m", "\x1b[27;5;59~" },
	{ "Ctrl-,", "\x1b[>4;1m", "\x1b[27;5;44~" },
	{ "Ctrl-Alt-Shift-Space", "\x1b[>4;1m", "\x1b[27;8;32~" },
	{ "Enter", "\x1b[>4;1m", "" },
	{ "Shift-Enter", "\x1b[>4;1m", "\x1b[27;2;13~" },
	{ "Ctrl-Enter", "\x1b[>4;1m", "\x1b[27;5;13~" },
	{ "Ctrl-Shift-Enter", "\x1b[>4;1m", "\x1b[27;6;13~" },
	{ "Alt-Enter", "\x1b[>4;1m", "" },
	{ "Tab", "\x1b[>4;1m", "\t" },
	{ "Shift-Tab", "\x1b[>4;1m", "\x1b[Z" },
	{ "Ctrl-Shift-Tab", "\x1b[>4;1m", "\x1b[Z" },
	{ "Ctrl-Tab", "\x1b[>4;1m", "\x1b[27;5;9~" },
	{ "Alt-Tab", "\x1b[>4;1m", "\x1b\t" },
	{ "Backspace", "\x1b[>4;1m", "\x7f" },
	{ "Ctrl-Backspace", "\x1b[>4;1m", "\x08" },
	{ "Esc", "\x1b[>4;1m", "\x1b" },
	{ "Shift-Esc", "\x1b[>4;1m", "\x1b" },
	{ "Ctrl-Alt-Esc", "\x1b[>4;1m", "\x1b[27;7;27~" },
	{ "Ctrl-Up", "\x1b[>4;1m", "\x1b[1;5A" },
	{ "F5", "\x1b[>4;1m", "\x1b[15~" },
	/* modifyOtherKeys 2: all that has modifiers. */
	{ "a", "\x1b[>4;2m", "a" },
	{ "A", "\x1b[>4;2m", "A" },
	{ "Ctrl-a", "\x1b[>4;2m", "\x1b[27;5;97~" },
	{ "Ctrl-i", "\x1b[>4;2m", "\x1b[27;5;105~" },
	{ "Ctrl-[", "\x1b[>4;2m", "\x1b[27;5;91~" },
	{ "Ctrl-Shift-a", "\x1b[>4;2m", "\x1b[27;6;65~" },
	{ "Alt-a", "\x1b[>4;2m", "\x1b[27;3;97~" },
	{ "Alt-Shift-A", "\x1b[>4;2m", "\x1b[27;4;65~" },
	{ "Ctrl-Alt-a", "\x1b[>4;2m", "\x1b[27;7;97~" },
	{ "Ctrl-Space", "\x1b[>4;2m", "\x1b[27;5;32~" },
	{ "Shift-Space", "\x1b[>4;2m", "\x1b[27;2;32~" },
	{ "Shift-!", "\x1b[>4;2m", "!" },
	{ "Ctrl-3", "\x1b[>4;2m", "\x1b[27;5;51~" },
	{ "Ctrl-Shift-?", "\x1b[>4;2m", "\x1b[27;6;63~" },
	{ "Enter", "\x1b[>4;2m", "" },
	{ "Alt-Enter", "\x1b[>4;2m", "\x1b[27;3;13~" },
	{ "Shift-Enter", "\x1b[>4;2m", "\x1b[27;2;13~" },
	{ "Tab", "\x1b[>4;2m", "\t" },
	{ "Shift-Tab", "\x1b[>4;2m", "\x1b[Z" },
	{ "Ctrl-Shift-Tab", "\x1b[>4;2m", "\x1b[27;6;9~" },
	{ "Alt-Tab", "\x1b[>4;2m", "\x1b[27;3;9~" },
	{ "Backspace", "\x1b[>4;2m", "\x7f" },
	{ "Shift-Backspace", "\x1b[>4;2m", "\x1b[27;2;127~" },
	{ "Alt-Backspace", "\x1b[>4;2m", "\x1b[27;3;127~" },
	{ "Ctrl-Backspace", "\x1b[>4;2m", "\x08" },
	{ "Ctrl-Alt-Backspace", "\x1b[>4;2m", "\x1b[27;7;8~" },
	{ "Esc", "\x1b[>4;2m", "\x1b" },
	{ "Alt-Esc", "\x1b[>4;2m", "\x1b[27;3;27~" },
	{ "Shift-Up", "\x1b[>4;2m", "\x1b[1;2A" },
	{ "Alt-é", "\x1b[>4;2m", "\x1b[27;3;233~" },
	/* Switched off again, in each way. */
	{ "Ctrl-a", "\x1b[>4;2m\x1b[>4m", "\x01" },
	{ "Ctrl-a", "\x1b[>4;2m\x1b[>4;0m", "\x01" },
	{ "Ctrl-a", "\x1b[>4;2m\x1b[>m", "\x01" },
	{ "Ctrl-a", "\x1b[>4;2m\x1b[>4n", "\x01" },
	{ "Ctrl-a", "\x1b[>4;2m\x1b[!p", "\x01" },
	{ "Ctrl-a",
	  "\x1b[>4;2m\x1b"
	  "c",
	  "\x01" },
	{ "Ctrl-a", "\x1b[>1;2m\x1b[>2;2m\x1b[>5;2m", "\x01" },
	/* kitty's protocol: Esc and keys with Ctrl or Alt by their numbers. */
	{ "a", "\x1b[>1u", "a" },
	{ "A", "\x1b[>1u", "A" },
	{ "Esc", "\x1b[>1u", "\x1b[27u" },
	{ "Alt-Esc", "\x1b[>1u", "\x1b[27;3u" },
	{ "Ctrl-a", "\x1b[>1u", "\x1b[97;5u" },
	{ "Ctrl-i", "\x1b[>1u", "\x1b[105;5u" },
	{ "Ctrl-Shift-a", "\x1b[>1u", "\x1b[97;6u" },
	{ "Alt-a", "\x1b[>1u", "\x1b[97;3u" },
	{ "Alt-Shift-A", "\x1b[>1u", "\x1b[97;4u" },
	{ "Ctrl-Space", "\x1b[>1u", "\x1b[32;5u" },
	{ "Enter", "\x1b[>1u", "" },
	{ "Shift-Enter", "\x1b[>1u", "\x1b[13;2u" },
	{ "Tab", "\x1b[>1u", "\t" },
	{ "Shift-Tab", "\x1b[>1u", "\x1b[9;2u" },
	{ "Backspace", "\x1b[>1u", "\x7f" },
	{ "Ctrl-Backspace", "\x1b[>1u", "\x1b[127;5u" },
	{ "Up", "\x1b[>1u\x1b[?1h", "\x1b[A" },
	{ "Ctrl-Home", "\x1b[>1u", "\x1b[1;5H" },
	{ "F1", "\x1b[>1u", "\x1b[P" },
	{ "F3", "\x1b[>1u", "\x1b[13~" },
	{ "Shift-F3", "\x1b[>1u", "\x1b[13;2~" },
	{ "F4", "\x1b[>1u", "\x1b[S" },
	{ "F12", "\x1b[>1u", "\x1b[24~" },
	{ "Ctrl-Del", "\x1b[>1u", "\x1b[3;5~" },
	/* Its stack, one a screen; what it can't have. */
	{ "Esc", "\x1b[>1u\x1b[<u", "\x1b" },
	{ "Esc", "\x1b[>1u\x1b[>0u", "\x1b" },
	{ "Esc", "\x1b[>1u\x1b[>0u\x1b[<u", "\x1b[27u" },
	{ "Esc", "\x1b[>1u\x1b[>1u\x1b[<2u", "\x1b" },
	{ "Esc", "\x1b[=1u\x1b[<9999u", "\x1b" },
	{ "Esc", "\x1b[=1u", "\x1b[27u" },
	{ "Esc", "\x1b[=1u\x1b[=1;3u", "\x1b" },
	{ "Esc", "\x1b[=1;2u\x1b[=0;2u", "\x1b[27u" },
	{ "Esc", "\x1b[>30u", "\x1b" },
	{ "Esc", "\x1b[>31u", "\x1b[27u" },
	{ "Esc", "\x1b[>1u\x1b[?1049h", "\x1b" },
	{ "Esc", "\x1b[>1u\x1b[?1049h\x1b[>0u\x1b[?1049l", "\x1b[27u" },
	{ "Esc",
	  "\x1b[>1u\x1b"
	  "c",
	  "\x1b" },
	{ "Esc", "\x1b[>1u\x1b[!p", "\x1b" },
	{ "Esc",
	  "\x1b[>1u\x1b[>0u\x1b[>0u\x1b[>0u\x1b[>0u\x1b[>0u\x1b[>0u\x1b[>0u\x1b[>0u\x1b[>0u"
	  "\x1b[<8u",
	  "\x1b" },
	/* The keypad, in and out of application mode. */
	{ "Keypad-+", "", "+" },
	{ "Keypad-Enter", "", "" },
	{ "Keypad-5", "\x1b=", "\x1bOu" },
	{ "Keypad-0", "\x1b[?66h", "\x1bOp" },
	{ "Keypad-+", "\x1b=", "\x1bOk" },
	{ "Alt-Keypad-+", "\x1b=", "\x1bO3k" },
	{ "Keypad-*", "\x1b=", "\x1bOj" },
	{ "Keypad-,", "\x1b=", "\x1bOl" },
	{ "Keypad--", "\x1b=", "\x1bOm" },
	{ "Keypad-.", "\x1b=", "\x1bOn" },
	{ "Keypad-/", "\x1b=", "\x1bOo" },
	{ "Keypad-9", "\x1b=", "\x1bOy" },
	{ "Keypad-=", "\x1b=", "\x1bOX" },
	{ "Keypad-Enter", "\x1b=", "\x1bOM" },
	{ "Keypad-+", "\x1b=\x1b>", "+" },
	{ "Keypad-Enter", "\x1b[>1u", "\x1b[57414u" },
	{ "5", "\x1b=", "5" },
	{ "Enter", "\x1b=", "" },
};

/* A key by name, `Keypad-` in it for one of the keypad. */
static struct key parse(const char *name)
{
	const char *at = strstr(name, "Keypad-");
	char plain[64];
	struct key key;

	snprintf(plain, sizeof(plain), "%.*s%s", at ? (int)(at - name) : 0, name,
		 at ? at + strlen("Keypad-") : name);
	if (!key_parse(plain, &key))
		fail_msg("no key %s", name);
	if (at)
		key.mods |= KEYMOD_KEYPAD;
	return key;
}

static void expect(const char *name, struct key key, const char *modes, const char *bytes, size_t n)
{
	struct terminal_config config = {
		.width = 10, .height = 4, .history_lines = 1, .history_bytes = 1000
	};
	struct terminal_events events = { 0 };
	Terminal *t = terminal_new(&config, &events, NULL);
	char out[32];

	terminal_write(t, modes, strlen(modes), 1);
	size_t used = terminal_encode_key(t, key, out);
	if (used != n || memcmp(out, bytes, n))
		fail_msg("%s after %s: saw %zu bytes '%.*s', expected '%s'", name, modes, used,
			 (int)used, out, bytes);
	terminal_free(t);
}

static void test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect(cases[i].key, parse(cases[i].key), cases[i].modes, cases[i].bytes,
		       strlen(cases[i].bytes));
	}
}

static void test_nul_and_nothing(void **state)
{
	(void)state;
	expect("Ctrl-Space", (struct key){ KEYSYM_CHAR, ' ', KEYMOD_CTRL }, "", "", 1);
	expect("Ctrl-@", (struct key){ KEYSYM_CHAR, '@', KEYMOD_CTRL }, "", "", 1);
	expect("Ctrl-2", (struct key){ KEYSYM_CHAR, '2', KEYMOD_CTRL }, "", "", 1);
	expect("Ctrl-`", (struct key){ KEYSYM_CHAR, '`', KEYMOD_CTRL }, "", "", 1);
	expect("a byte", (struct key){ KEYSYM_BYTE, 0xe9, 0 }, "", "\xe9", 1);
	expect("Alt and a byte", (struct key){ KEYSYM_BYTE, 0xff, KEYMOD_ALT }, "", "\x1b\xff", 2);
	expect("none", (struct key){ KEYSYM_NONE, 0, 0 }, "", "", 0);
	expect("count", (struct key){ KEYSYM_COUNT, 0, 0 }, "", "", 0);
}

/* --- There and back: what we send is what we would read as that key. */

static void note_key(void *user, struct key k)
{
	char name[KEY_NAME_MAX];

	key_format(k, name);
	str_append_format(user, "%s%s ", k.mods & KEYMOD_KEYPAD ? "Keypad-" : "", name);
}

static void note_unknown(void *user, const char *bytes, size_t n)
{
	(void)bytes;
	str_append_format(user, "unknown(%zu) ", n);
}

static bool is_never(void *user)
{
	(void)user;
	return false;
}

static bool is_no_escape(void *user, struct key k)
{
	(void)user;
	(void)k;
	return false;
}

static void expect_back(const char *modes, struct key key)
{
	static const struct key_events events = { .key = note_key,
						  .unknown = note_unknown,
						  .is_escape = is_no_escape,
						  .is_for_peer = is_never };
	struct terminal_config config = {
		.width = 10, .height = 4, .history_lines = 1, .history_bytes = 1000
	};
	struct terminal_events none = { 0 };
	Terminal *t = terminal_new(&config, &none, NULL);
	struct str seen, expected;
	char out[32];
	size_t n;
	KeyDecoder *d;

	str_init(&seen);
	str_init(&expected);
	terminal_write(t, modes, strlen(modes), 1);
	n = terminal_encode_key(t, key, out);
	note_key(&expected, key);
	d = key_decoder_new(&events, &seen);
	key_decoder_feed(d, out, n, 0);
	key_decoder_tick(d, 100000);
	if (n && strcmp(seen.text, expected.text) != 0)
		fail_msg("%s after %s: sent '%.*s', read \"%s\"", expected.text, modes, (int)n, out,
			 seen.text);
	key_decoder_free(d);
	terminal_free(t);
	str_fini(&seen);
	str_fini(&expected);
}

static void test_there_and_back(void **state)
{
	static const char text[] = "a[\\]^_`z059.,;/-=+*~ ?";

	(void)state;
	for (unsigned mods = 0; mods < 8; mods++) {
		for (unsigned sym = KEYSYM_ENTER; sym < KEYSYM_COUNT; sym++) {
			struct key key = { .sym = (enum keysym)sym, .mods = mods };

			expect_back("\x1b[>1u", key);
			/* What modifyOtherKeys leaves alone is as it always was. */
			if (sym != KEYSYM_TAB && sym != KEYSYM_BACKSPACE)
				expect_back("\x1b[>4;2m", key);
			if (sym >= KEYSYM_UP)
				expect_back("\x1b[?1h", key);
		}
		for (const char *c = text; *c && mods != KEYMOD_SHIFT; c++) {
			struct key key = { KEYSYM_CHAR, (uint32_t)*c, mods };

			if (mods & KEYMOD_SHIFT && !(mods & KEYMOD_CTRL) && *c >= 'a' && *c <= 'z')
				key.cp -= 'a' - 'A';
			expect_back("\x1b[>1u", key);
			expect_back("\x1b[>4;2m", key);
		}
	}
}

/* --- What the peer is told of the keyboard: in char mode only, like every answer. */

static void note_reply(void *user, const char *bytes, size_t n)
{
	str_append(user, bytes, n);
}

static void expect_replies(bool line_mode, const char *input, const char *replies)
{
	struct terminal_config config = { .width = 10,
					  .height = 4,
					  .line_mode = line_mode,
					  .history_lines = 1,
					  .history_bytes = 1000 };
	struct terminal_events events = { .reply = note_reply };
	struct str out;
	Terminal *t;

	str_init(&out);
	t = terminal_new(&config, &events, &out);
	terminal_write(t, input, strlen(input), 1);
	if (strcmp(out.text, replies) != 0)
		fail_msg("%s: expected %s, saw %s", input, replies, out.text);
	terminal_free(t);
	str_fini(&out);
}

static void test_replies(void **state)
{
	(void)state;
	expect_replies(false, "\x1b[?u", "\x1b[?0u");
	expect_replies(false, "\x1b[>31u\x1b[?u", "\x1b[?1u");
	expect_replies(false, "\x1b[>1u\x1b[?1049h\x1b[?u\x1b[?1049l\x1b[?u", "\x1b[?0u\x1b[?1u");
	expect_replies(false, "\x1b[?4m", "\x1b[>4;0m");
	expect_replies(false, "\x1b[>4;1m\x1b[?4m\x1b[>4;9m\x1b[?4m", "\x1b[>4;1m\x1b[>4;2m");
	expect_replies(false, "\x1b[?1m\x1b[?m\x1b[?4;4m", "");
	expect_replies(true, "\x1b[>1u\x1b[?u\x1b[?4m", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_nul_and_nothing),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
