#include "ui/key-decode-private.h"

#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

int key_decode_find_added(const KeyDecoder *d, const char *s, size_t n, struct key *out)
{
	int result = 0;

	for (size_t i = 0; i < d->added_count; i++) {
		size_t length = strlen(d->added[i].sequence);

		if (n >= length && memcmp(s, d->added[i].sequence, length) == 0) {
			*out = d->added[i].key;
			return (int)length;
		}
		if (n < length && memcmp(s, d->added[i].sequence, n) == 0)
			result = -1;
	}
	return result;
}

bool key_decode_character(const char *s, size_t n, unsigned mods, struct key *out, size_t *used)
{
	uint32_t cp;

	*used = utf8_decode(s, n, &cp);
	if (*used == 1 && (unsigned char)*s >= 0x80)
		*out = (struct key){ KEYSYM_BYTE, (unsigned char)*s, mods };
	else if (*used)
		*out = key_typing(cp, mods);
	return *used > 0;
}

int64_t key_decode_pause(const KeyDecoder *d)
{
	return d->escape_ms > KEY_DECODE_ESCAPE_MS ? d->escape_ms : KEY_DECODE_ESCAPE_MS;
}

int64_t key_decode_sequence_ms(const KeyDecoder *d)
{
	return d->escape_ms > KEY_DECODE_SEQUENCE_MS ? d->escape_ms : KEY_DECODE_SEQUENCE_MS;
}

size_t key_decode_burst(const KeyDecoder *d, const char **s)
{
	size_t n = buf_length(&d->waiting);
	size_t at = d->burst_at < n ? d->burst_at : n;

	*s = n ? buf_data(&d->waiting) + at : "";
	return n - at;
}

static enum key_burst read_sequence(const char *s, size_t n, struct key *out)
{
	size_t length = n > 2 ? key_sequence_length(s, n) : 0;
	enum key_sequence kind;

	*out = (struct key){ .sym = KEYSYM_NONE };
	if (!length)
		return KEY_BURST_PART;
	kind = length == n ? key_sequence_read(s, n, out) : KEY_SEQUENCE_NO_KEY;
	return kind == KEY_SEQUENCE_KEY || kind == KEY_SEQUENCE_UNKNOWN ? KEY_BURST_KEY :
									  KEY_BURST_OTHER;
}

/* A character, ESC and a character, or Esc alone, which is a part as long as more may come. */
static enum key_burst read_character(const char *s, size_t n, struct key *out)
{
	size_t prefix = n > 1 && s[0] == KEY_DECODE_ESC;
	unsigned mods = prefix ? KEYMOD_ALT : 0;
	size_t used;

	if (!key_decode_character(s + prefix, n - prefix, mods, out, &used) ||
	    (n == 1 && s[0] == KEY_DECODE_ESC))
		return KEY_BURST_PART;
	return prefix + used == n ? KEY_BURST_KEY : KEY_BURST_OTHER;
}

enum key_burst key_decode_read_key(const KeyDecoder *d, const char *s, size_t n, struct key *out)
{
	*out = (struct key){ .sym = KEYSYM_NONE };
	if (!n)
		return KEY_BURST_OTHER;
	if (n > 1 && key_decode_find_added(d, s, n, out) == (int)n)
		return KEY_BURST_KEY;
	if (n > 1 && s[0] == KEY_DECODE_ESC && (s[1] == '[' || s[1] == 'O'))
		return read_sequence(s, n, out);
	return read_character(s, n, out);
}

void key_decode_note_pause(KeyDecoder *d, int64_t now)
{
	int64_t gap = now - d->last;
	const char *s;
	size_t n = key_decode_burst(d, &s);
	struct key k;

	d->last = now;
	if (gap < key_decode_pause(d))
		return;
	/* A pause that stands within a key does not end the burst. */
	if (gap < key_decode_sequence_ms(d) && key_decode_read_key(d, s, n, &k) == KEY_BURST_PART)
		return;
	d->burst_at = buf_length(&d->waiting);
	d->pause = gap;
}
