#include "ui/key-decode-private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

enum { TYPED_MAX = 16 }; /* bytes of keys that may come without a pause */

/* No place in what waits. */
#define NOWHERE SIZE_MAX

void key_decode_begin_paste(KeyDecoder *d, size_t used)
{
	buf_consume(&d->waiting, used);
	d->state = READING_PASTE;
	d->searched = 0;
	d->refused = false;
	d->burst_at = NOWHERE;
	d->pause = 0;
}

static void refuse(KeyDecoder *d)
{
	if (!d->refused && d->events.paste_refused)
		d->events.paste_refused(d->user);
	d->refused = true;
}

/* Keeps of a paste that is refused what may be its end, or a key. */
static void drop_refused(KeyDecoder *d)
{
	size_t n = buf_length(&d->waiting);
	size_t drop = n > KEY_SEQUENCE_MAX ? n - KEY_SEQUENCE_MAX : 0;

	buf_consume(&d->waiting, drop);
	d->searched = d->searched > drop ? d->searched - drop : 0;
	if (d->burst_at != NOWHERE)
		d->burst_at = d->burst_at >= drop ? d->burst_at - drop : NOWHERE;
}

/* The paste is the first `length` bytes; `mark` more are its end mark. */
static void end_paste(KeyDecoder *d, size_t length, size_t mark)
{
	char *text;

	d->state = READING_KEYS;
	if (length > KEY_DECODE_PASTE_MAX)
		refuse(d);
	if (d->refused) {
		buf_consume(&d->waiting, length + mark);
		return;
	}
	text = mem_strndup(length ? buf_data(&d->waiting) : "", length);
	buf_consume(&d->waiting, length + mark);
	if (d->events.paste)
		d->events.paste(d->user, text, length);
	mem_wipe(text, length);
	free(text);
}

/* After a silence, the mark of another paste: the end of this one was lost. */
static bool is_next_paste(const KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);

	return d->pause >= KEY_DECODE_SILENCE_MS && d->burst_at <= n &&
	       n - d->burst_at >= KEY_SEQUENCE_MARK &&
	       memcmp(s + d->burst_at, key_sequence_paste_begin, KEY_SEQUENCE_MARK) == 0;
}

bool key_decode_take_paste(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	const char *end = NULL;

	if (is_next_paste(d)) {
		end_paste(d, d->burst_at, 0);
		return true;
	}
	if (n > d->searched)
		end = memmem(s + d->searched, n - d->searched, key_sequence_paste_end,
			     KEY_SEQUENCE_MARK);
	if (end) {
		end_paste(d, (size_t)(end - s), KEY_SEQUENCE_MARK);
		return true;
	}
	d->searched = n >= KEY_SEQUENCE_MARK ? n - KEY_SEQUENCE_MARK + 1 : 0;
	if (n >= KEY_DECODE_PASTE_MAX + KEY_SEQUENCE_MARK)
		refuse(d);
	if (d->refused)
		drop_refused(d);
	return false;
}

static bool ends_at_once(const KeyDecoder *d, struct key k)
{
	return key_equal(key_plain(k), (struct key){ KEYSYM_CHAR, 'c', KEYMOD_CTRL }) ||
	       (k.sym != KEYSYM_NONE && d->events.is_escape && d->events.is_escape(d->user, k));
}

/*
 * Whether a burst begins with an escape key or Ctrl-C. What was typed right after it may be in it
 * too, but not more than somebody types: a paste whose text has such a key, torn before it, goes
 * on.
 */
static bool begins_with_escape(const KeyDecoder *d, const char *s, size_t n)
{
	struct key k;

	if (n > TYPED_MAX)
		return false;
	for (size_t length = 1; length <= n; length++) {
		if (key_decode_read_key(d, s, length, &k) == KEY_BURST_KEY)
			return ends_at_once(d, k);
	}
	return false;
}

/*
 * Where an escape key or Ctrl-C stands that is the last of a paste and its only control character,
 * NOWHERE if none does. It came without a pause before it, or it is part of the text: only a
 * silence tells.
 */
static size_t last_escape(const KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	size_t at = 0;
	struct key k;

	while (at < n && ((unsigned char)s[at] >= ' ' || (s[at] >= '\t' && s[at] <= '\r')))
		at++;
	if (d->refused || at == n || key_decode_read_key(d, s + at, n - at, &k) != KEY_BURST_KEY ||
	    !ends_at_once(d, k))
		return NOWHERE;
	return at;
}

void key_decode_pause_in_paste(KeyDecoder *d, int64_t now)
{
	bool silent = d->pause >= KEY_DECODE_SILENCE_MS;
	const char *s;
	size_t n = key_decode_burst(d, &s);
	struct key k;
	enum key_burst burst = key_decode_read_key(d, s, n, &k);

	if (burst == KEY_BURST_PART && k.sym == KEYSYM_ESCAPE)
		burst = KEY_BURST_KEY;
	if ((silent && burst == KEY_BURST_KEY) || begins_with_escape(d, s, n))
		end_paste(d, d->burst_at, 0);
	else if (now - d->last >= KEY_DECODE_SILENCE_MS && last_escape(d) != NOWHERE)
		end_paste(d, last_escape(d), 0);
}

int64_t key_decode_paste_wait(const KeyDecoder *d, int64_t now)
{
	if (now - d->last < key_decode_pause(d))
		return key_decode_pause(d);
	if (now - d->last < KEY_DECODE_SILENCE_MS && last_escape(d) != NOWHERE)
		return KEY_DECODE_SILENCE_MS;
	return -1;
}
