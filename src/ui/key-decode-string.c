#include "ui/key-decode-private.h"
#include "base/poison.h"

bool key_decode_is_held_string(const KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);

	return buf_length(&d->waiting) == 3 && d->burst_at == 2 && s[0] == KEY_DECODE_ESC &&
	       (s[1] == '_' || s[1] == '^' || s[1] == 'X');
}

bool key_decode_take_introducer(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);

	if (buf_length(&d->waiting) < 3 || key_decode_is_held_string(d))
		return false;
	if (!key_sequence_opens(s[1], s[2])) {
		key_decode_give(d, key_typing((unsigned char)s[1], KEYMOD_ALT), 2);
		return true;
	}
	buf_consume(&d->waiting, 2);
	d->state = READING_STRING;
	d->pause = 0;
	return true;
}

/* Whether `c` at the end of a string or of a long sequence belongs to it; if not, it is a key. */
static bool is_terminator(const KeyDecoder *d, unsigned char c)
{
	return d->state == READING_LONG ? c >= '@' && c < KEY_DECODE_DEL : c == KEY_DECODE_BEL;
}

/* Whether ST (ECMA-48 8.3.143) stands at `s`. */
static bool is_st(const KeyDecoder *d, const char *s, size_t n)
{
	return d->state == READING_STRING && n > 1 && s[0] == KEY_DECODE_ESC && s[1] == '\\';
}

/* After a silence a single key is one, and the string's end was lost. */
static bool is_held_key(const KeyDecoder *d, const char *s, size_t n)
{
	struct key k;

	return d->pause >= KEY_DECODE_SILENCE_MS && !is_terminator(d, (unsigned char)*s) &&
	       !is_st(d, s, n) && key_decode_read_key(d, s, n, &k) != KEY_BURST_OTHER;
}

bool key_decode_take_string(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	size_t at = 0;

	if (is_held_key(d, s, n))
		return false;
	d->pause = 0;
	while (at < n && (unsigned char)s[at] >= ' ' && s[at] != KEY_DECODE_DEL &&
	       !is_terminator(d, (unsigned char)s[at]))
		at++;
	if (at == n || (at + 1 == n && s[at] == KEY_DECODE_ESC)) {
		buf_consume(&d->waiting, at);
		return false;
	}
	if (is_st(d, s + at, n - at))
		at += 2;
	else if (is_terminator(d, (unsigned char)s[at]))
		at++;
	d->state = READING_KEYS;
	buf_consume(&d->waiting, at);
	return true;
}

int64_t key_decode_string_wait(const KeyDecoder *d)
{
	if (!buf_length(&d->waiting))
		return -1;
	return d->pause >= KEY_DECODE_SILENCE_MS ? key_decode_pause(d) : key_decode_sequence_ms(d);
}
