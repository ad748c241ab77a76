#include "ui/key-decode-private.h"

#include <string.h>

#include "base/poison.h"

static bool take_sequence(KeyDecoder *d, const char *s, size_t n)
{
	size_t length = n > 2 ? key_sequence_length(s, n) : 0;
	struct key k;

	if (!length)
		return false;
	if (length == 2) { /* torn off at once: it was Alt-[ */
		key_decode_give(d, key_typing((unsigned char)s[1], KEYMOD_ALT), length);
		return true;
	}
	if (length == KEY_SEQUENCE_MAX && (unsigned char)s[length - 1] < '@')
		d->state = READING_LONG;
	switch (key_sequence_read(s, length, &k)) {
	case KEY_SEQUENCE_KEY: key_decode_give(d, k, length); break;
	case KEY_SEQUENCE_UNKNOWN: key_decode_give_unknown(d, length); break;
	case KEY_SEQUENCE_PASTE_BEGIN:
		key_decode_tell_arrows(d);
		key_decode_begin_paste(d, length);
		break;
	case KEY_SEQUENCE_MOUSE: key_decode_give_mouse(d, length); break;
	case KEY_SEQUENCE_PLACE: key_decode_give_place(d, length); break;
	case KEY_SEQUENCE_KEYBOARD: key_decode_give_answer(d, KEY_ANSWER_KEYBOARD, length); break;
	case KEY_SEQUENCE_ATTRIBUTES:
		key_decode_give_answer(d, KEY_ANSWER_ATTRIBUTES, length);
		break;
	case KEY_SEQUENCE_FOCUS_IN: key_decode_give_focus(d, true, length); break;
	case KEY_SEQUENCE_FOCUS_OUT: key_decode_give_focus(d, false, length); break;
	case KEY_SEQUENCE_PASTE_END:
	case KEY_SEQUENCE_NO_KEY: buf_consume(&d->waiting, length); break;
	}
	return true;
}

/* One character; `prefix` bytes (ESC for Alt) stand before it. False if it is unfinished. */
static bool take_character(KeyDecoder *d, const char *s, size_t n, size_t prefix)
{
	struct key k;
	size_t used;

	if (!key_decode_character(s + prefix, n - prefix, prefix ? KEYMOD_ALT : 0, &k, &used))
		return false;
	key_decode_give(d, k, prefix + used);
	return true;
}

/*
 * After keys that were told by time: whether a paste's mark is whole now. Its bytes are told as
 * they come, but they open a paste however late that is, lest its lines be commands.
 */
static bool take_late_mark(KeyDecoder *d, const char *s, size_t n)
{
	const char *rest = key_sequence_paste_begin + d->marked;
	size_t left = KEY_SEQUENCE_MARK - d->marked;

	if (n >= left && memcmp(s, rest, left) == 0) {
		d->marked = 0;
		key_decode_begin_paste(d, left);
		return true;
	}
	d->marked = *s == *rest ? d->marked + 1 : 0;
	return false;
}

bool key_decode_take_key(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	struct key k;
	int added;

	if (d->marked && take_late_mark(d, s, n))
		return true;
	if (s[0] != KEY_DECODE_ESC)
		return take_character(d, s, n, 0);
	if (n == 1)
		return false;
	added = key_decode_find_added(d, s, n, &k);
	if (added > 0) {
		key_decode_give(d, k, (size_t)added);
		return true;
	}
	if (s[1] == '[' || s[1] == 'O')
		return take_sequence(d, s, n);
	if (added < 0)
		return false;
	if (key_sequence_introduces(s[1]))
		return key_decode_take_introducer(d);
	if (s[1] == KEY_DECODE_ESC) {
		key_decode_give(d, (struct key){ .sym = KEYSYM_ESCAPE }, 1);
		return true;
	}
	return take_character(d, s, n, 1);
}
