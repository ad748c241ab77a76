#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ui/key-decode.h"

/* What came out, as text: key names, `?bytes?` for unknown sequences, `<bytes>` for pastes. */
static void on_key(void *user, struct key k)
{
	char name[KEY_NAME_MAX];

	key_format(k, name);
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

static const struct key_events events = { on_key, on_unknown, on_paste };

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
	{ "\x1b[<0;3;4Mx", "?\\x1b[<0;3;4M? x " },
	{ "\x1b[200~a\nb\x1b[A\xff\x1b[201~c", "<a\\x0ab\\x1b[A\\xff> c " },
	{ "\x1b[200~\x1b[201~", "<> " },
	{ "\x1b[200~\x1b[20\x1b[201~", "<\\x1b[20> " },
	{ "\x1bOM\x1bOp", "Enter 0 " },
	{ "\x1b\x1b[A", "Esc Up " },
	{ "\xff"
	  "a",
	  "\xef\xbf\xbd a " },
	{ "\x1b[11;12;13~", "?\\x1b[11;12;13~? " },
	{ "\x1b[25;1R!", "?\\x1b[25;1R? ! " },
};

static void feed(struct str *out, const char *bytes, size_t n, size_t chunk)
{
	KeyDecoder *d = key_decoder_new(&events, out);

	for (size_t at = 0; at < n; at += chunk)
		key_decoder_feed(d, bytes + at, n - at < chunk ? n - at : chunk, 1000);
	key_decoder_tick(d, 1000 + KEY_DECODE_PASTE_MS);
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
			if (chunk == n || strcmp(out.text, rows[i].keys))
				assert_string_equal(out.text, rows[i].keys);
			str_fini(&out);
		}
	}
}

/* A lone Esc is told from a sequence by time alone. */
static void test_escape(void **state)
{
	struct str out;
	KeyDecoder *d;

	(void)state;
	str_init(&out);
	d = key_decoder_new(&events, &out);
	key_decoder_feed(d, "\x1b", 1, 100);
	assert_string_equal(out.text, "");
	assert_int_equal(key_decoder_deadline(d), 100 + KEY_DECODE_ESCAPE_MS);
	key_decoder_tick(d, 100 + KEY_DECODE_ESCAPE_MS - 1);
	assert_string_equal(out.text, "");
	key_decoder_tick(d, 100 + KEY_DECODE_ESCAPE_MS);
	assert_string_equal(out.text, "Esc ");
	assert_int_equal(key_decoder_deadline(d), -1);
	key_decoder_feed(d, "\x1b[", 2, 200);
	key_decoder_tick(d, 300);
	assert_string_equal(out.text, "Esc Alt-[ ");
	key_decoder_free(d);
	str_fini(&out);
}

/* A paste whose end got lost ends by itself, and keys work again. */
static void test_lost_paste_end(void **state)
{
	struct str out;
	KeyDecoder *d;

	(void)state;
	str_init(&out);
	d = key_decoder_new(&events, &out);
	key_decoder_feed(d, "\x1b[200~text", 10, 0);
	key_decoder_tick(d, KEY_DECODE_PASTE_MS - 1);
	assert_string_equal(out.text, "");
	key_decoder_tick(d, KEY_DECODE_PASTE_MS);
	key_decoder_feed(d, "x", 1, KEY_DECODE_PASTE_MS);
	assert_string_equal(out.text, "<text> x ");
	key_decoder_free(d);
	str_fini(&out);
}

static void test_added(void **state)
{
	struct str out;
	KeyDecoder *d;

	(void)state;
	str_init(&out);
	d = key_decoder_new(&events, &out);
	key_decoder_add(d, "\x1b[9X", (struct key){ .sym = KEYSYM_F1 });
	for (const char *p = "\x1b[9X\x1b[A"; *p; p++)
		key_decoder_feed(d, p, 1, 0);
	assert_string_equal(out.text, "F1 Up ");
	key_decoder_free(d);
	str_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_lost_paste_end),
		cmocka_unit_test(test_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
