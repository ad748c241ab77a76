#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ui/key-decode.h"

/* Whether keys are noted with all of their modifiers, or as what they are looked up by. */
static bool precise;

/* What came out, as text: key names, `?bytes?` for unknown sequences, `<bytes>` for pastes. */
static void on_key(void *user, struct key k)
{
	char name[KEY_NAME_MAX];

	if (precise && k.mods & KEYMOD_KEYPAD)
		str_append_string(user, "Keypad-");
	key_format(precise ? k : key_plain(k), name);
	str_append_format(user, "%s ", name);
}

static void append_bytes(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < 0x20 || c >= 0x7f)
			str_append_format(out, "\\x%02x", c);
		else
			str_append_char(out, (char)c);
	}
}

static void on_unknown(void *user, const char *bytes, size_t n)
{
	str_append_char(user, '?');
	append_bytes(user, bytes, n);
	str_append_string(user, "? ");
}

static void on_paste(void *user, const char *bytes, size_t n)
{
	str_append_char(user, '<');
	append_bytes(user, bytes, n);
	str_append_string(user, "> ");
}

static void on_refused(void *user)
{
	str_append_string(user, "refused ");
}

static void on_wheel(void *user, int lines)
{
	str_append_format(user, "wheel%+d ", lines);
}

/* What the terminal told beside keys: it must never be among those. */
static char reports[256];

static void on_mouse(void *user, const struct mouse_event *m)
{
	static const char *const kinds[] = { "press", "release", "move", "wheel" };
	size_t n = strlen(reports);

	(void)user;
	snprintf(reports + n, sizeof(reports) - n, "%s %d at %u,%u mods %u; ", kinds[m->kind],
		 (int)m->button, m->row, m->column, m->mods);
}

static void on_place(void *user, unsigned row, unsigned column)
{
	size_t n = strlen(reports);

	(void)user;
	snprintf(reports + n, sizeof(reports) - n, "place %u %u; ", row, column);
}

static void on_answer(void *user, enum key_answer answer)
{
	size_t n = strlen(reports);

	(void)user;
	snprintf(reports + n, sizeof(reports) - n, "%s; ",
		 answer == KEY_ANSWER_KEYBOARD ? "keyboard" : "attributes");
}

static void on_focus(void *user, bool in)
{
	size_t n = strlen(reports);

	(void)user;
	snprintf(reports + n, sizeof(reports) - n, "focus %d; ", in);
}

static bool is_escape(void *user, struct key k)
{
	(void)user;
	return key_equal(k, (struct key){ KEYSYM_CHAR, ']', KEYMOD_CTRL }) ||
	       key_equal(k, (struct key){ .sym = KEYSYM_F1 + 11 });
}

/* Whether keys go to the peer, as in char mode. */
static bool to_peer;

static bool is_for_peer(void *user)
{
	(void)user;
	return to_peer;
}

static const struct key_events events = {
	.key = on_key,
	.unknown = on_unknown,
	.paste = on_paste,
	.paste_refused = on_refused,
	.wheel = on_wheel,
	.mouse = on_mouse,
	.focus = on_focus,
	.place = on_place,
	.answer = on_answer,
	.is_escape = is_escape,
	.is_for_peer = is_for_peer,
};

static const struct {
	const char *bytes;
	const char *keys;
} rows[] = {
	{ "a", "a " },
	{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "é € 😀 " },
	{ "\r\n\t\x7f\b", "Enter Ctrl-j Tab Backspace Ctrl-h " },
	{ "\x01\x1a\x1d\x1f\x1c", "Ctrl-a Ctrl-z Ctrl-] Ctrl-_ Ctrl-\\ " },
	{ "\x1b[A\x1bOB\x1b[C\x1b[D", "Up Down Right Left " },
	{ "\x1b[1;5C\x1b[1;2A\x1b[1;3D\x1b[1;8H",
	  "Ctrl-Right Shift-Up Alt-Left Ctrl-Alt-Shift-Home " },
	{ "\x1b[5~\x1b[6~\x1b[5;2~\x1b[3~\x1b[2~", "PgUp PgDn Shift-PgUp Del Ins " },
	{ "\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End Home End " },
	{ "\x1bOP\x1b[15~\x1b[24~\x1b[24;5~\x1b[[A", "F1 F5 F12 Ctrl-F12 F1 " },
	{ "\x1b[Z", "Shift-Tab " },
	{ "\x1bp\x1b\xc3\xa9\x1b\x7f", "Alt-p Alt-é Alt-Backspace " },
	{ "\x1b[99~x", "?\\x1b[99~? x " },
	{ "\x1b[<0;3;4Mx", "x " },
	{ "\x1b[200~a\nb\x1b[A\xff\x1b[201~c", "<a\\x0ab\\x1b[A\\xff> c " },
	{ "\x1b[200~\x1b[201~", "<> " },
	{ "\x1b[200~\x1b[20\x1b[201~", "<\\x1b[20> " },
	{ "\x1bOM\x1bOp", "Enter 0 " },
	{ "\x1b\x1b[A", "Esc Up " },
	{ "\xff"
	  "a",
	  "<ff> a " },
	{ "\x1b\xff\x1b\r\x1b\t\xef\xbf\xbd", "Alt-<ff> Alt-Enter Alt-Tab \xef\xbf\xbd " },
	{ "\x1b[11;12;13~", "?\\x1b[11;12;13~? " },
	{ "\x1b[25;1R!", "! " },
	/* Modified keys that have no name, and ones that have. */
	{ "\x1b[1;9A\x1b[1;5Z\x1b[5;9~\x1b[1;33D",
	  "?\\x1b[1;9A? ?\\x1b[1;5Z? ?\\x1b[5;9~? ?\\x1b[1;33D? " },
	{ "\x1b[E\x1bOE\x1b[97;9u", "?\\x1b[E? ?\\x1bOE? ?\\x1b[97;9u? " },
	{ "\x1b[1;2Z\x1b[1;2R\x1b[1;5P\x1bO5A\x1bO1;2P\x1b[1;129A",
	  "Shift-Tab Shift-F3 Ctrl-F1 Ctrl-Up Shift-F1 Up " },
	/* rxvt. */
	{ "\x1b[7$\x1b[8^\x1b[c\x1b[a\x1bOd\x1b[2$x",
	  "Shift-Home Ctrl-End Shift-Right Shift-Up Ctrl-Left Shift-Ins x " },
	/* kitty's keyboard protocol. */
	{ "\x1b[93;5u\x1b[97;5u\x1b[99;6u\x1b[105;5u\x1b[91;5u", "Ctrl-] Ctrl-a Ctrl-c Tab Esc " },
	{ "\x1b[93;5:1u\x1b[93;5:2u\x1b[93;5:3u", "Ctrl-] Ctrl-] " },
	{ "\x1b[93:125;5u\x1b[1098::93;5u\x1b[97:65;4u\x1b[97;4u", "Ctrl-] Ctrl-] Alt-A Alt-A " },
	{ "\x1b[97;3u\x1b[97;7u\x1b[97;69u\x1b[54:94;6u", "Alt-a Ctrl-Alt-a Ctrl-a Ctrl-^ " },
	{ "\x1b[13;5u\x1b[13u\x1b[13;3u\x1b[9;2u\x1b[27;1u\x1b[127;5u\x1b[127;3u",
	  "Enter Enter Alt-Enter Shift-Tab Esc Ctrl-Backspace Alt-Backspace " },
	{ "\x1b[97;;97u\x1b[97;2;65u\x1b[0;;229u\x1b[97u\x1b[97:65;2u", "a A \xc3\xa5 a A " },
	{ "\x1b[57419u\x1b[57400u\x1b[57414u\x1b[57376;5u\x1b[1;1:2A\x1b[13~",
	  "Up 1 Enter Ctrl-F13 Up F3 " },
	{ "\x1b[32;5u\x1b[47;5u\x1b[45;5u", "Ctrl-Space Ctrl-_ Ctrl-- " },
	/* xterm's modifyOtherKeys. */
	{ "\x1b[27;5;93~\x1b[27;6;65~\x1b[27;3;112~\x1b[27;5;9~\x1b[27;2;13~\x1b[27;2;33~",
	  "Ctrl-] Ctrl-a Alt-p Tab Enter ! " },
};

static void feed(struct str *out, const char *bytes, size_t n, size_t chunk)
{
	KeyDecoder *d = key_decoder_new(&events, out);

	for (size_t at = 0; at < n; at += chunk)
		key_decoder_feed(d, bytes + at, n - at < chunk ? n - at : chunk, 1000);
	key_decoder_tick(d, 100000);
	key_decoder_free(d);
}

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].bytes);

		for (size_t chunk = 1; chunk <= n; chunk++) {
			struct str out;

			str_init(&out);
			feed(&out, rows[i].bytes, n, chunk);
			if (strcmp(out.text, rows[i].keys) != 0)
				fail_msg("row %zu in pieces of %zu: expected \"%s\", saw \"%s\"", i,
					 chunk, rows[i].keys, out.text);
			str_fini(&out);
		}
	}
}

/* What terminals tell of keys by number, with all that they say. */
static const struct {
	const char *bytes;
	const char *keys;
} precise_rows[] = {
	{ "\x1b[105;5u\x1b[109;5u\x1b[91;5u\t\r", "Ctrl-i Ctrl-m Ctrl-[ Tab Enter " },
	{ "\x1b[99;6u\x1b[27;6;67~\x1b[97;8u", "Ctrl-Shift-c Ctrl-Shift-c Ctrl-Alt-Shift-a " },
	{ "\x1b[97;4u\x1b[49:33;4u\x1b[97;2u", "Alt-Shift-A Alt-Shift-! Shift-A " },
	{ "\x1b[13;2u\x1b[13;5u\x1b[9;5u\x1b[9;6u",
	  "Shift-Enter Ctrl-Enter Ctrl-Tab Ctrl-Shift-Tab " },
	{ "\x1b[127;2u\x1b[127;5u\x1b[27;5;8~", "Shift-Backspace Ctrl-Backspace Ctrl-Backspace " },
	{ "\x1b[27u\x1b[27;2u\x1b[32;2u", "Esc Shift-Esc Shift-Space " },
	{ "\x1b[47;5u\x1b[50;5u\x1b[54;6u", "Ctrl-/ Ctrl-2 Ctrl-Shift-6 " },
	{ "\x1b[1089::99;5u\x1b[1089;5u", "Ctrl-c Ctrl-\xd1\x81 " },
	{ "\x1bOk\x1bOM\x1bOp\x1bOI", "Keypad-+ Keypad-Enter Keypad-0 Keypad-Tab " },
	{ "\x1b[57413u\x1b[57414u\x1b[57413;129u\x1b[57414;129u",
	  "Keypad-+ Keypad-Enter + Enter " },
	{ "\x1b[57404;129u\x1b[57404u\x1b[57417u", "5 5 Left " },
	{ "\x1b[P\x1b[Q\x1b[13~\x1b[S\x1b[1;5P\x1b[13;2~", "F1 F2 F3 F4 Ctrl-F1 Shift-F3 " },
};

static void test_precise_keys(void **state)
{
	(void)state;
	precise = true;
	for (size_t i = 0; i < sizeof(precise_rows) / sizeof(precise_rows[0]); i++) {
		size_t n = strlen(precise_rows[i].bytes);

		for (size_t chunk = 1; chunk <= n; chunk++) {
			struct str out;

			str_init(&out);
			feed(&out, precise_rows[i].bytes, n, chunk);
			if (strcmp(out.text, precise_rows[i].keys) != 0)
				fail_msg("row %zu in pieces of %zu: expected \"%s\", saw \"%s\"", i,
					 chunk, precise_rows[i].keys, out.text);
			str_fini(&out);
		}
	}
	precise = false;
}

/* --- The mouse and the focus. */

static const struct {
	const char *bytes;
	const char *reports;
} report_rows[] = {
	{ "\x1b[<0;3;4M\x1b[<0;3;4m", "press 1 at 3,2 mods 0; release 1 at 3,2 mods 0; " },
	{ "\x1b[<2;1;1M\x1b[<1;1000;1M", "press 3 at 0,0 mods 0; press 2 at 0,999 mods 0; " },
	{ "\x1b[<32;5;6M\x1b[<35;5;7M", "move 1 at 5,4 mods 0; move 0 at 6,4 mods 0; " },
	{ "\x1b[<64;2;2M\x1b[<65;2;2M", "wheel 4 at 1,1 mods 0; wheel 5 at 1,1 mods 0; " },
	{ "\x1b[<66;2;2M\x1b[<67;2;2M", "wheel 6 at 1,1 mods 0; wheel 7 at 1,1 mods 0; " },
	{ "\x1b[<128;2;2M\x1b[<131;2;2m", "press 8 at 1,1 mods 0; release 11 at 1,1 mods 0; " },
	{ "\x1b[<4;1;1M\x1b[<8;1;1M\x1b[<16;1;1M",
	  "press 1 at 0,0 mods 1; press 1 at 0,0 mods 2; press 1 at 0,0 mods 4; " },
	{ "\x1b[I\x1b[O", "focus 1; focus 0; " },
	{ "\x1b[2;3R\x1b[24;80R", "place 1 2; place 23 79; " },
	{ "\x1b[2;R\x1b[;2R\x1b[2;3;4R\x1b[0;0R\x1b[2R\x1b[999999;2R", "" },
	{ "\x1b[?0u\x1b[?5u\x1b[?62;22c\x1b[?6c", "keyboard; keyboard; attributes; attributes; " },
	{ "\x1b[?u\x1b[?c\x1b[?1:2u\x1b[>1u\x1b[>41;1;0c\x1b[=1;2c", "" },
	/* Not a mouse's: one number too few or too many, none, too large; another form. */
	{ "\x1b[<0;1M\x1b[<0;1;1;1M\x1b[<;;M\x1b[<0;100000;1M\x1b[<0:1;1;1M", "" },
	{ "\x1b[M !!\x1b[32;10;10M\x1b[1I", "" },
};

static void test_reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(report_rows) / sizeof(report_rows[0]); i++) {
		size_t n = strlen(report_rows[i].bytes);

		for (size_t chunk = 1; chunk <= n; chunk++) {
			struct str out;

			str_init(&out);
			reports[0] = '\0';
			feed(&out, report_rows[i].bytes, n, chunk);
			if (strcmp(reports, report_rows[i].reports) != 0)
				fail_msg("row %zu in pieces of %zu: expected \"%s\", saw \"%s\"", i,
					 chunk, report_rows[i].reports, reports);
			str_fini(&out);
		}
	}
}

/* --- With time. */

/* Bytes that come `after` ms after the ones before. */
struct piece {
	int after;
	const char *bytes;
};

/* A decoder, its time, and what came out. */
struct clocked {
	KeyDecoder *d;
	int64_t now;
	struct str out;
};

static void begin(struct clocked *c)
{
	str_init(&c->out);
	c->d = key_decoder_new(&events, &c->out);
	c->now = 1000000;
}

static void end(struct clocked *c)
{
	key_decoder_free(c->d);
	str_fini(&c->out);
}

/* Time passes, and each deadline is kept. */
static void pass(struct clocked *c, int ms)
{
	int64_t until = c->now + ms;

	for (int64_t due; (due = key_decoder_deadline(c->d)) >= 0 && due <= until;)
		key_decoder_tick(c->d, due);
	c->now = until;
}

static void come(struct clocked *c, int after, const char *bytes, size_t n)
{
	pass(c, after);
	key_decoder_feed(c->d, bytes, n, c->now);
}

static void expect(const struct piece *pieces, size_t count, const char *keys)
{
	struct clocked c;

	begin(&c);
	for (size_t i = 0; i < count; i++)
		come(&c, pieces[i].after, pieces[i].bytes, strlen(pieces[i].bytes));
	pass(&c, 20000);
	if (strcmp(c.out.text, keys) != 0)
		fail_msg("\"%s\" after %d ms …: expected \"%s\", saw \"%s\"", pieces[0].bytes,
			 count > 1 ? pieces[1].after : 0, keys, c.out.text);
	end(&c);
}

#define EXPECT(keys, ...)                             \
	expect((const struct piece[]){ __VA_ARGS__ }, \
	       sizeof((const struct piece[]){ __VA_ARGS__ }) / sizeof(struct piece), keys)

/* A lone Esc is told from a sequence by time alone. */
static void test_escape(void **state)
{
	struct clocked c;

	(void)state;
	begin(&c);
	come(&c, 0, "\x1b", 1);
	assert_int_equal(key_decoder_deadline(c.d), c.now + KEY_DECODE_ESCAPE_MS);
	pass(&c, KEY_DECODE_ESCAPE_MS - 1);
	assert_string_equal(c.out.text, "");
	pass(&c, 1);
	assert_string_equal(c.out.text, "Esc ");
	assert_int_equal(key_decoder_deadline(c.d), -1);
	end(&c);
	EXPECT("Esc x ", { 0, "\x1b" }, { 30, "x" });
	EXPECT("Alt-x ", { 0, "\x1b" }, { 20, "x" });
	EXPECT("Esc Esc ", { 0, "\x1b\x1b" });
}

static void test_escape_delay(void **state)
{
	struct clocked c;

	(void)state;
	begin(&c);
	key_decoder_set_escape_delay(c.d, 300);
	come(&c, 0, "\x1b", 1);
	come(&c, 299, "[A", 2);
	come(&c, 0, "\x1b", 1);
	pass(&c, 300);
	assert_string_equal(c.out.text, "Up Esc ");
	key_decoder_set_escape_delay(c.d, 2000);
	come(&c, 0, "\x1b", 1);
	come(&c, 1900, "[", 1);
	come(&c, 1900, "B", 1);
	assert_string_equal(c.out.text, "Up Esc Down ");
	end(&c);
}

/* Only Esc itself is told after 25 ms; what is left of a sequence is never text. */
static void test_torn_sequences(void **state)
{
	static const char *const sequences[] = {
		"\x1b[A",     "\x1bOA",  "\x1b[1;5A",    "\x1b[24~", "\x1b[200~x\x1b[201~",
		"\x1b[93;5u", "\x1bO5A", "\x1b[27;5;93~"
	};
	static const int delays[] = { 0, 26, 100, 499 };

	(void)state;
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		size_t n = strlen(sequences[i]);
		struct str whole;

		str_init(&whole);
		feed(&whole, sequences[i], n, n);
		for (size_t k = 0; k < 4 * (n - 2); k++) {
			char first[32];
			size_t at = 2 + k / 4;

			snprintf(first, sizeof(first), "%.*s", (int)at, sequences[i]);
			EXPECT(whole.text, { 0, first }, { delays[k % 4], sequences[i] + at });
		}
		str_fini(&whole);
	}
	EXPECT("Alt-[ x ", { 0, "\x1b[" }, { 501, "x" });
	EXPECT("Ctrl-Up ", { 0, "\x1b[1;" }, { 5000, "5A" });
	EXPECT("Enter x ", { 0, "\x1b[1;5" }, { 5000, "\rx" });
	EXPECT("Up ", { 0, "\x1b[1;5" }, { 10, "\x1b[A" });
	/* Esc was told, and still what follows at once is a sequence. */
	EXPECT("Esc Up ", { 0, "\x1b" }, { 100, "[A" });
	EXPECT("Esc [ ] x ", { 0, "\x1b" }, { 100, "[]x" });
	EXPECT("Esc x ", { 0, "\x1b" }, { 100, "]11;rgb:00/00/00\x1b\\x" });
	/* Two keys typed one after the other are two keys. */
	EXPECT("Esc [ A ", { 0, "\x1b" }, { 100, "[" }, { 100, "A" });
}

/* The peer has the Esc that was told: it gets what comes after, once, and without waiting. */
static void test_after_sent_escape(void **state)
{
	struct clocked c;

	(void)state;
	to_peer = true;
	EXPECT("Esc [ A ", { 0, "\x1b" }, { 30, "[A" });
	EXPECT("Esc [ A x ", { 0, "\x1b" }, { 100, "[Ax" });
	EXPECT("Esc [ 1 ; 5 A ", { 0, "\x1b" }, { 500, "[1;5A" });
	EXPECT("Esc [ 1 ; 9 A ", { 0, "\x1b" }, { 100, "[1;9A" });
	EXPECT("Esc [ I O f ", { 0, "\x1b" }, { 100, "[I" }, { 100, "Of" });
	EXPECT("Esc O A ", { 0, "\x1b" }, { 100, "OA" });
	EXPECT("Alt-[ A x ", { 0, "\x1b[" }, { 600, "Ax" });
	EXPECT("Up Ctrl-Up ", { 0, "\x1b" }, { 20, "[A\x1b[1;" }, { 100, "5A" });
	/* The terminal's own words are no keys all the same, and a paste is a paste. */
	EXPECT("Esc x ", { 0, "\x1b" }, { 100, "[24;80Rx" });
	EXPECT("Esc x ", { 0, "\x1b" }, { 100, "]11;rgb:00/00/00\x1b\\x" });
	EXPECT("Esc <a\\x0a> ", { 0, "\x1b" }, { 100, "[200~a\n\x1b[201~" });
	for (size_t i = 0; i < 4; i++) {
		static const char *const unfinished[][2] = { { "[[", "Esc [ [ " },
							     { "[1;", "Esc [ 1 ; " },
							     { "O5", "Esc O 5 " },
							     { "]1", "Esc ] 1 " } };

		begin(&c);
		come(&c, 0, "\x1b", 1);
		come(&c, 100, unfinished[i][0], strlen(unfinished[i][0]));
		pass(&c, KEY_DECODE_ESCAPE_MS);
		assert_string_equal(c.out.text, unfinished[i][1]);
		end(&c);
	}
	to_peer = false;
}

/* No key is ESC [ [, but the keys Esc [ [ may come in one read. */
static void test_brackets(void **state)
{
	(void)state;
	EXPECT("F1 ", { 0, "\x1b[[" }, { 400, "A" });
	EXPECT("Alt-[ [ A ", { 0, "\x1b[[" }, { 600, "A" });
	EXPECT("Esc Alt-[ [ ", { 0, "\x1b" }, { 100, "[[" });
}

static int send_keys(void **state)
{
	(void)state;
	to_peer = true;
	return 0;
}

static int keep_keys(void **state)
{
	(void)state;
	to_peer = false;
	return 0;
}

static const char attack[] = "\x1b[200~one\n/quit!\n\x1b[201~";

/* Whether /quit! came as keys, or a line end did. */
static void expect_no_command(struct clocked *c, size_t at, int delay)
{
	const char *paste, *slash;

	pass(c, 20000);
	key_decoder_feed(c->d, "!", 1, c->now);
	pass(c, 20000);
	paste = strchr(c->out.text, '<');
	slash = strchr(c->out.text, '/');
	if (!paste || !slash || slash < paste || strstr(c->out.text, "Ctrl-j") ||
	    !strstr(c->out.text, "/quit!\\x0a> ! "))
		fail_msg("torn at %zu for %d ms: saw \"%s\"", at, delay, c->out.text);
}

static void test_torn_paste(void **state)
{
	static const int delays[] = { 0, 24, 26, 100, 450, 600, 1500, 6000, 60000 };

	(void)state;
	for (size_t at = 1; at < sizeof(attack) - 1; at++) {
		for (size_t i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
			struct clocked c;

			begin(&c);
			come(&c, 0, attack, at);
			come(&c, delays[i], attack + at, sizeof(attack) - 1 - at);
			expect_no_command(&c, at, delays[i]);
			end(&c);
		}
	}
}

static void test_paste_byte_by_byte(void **state)
{
	static const int delays[] = { 0, 24, 26, 100, 501, 900 };

	(void)state;
	for (size_t i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		struct clocked c;

		begin(&c);
		for (size_t at = 0; at < sizeof(attack) - 1; at++)
			come(&c, delays[i], attack + at, 1);
		expect_no_command(&c, 1, delays[i]);
		end(&c);
	}
}

/* Two tears, anywhere, for any time. */
static void test_paste_in_three(void **state)
{
	static const int delays[] = { 30, 700 };
	size_t n = sizeof(attack) - 1;

	(void)state;
	for (size_t k = 0; k < n * n * 4; k++) {
		size_t first = 1 + k / 4 % n, second = 1 + k / 4 / n;
		struct clocked c;

		if (second <= first || second >= n)
			continue;
		begin(&c);
		come(&c, 0, attack, first);
		come(&c, delays[k % 2], attack + first, second - first);
		come(&c, delays[k / 2 % 2], attack + second, n - second);
		expect_no_command(&c, first, delays[k % 2]);
		end(&c);
	}
}

/* --- A paste whose end never comes. */

static void test_lost_paste_end(void **state)
{
	(void)state;
	EXPECT("<text> x y ", { 0, "\x1b[200~text" }, { 1000, "x" }, { 100, "y" });
	EXPECT("<text> é ", { 0, "\x1b[200~text" }, { 1000, "\xc3\xa9" });
	EXPECT("<text> é ", { 0, "\x1b[200~text" }, { 1000, "\xc3" }, { 100, "\xa9" });
	EXPECT("<text> Up ", { 0, "\x1b[200~text" }, { 1000, "\x1b[A" });
	EXPECT("<text> Up ", { 0, "\x1b[200~text" }, { 1000, "\x1b[" }, { 100, "A" });
	EXPECT("<text> Enter ", { 0, "\x1b[200~text" }, { 1000, "\r" });
	EXPECT("<text> Esc ", { 0, "\x1b[200~text" }, { 1000, "\x1b" });
	EXPECT("<text> Alt-p ", { 0, "\x1b[200~text" }, { 1000, "\x1bp" });
	/* Each key would prolong it, were it not for the silence before the first. */
	EXPECT("<textab> c ", { 0, "\x1b[200~text" }, { 200, "a" }, { 200, "b" }, { 1000, "c" });
	/* More than a key is the rest of a paste that was held up. */
	EXPECT("<textmore> x ", { 0, "\x1b[200~text" }, { 5000, "more\x1b[201~x" });
	EXPECT("<text> ", { 0, "\x1b[200~text\x1b[201" }, { 5000, "~" });
	EXPECT("<text> ", { 0, "\x1b[200~text\x1b" }, { 5000, "[201~" });
	EXPECT("<text> <next> ", { 0, "\x1b[200~text" }, { 5000, "\x1b[200~next\x1b[201~" });
	/* The terminal's own words are no key. */
	EXPECT("<text\\x1b[I> x ", { 0, "\x1b[200~text" }, { 2000, "\x1b[I" }, { 2000, "x" });
}

static void test_paste_ended_by_escape(void **state)
{
	(void)state;
	EXPECT("<text> Ctrl-] d ", { 0, "\x1b[200~text" }, { 30, "\x1d" }, { 30, "d" });
	EXPECT("<text> F12 ", { 0, "\x1b[200~text" }, { 30, "\x1b[24~" });
	EXPECT("<text> F12 ", { 0, "\x1b[200~text" }, { 30, "\x1b[2" }, { 40, "4~" });
	EXPECT("<text> Ctrl-c ", { 0, "\x1b[200~text" }, { 30, "\x03" });
	EXPECT("<> Ctrl-c ", { 0, "\x1b[200~" }, { 30, "\x03" });
	EXPECT("<text> Ctrl-] q y ", { 0, "\x1b[200~text" }, { 30, "\x1dqy" });
	EXPECT("<text\\x1dqy and much more> ", { 0, "\x1b[200~text" },
	       { 30, "\x1dqy and much more" }, { 30, "\x1b[201~" });
	/* Within one read with the text it takes a silence. */
	EXPECT("<text> Ctrl-] ", { 0, "\x1b[200~te" }, { 0, "xt\x1d" });
	EXPECT("<text> F12 ", { 0, "\x1b[200~text\x1b[24~" });
	/* In the text they are text. */
	EXPECT("<a\\x1db\\x03c\\x1b[24~d> ", { 0, "\x1b[200~a\x1d"
						  "b\x03"
						  "c\x1b[24~d\x1b[201~" });
	EXPECT("<a\\x1dqy> ", { 0, "\x1b[200~a\x1d" }, { 100, "qy\x1b[201~" });
	EXPECT("<\\x1dq\\x1dqy> ", { 0, "\x1b[200~\x1dq\x1d" }, { 5000, "qy\x1b[201~" });
}

static char *repeat(size_t n, const char *tail)
{
	char *text = malloc(n + strlen(tail) + 1);

	memset(text, 'a', n);
	memcpy(text + n, tail, strlen(tail) + 1);
	return text;
}

static void expect_size(size_t n, size_t chunk, bool taken)
{
	char *text = repeat(n, "\x1b[201~x");
	size_t length = strlen(text);
	struct clocked c;

	begin(&c);
	come(&c, 0, "\x1b[200~", 6);
	for (size_t at = 0; at < length; at += chunk)
		come(&c, 0, text + at, length - at < chunk ? length - at : chunk);
	if (taken)
		assert_int_equal(c.out.length, n + strlen("<> x "));
	else
		assert_string_equal(c.out.text, "refused x ");
	end(&c);
	free(text);
}

/* What is too large is dropped up to its end, and said once. */
static void test_large_paste(void **state)
{
	struct clocked c;
	char *text = repeat(KEY_DECODE_PASTE_MAX + 100, "");

	(void)state;
	expect_size(KEY_DECODE_PASTE_MAX, 4096, true);
	expect_size(KEY_DECODE_PASTE_MAX, SIZE_MAX / 2, true);
	expect_size(KEY_DECODE_PASTE_MAX + 1, 4096, false);
	expect_size(KEY_DECODE_PASTE_MAX + 1, SIZE_MAX / 2, false);
	expect_size(3 * KEY_DECODE_PASTE_MAX, 4095, false);
	begin(&c);
	come(&c, 0, "\x1b[200~", 6);
	come(&c, 0, text, strlen(text));
	come(&c, 1000, "x", 1);
	pass(&c, 100);
	assert_string_equal(c.out.text, "refused x ");
	end(&c);
	free(text);
}

/* --- What a terminal says without a key. */

static const char *const answers[] = {
	"\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
	"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
	"\x1b]4;1;rgb:cd/00/00\x07",
	"\x1b]52;c;L3F1aXQh\x1b\\",
	"\x1b]l/quit!\x1b\\",
	"\x1b]Licon\x1b\\",
	"\x1bP1$r0m\x1b\\",
	"\x1bP0+r544e\x1b\\",
	"\x1bP>|XTerm(367)\x1b\\",
	"\x1bP!|00000000\x1b\\",
	"\x1b_Gi=31;OK\x1b\\",
	"\x1b^privacy\x1b\\",
	"\x1bXstring\x1b\\",
	"\x1b[?2026;2$y",
	"\x1b[4;1$y",
	"\x1b[?62;22;52c",
	"\x1b[>41;367;0c",
	"\x1b[=1;2c",
	"\x1b[24;80R",
	"\x1b[1;1R",
	"\x1b[1;80R",
	"\x1b[?24;80;1R",
	"\x1b[0n",
	"\x1b[?997;1n",
	"\x1b[8;24;80t",
	"\x1b[48;24;80;480;800t",
	"\x1b[2;1;1;112;112;1;0x",
	"\x1b[?1u",
	"\x1b[>4;2m",
	"\x1b[?1;0;256S",
	"\x1b[M !!",
	"\x1b[M#\xc3\xff",
	"\x1b[<0;3;4M",
	"\x1b[<65;10;10m",
	"\x1b[32;10;10M",
	"\x1b[I",
	"\x1b[O",
	"\x1b[97;1:3u", /* a key let go (kitty) */
	"\x1b[1;1:3A",
	"\x1b[3;1:3~",
	"\x1b[57441;2u", /* Shift alone */
	"\x1b[201~",
};

static void test_answers(void **state)
{
	static const int delays[] = { 0, 26, 100, 499 };

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		size_t n = strlen(answers[i]);

		for (size_t k = 0; k < 4 * n; k++) {
			size_t at = 1 + k / 4;
			bool escaped = at == 1 && delays[k % 4] > KEY_DECODE_ESCAPE_MS;
			struct clocked c;

			begin(&c);
			come(&c, 0, "a", 1);
			come(&c, 0, answers[i], at);
			if (at < n)
				come(&c, delays[k % 4], answers[i] + at, n - at);
			come(&c, 0, "b", 1);
			pass(&c, 20000);
			if (strcmp(c.out.text, escaped ? "a Esc b " : "a b ") != 0)
				fail_msg("answer %zu torn at %zu for %d ms: saw \"%s\"", i, at,
					 delays[k % 4], c.out.text);
			end(&c);
		}
	}
}

/* A string's end may get lost too; how long it was costs no memory. */
static void test_lost_string_end(void **state)
{
	char *text = repeat(1 << 20, "");
	struct clocked c;

	(void)state;
	EXPECT("x ", { 0, "\x1b]11;rgb:" }, { 2000, "x" });
	EXPECT("Enter y ", { 0, "\x1b]11;rgb:" }, { 10, "\ry" });
	EXPECT("Ctrl-] ", { 0, "\x1b]11;rgb:" }, { 10, "\x1d" });
	EXPECT("Esc ", { 0, "\x1b]11;rgb:" }, { 10, "\x1b" });
	EXPECT("Up ", { 0, "\x1bP1$r" }, { 10, "\x1b[A" });
	EXPECT("", { 0, "\x1b]11;rgb:" }, { 2000, "ff/ff/ff\x1b\\" });
	EXPECT("", { 0, "\x1b]11;rgb:" }, { 2000, "\x1b\\" });
	EXPECT("x ", { 0, "\x1b]11;rgb:\x1b" }, { 400, "\\x" });
	EXPECT("x ", { 0, "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;"
			  "1;1;1;1;1;1;1;1;1;1;1;1;1mx" });
	begin(&c);
	come(&c, 0, "\x1b]52;c;", 7);
	for (int i = 0; i < 100; i++)
		come(&c, 0, text, strlen(text));
	come(&c, 0, "\x07x", 2);
	assert_string_equal(c.out.text, "x ");
	end(&c);
	free(text);
}

/* Alt and what opens a string are keys too. */
static void test_alt_and_introducers(void **state)
{
	static const char introducers[] = "[]PO_^X\\";

	(void)state;
	for (const char *p = introducers; *p; p++) {
		char bytes[3] = { 0x1b, *p, 0 };
		char alone[32], before_x[32];

		snprintf(alone, sizeof(alone), "Alt-%c ", *p);
		snprintf(before_x, sizeof(before_x), "Alt-%c x ", *p);
		EXPECT(alone, { 0, bytes });
		EXPECT(before_x, { 0, bytes }, { 600, "x" });
		if (*p != '[' && *p != 'O')
			EXPECT(before_x, { 0, bytes }, { 100, "x" });
	}
	EXPECT("Alt-[ Enter ", { 0, "\x1b[\r" });
	EXPECT("Alt-] h e l l o ", { 0, "\x1b]" }, { 100, "h" }, { 100, "ello" });
}

/* --- The wheel as arrow keys. */

static void test_wheel(void **state)
{
	(void)state;
	EXPECT("wheel-3 ", { 0, "\x1bOA\x1bOA\x1bOA" });
	EXPECT("wheel+4 x ", { 0, "\x1b[B\x1b[B\x1b[B\x1b[Bx" });
	EXPECT("Up Up ", { 0, "\x1bOA\x1bOA" });
	EXPECT("Up Up Up ", { 0, "\x1bOA" }, { 0, "\x1bOA" }, { 0, "\x1bOA" });
	EXPECT("wheel-3 wheel+3 ", { 0, "\x1bOA\x1bOA\x1bOA\x1bOB\x1bOB\x1bOB" });
	EXPECT("Up Up x Up ", { 0, "\x1bOA\x1bOAx\x1bOA" });
	EXPECT("Right Right Right ", { 0, "\x1bOC\x1bOC\x1bOC" });
	EXPECT("Ctrl-Up Ctrl-Up Ctrl-Up ", { 0, "\x1b[1;5A\x1b[1;5A\x1b[1;5A" });
	EXPECT("Up Up <text> Up ", { 0, "\x1b[A\x1b[A\x1b[200~text\x1b[201~\x1b[A" });
	EXPECT("Up ?\\x1b[1;9A? Up Up ", { 0, "\x1b[A\x1b[1;9A\x1b[A\x1b[A" });
}

/* --- The rest. */

static void test_added(void **state)
{
	struct str out;
	KeyDecoder *d;

	(void)state;
	str_init(&out);
	d = key_decoder_new(&events, &out);
	key_decoder_add(d, "\x1b[9X", (struct key){ .sym = KEYSYM_F1 });
	key_decoder_add(d, "\x1b?x", (struct key){ .sym = KEYSYM_F1 + 1 });
	for (const char *p = "\x1b[9X\x1b[A\x1b?x"; *p; p++)
		key_decoder_feed(d, p, 1, 0);
	assert_string_equal(out.text, "F1 Up F2 ");
	key_decoder_free(d);
	str_fini(&out);
}

/* A character whose rest never comes is its bytes. */
static void test_torn_character(void **state)
{
	(void)state;
	EXPECT("é ", { 0, "\xc3" }, { 900, "\xa9" });
	EXPECT("<c3> x ", { 0, "\xc3" }, { 1001, "x" });
	EXPECT("<f0> <9f> <98> ", { 0, "\xf0\x9f\x98" });
	EXPECT("Alt-<c3> ", { 0, "\x1b\xc3" });
}

/* A decoder that is asked for keys alone: a wheel is its keys, the rest is nothing. */
static void test_keys_alone(void **state)
{
	static const char bytes[] =
		"\x1b[A\x1b[A\x1b[Aa\x1b[<0;1;1M\x1b[I\x1b[2;3R\x1b[?1u\x1b[?1;2c"
		"\x1b[99~\x1b[200~pasted\x1b[201~b";
	static const struct key_events keys_alone = { .key = on_key };
	struct str out;
	KeyDecoder *d;

	(void)state;
	str_init(&out);
	d = key_decoder_new(&keys_alone, &out);
	key_decoder_feed(d, bytes, sizeof(bytes) - 1, 0);
	key_decoder_feed(d, "\x1b", 1, 5000);
	key_decoder_tick(d, 6000);
	assert_string_equal(out.text, "Up Up Up a b Esc ");
	key_decoder_free(d);
	str_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_precise_keys),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_escape_delay),
		cmocka_unit_test(test_torn_sequences),
		cmocka_unit_test(test_after_sent_escape),
		cmocka_unit_test(test_brackets),
		cmocka_unit_test(test_torn_paste),
		cmocka_unit_test_setup_teardown(test_torn_paste, send_keys, keep_keys),
		cmocka_unit_test(test_paste_byte_by_byte),
		cmocka_unit_test_setup_teardown(test_paste_byte_by_byte, send_keys, keep_keys),
		cmocka_unit_test(test_paste_in_three),
		cmocka_unit_test_setup_teardown(test_paste_in_three, send_keys, keep_keys),
		cmocka_unit_test(test_lost_paste_end),
		cmocka_unit_test(test_paste_ended_by_escape),
		cmocka_unit_test(test_large_paste),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_lost_string_end),
		cmocka_unit_test(test_alt_and_introducers),
		cmocka_unit_test(test_wheel),
		cmocka_unit_test(test_keys_alone),
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_torn_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
