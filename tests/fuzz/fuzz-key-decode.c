#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ui/key-decode.h"

/*
 * The same bytes in one piece and byte by byte must be the same keys, and nothing of a string that
 * the terminal sends may be a key, wherever it is torn.
 */

static void on_key(void *user, struct key k)
{
	char name[KEY_NAME_MAX];

	key_format(k, name);
	str_append_format(user, "k%s,", name);
}

static void on_unknown(void *user, const char *bytes, size_t n)
{
	str_append_char(user, '?');
	str_append(user, bytes, n);
}

static void on_paste(void *user, const char *bytes, size_t n)
{
	str_append_char(user, '<');
	str_append(user, bytes, n);
}

static void on_refused(void *user)
{
	str_append_char(user, '!');
}

/* Told by reads; otherwise it is that many arrow keys. */
static void on_wheel(void *user, int lines)
{
	for (int i = abs(lines); i > 0; i--)
		on_key(user, (struct key){ .sym = lines < 0 ? KEYSYM_UP : KEYSYM_DOWN });
}

static void on_mouse(void *user, const struct mouse_event *m)
{
	str_append_format(user, "mouse%d,%d,%u,%u,%u ", (int)m->kind, (int)m->button, m->row,
			  m->column, m->mods);
}

static void on_place(void *user, unsigned row, unsigned column)
{
	str_append_format(user, "place %u %u ", row, column);
}

static void on_answer(void *user, enum key_answer answer)
{
	str_append_format(user, "answer%d ", (int)answer);
}

static void on_focus(void *user, bool in)
{
	str_append_string(user, in ? "focus-in " : "focus-out ");
}

static bool is_escape(void *user, struct key k)
{
	(void)user;
	return key_equal(k, (struct key){ KEYSYM_CHAR, ']', KEYMOD_CTRL });
}

static bool is_for_peer(void *user)
{
	(void)user;
	return false;
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

static void decode(const char *bytes, size_t n, size_t chunk, struct str *out)
{
	KeyDecoder *d = key_decoder_new(&events, out);

	str_init(out);
	for (size_t at = 0; at < n; at += chunk)
		key_decoder_feed(d, bytes + at, n - at < chunk ? n - at : chunk, 0);
	key_decoder_tick(d, 100000);
	key_decoder_free(d);
}

static void check_invariance(const char *bytes, size_t n)
{
	struct str whole, bytewise;

	decode(bytes, n, n ? n : 1, &whole);
	decode(bytes, n, 1, &bytewise);
	if (whole.length != bytewise.length || memcmp(whole.text, bytewise.text, whole.length) != 0)
		abort();
	str_fini(&whole);
	str_fini(&bytewise);
}

/* Time passes, and each deadline is kept. */
static int64_t pass(KeyDecoder *d, int64_t now, int64_t ms)
{
	for (int64_t due; (due = key_decoder_deadline(d)) >= 0 && due <= now + ms;)
		key_decoder_tick(d, due);
	return now + ms;
}

/* A string with printable bytes of the input in it, torn at a place and for a time it says. */
static void check_string(const uint8_t *data, size_t size)
{
	static const char *const begins[] = { "\x1b]1", "\x1bP1", "\x1b_G", "\x1b^p", "\x1bXs" };
	static const char *const ends[] = { "\x07", "\x1b\\" };
	struct str string, out;
	KeyDecoder *d;
	int64_t now = 100000;
	size_t tear;

	str_init(&string);
	str_init(&out);
	str_append_string(&string, begins[data[0] % 5]);
	for (size_t i = 4; i < size; i++)
		str_append_char(&string, (char)(' ' + data[i] % 95));
	str_append_string(&string, ends[data[1] % 2]);
	/* Before the third byte it may be a key with Alt. */
	tear = 3 + data[2] % (string.length - 2);
	d = key_decoder_new(&events, &out);
	key_decoder_feed(d, string.text, tear, now);
	now = pass(d, now, data[3] % 125 * 4);
	key_decoder_feed(d, string.text + tear, string.length - tear, now);
	pass(d, now, 100000);
	if (out.length) {
		fprintf(stderr, "torn at %zu: %s\n", tear, out.text);
		abort();
	}
	key_decoder_free(d);
	str_fini(&string);
	str_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_invariance((const char *)data, size);
	if (size >= 4)
		check_string(data, size);
	return 0;
}
