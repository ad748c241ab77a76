#include "ui/key-decode-private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

KeyDecoder *key_decoder_new(const struct key_events *events, void *user)
{
	KeyDecoder *d = mem_alloc(sizeof(*d));

	d->events = *events;
	d->user = user;
	d->escape_ms = KEY_DECODE_ESCAPE_MS;
	d->due = -1;
	d->waiting.secret = true;
	return d;
}

void key_decoder_free(KeyDecoder *d)
{
	if (!d)
		return;
	buf_fini(&d->waiting);
	free(d);
}

void key_decoder_add(KeyDecoder *d, const char *sequence, struct key k)
{
	size_t n = strlen(sequence);

	if (n < 2 || n > KEY_DECODE_ADDED_LENGTH || d->added_count == KEY_DECODE_ADDED)
		return;
	memcpy(d->added[d->added_count].sequence, sequence, n + 1);
	d->added[d->added_count++].key = k;
}

void key_decoder_set_escape_delay(KeyDecoder *d, int ms)
{
	d->escape_ms = ms;
}

static bool take_one(KeyDecoder *d)
{
	switch (d->state) {
	case READING_PASTE: return key_decode_take_paste(d);
	case READING_STRING:
	case READING_LONG: return key_decode_take_string(d);
	default: return key_decode_take_key(d);
	}
}

/* Whether ESC [ [ waits: the beginning of the Linux console's F1, or keys that came together. */
static bool is_brackets(const KeyDecoder *d)
{
	return buf_length(&d->waiting) == 3 && memcmp(buf_data(&d->waiting), "\x1b[[", 3) == 0;
}

/* How long after the last byte something is due while keys are read; -1 = never. */
static int64_t key_wait(const KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);

	if (!n)
		return -1;
	if (s[0] != KEY_DECODE_ESC || (n > 1 && (unsigned char)s[1] >= 0x80))
		return KEY_DECODE_CHARACTER_MS;
	if (n == 1)
		return d->escape_ms;
	if (n > 2 && (s[1] == '[' || s[1] == 'O') && !is_brackets(d))
		return -1;
	return key_decode_is_held_string(d) ? key_decode_pause(d) : key_decode_sequence_ms(d);
}

static void take_all(KeyDecoder *d, int64_t now)
{
	int64_t wait;

	while (buf_length(&d->waiting) && take_one(d))
		continue;
	if (d->state == READING_KEYS)
		wait = key_wait(d);
	else
		wait = d->state == READING_PASTE ? key_decode_paste_wait(d, now) :
						   key_decode_string_wait(d);
	d->due = wait < 0 ? -1 : d->last + wait;
	key_decode_tell_arrows(d);
}

/*
 * Whether what was told early and what came soon after, at once, are the terminal's own words or
 * begin a paste. Both are whole and longer than what somebody types within one read.
 */
static bool was_no_typing(const char *s, size_t n)
{
	size_t length;
	struct key k;
	enum key_sequence kind;

	if (s[1] == ']' || s[1] == 'P')
		return key_sequence_opens(s[1], s[2]) &&
		       (memchr(s, KEY_DECODE_BEL, n) || memmem(s, n, "\x1b\\", 2));
	length = s[1] == '[' ? key_sequence_length(s, n) : 0;
	if (length <= 3 || (s[2] == 'M' ? length < 6 : s[length - 1] < '@'))
		return false;
	kind = key_sequence_read(s, length, &k);
	return kind != KEY_SEQUENCE_KEY && kind != KEY_SEQUENCE_UNKNOWN;
}

/*
 * Whether what was told early and what came soon after, at once, is a sequence. `waiting` begins
 * with both.
 */
static bool was_sequence(const KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	size_t length;
	struct key k;

	if (s[1] != ']' && s[1] != 'P' && key_sequence_introduces(s[1]))
		return memmem(s, n, "\x1b\\", 2);
	if (d->told_to_peer)
		return was_no_typing(s, n);
	if (s[1] == ']' || s[1] == 'P')
		return key_sequence_opens(s[1], s[2]);
	length = s[1] == '[' ? key_sequence_length(s, n) : 1;
	return !length || (length > 2 && ((unsigned char)s[length - 1] >= '@' || s[2] == 'M') &&
			   key_sequence_read(s, length, &k) != KEY_SEQUENCE_UNKNOWN);
}

void key_decoder_feed(KeyDecoder *d, const char *bytes, size_t n, int64_t now)
{
	size_t told = d->told_length;

	if (!n)
		return;
	if (n == 1 || now - d->told_at > key_decode_sequence_ms(d))
		told = 0;
	d->told_length = 0;
	key_decode_note_pause(d, now);
	buf_append(&d->waiting, d->told, told);
	buf_append(&d->waiting, bytes, n);
	if (told && was_sequence(d))
		d->marked = 0;
	else
		buf_consume(&d->waiting, told);
	take_all(d, now);
}

int64_t key_decoder_deadline(const KeyDecoder *d)
{
	return d->due;
}

/* The time for more bytes is over: the first one or two stand for themselves. */
static void give_up(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	size_t prefix = s[0] == KEY_DECODE_ESC;
	unsigned char byte = (unsigned char)s[n > prefix ? prefix : 0];
	unsigned mods = prefix ? KEYMOD_ALT : 0;

	if (n == prefix)
		key_decode_give_early(d, (struct key){ .sym = KEYSYM_ESCAPE }, 1);
	else if (byte >= 0x80)
		key_decode_give(d, (struct key){ KEYSYM_BYTE, byte, mods }, prefix + 1);
	else if (n == 2)
		key_decode_give_early(d, key_typing(byte, mods), 2);
	else if (key_decode_is_held_string(d) || is_brackets(d))
		key_decode_give(d, key_typing(byte, mods), 2);
	else
		buf_clear(&d->waiting);
}

void key_decoder_tick(KeyDecoder *d, int64_t now)
{
	while (d->due >= 0 && now >= d->due) {
		if (d->state == READING_PASTE)
			key_decode_pause_in_paste(d, now);
		else if (d->state != READING_KEYS)
			d->state = READING_KEYS;
		else
			give_up(d);
		take_all(d, now);
	}
}
