#include "ui/key-decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

enum {
	SEQUENCE_MAX = 64, /* a longer one is no key of anybody's */
	ADDED_MAX = 48,
	ADDED_LENGTH = 15,
};

struct added {
	char sequence[ADDED_LENGTH + 1];
	struct key key;
};

struct KeyDecoder {
	struct key_events events;
	void *user;
	struct buf waiting; /* an unfinished sequence or character; in a paste: its text */
	bool pasting;
	size_t searched; /* how much of a paste was searched for its end */
	int64_t due;
	struct added added[ADDED_MAX];
	size_t added_count;
};

static const char paste_begin[] = "\x1b[200~";
static const char paste_end[] = "\x1b[201~";

enum { PASTE_MARK = sizeof(paste_end) - 1 };

KeyDecoder *key_decoder_new(const struct key_events *events, void *user)
{
	KeyDecoder *d = mem_alloc(sizeof(*d));

	d->events = *events;
	d->user = user;
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

	if (n < 2 || n > ADDED_LENGTH || d->added_count == ADDED_MAX)
		return;
	memcpy(d->added[d->added_count].sequence, sequence, n + 1);
	d->added[d->added_count++].key = k;
}

static struct key named(enum keysym sym, unsigned mods)
{
	return (struct key){ .sym = sym, .mods = mods };
}

/* A single byte or code point. */
static struct key plain_key(uint32_t cp)
{
	switch (cp) {
	case 0x00: return (struct key){ KEYSYM_CHAR, ' ', KEYMOD_CTRL };
	case 0x09: return named(KEYSYM_TAB, 0);
	case 0x0d: return named(KEYSYM_ENTER, 0);
	case 0x1b: return named(KEYSYM_ESCAPE, 0);
	case 0x7f: return named(KEYSYM_BACKSPACE, 0);
	default: break;
	}
	if (cp < 0x1b)
		return (struct key){ KEYSYM_CHAR, cp + 'a' - 1, KEYMOD_CTRL };
	if (cp < 0x20)
		return (struct key){ KEYSYM_CHAR, cp + '@', KEYMOD_CTRL };
	return (struct key){ KEYSYM_CHAR, cp, 0 };
}

/* xterm's modifier parameter: 1 + Shift 1 + Alt 2 + Ctrl 4. */
static unsigned modifiers(unsigned parameter)
{
	unsigned bits = parameter > 1 ? parameter - 1 : 0;

	return (bits & 1 ? KEYMOD_SHIFT : 0) | (bits & 2 ? KEYMOD_ALT : 0) |
	       (bits & 4 ? KEYMOD_CTRL : 0);
}

/* The key of a sequence that ends in a letter: CSI A, SS3 A, CSI 1;5A. */
static enum keysym letter_key(char final)
{
	switch (final) {
	case 'A': return KEYSYM_UP;
	case 'B': return KEYSYM_DOWN;
	case 'C': return KEYSYM_RIGHT;
	case 'D': return KEYSYM_LEFT;
	case 'F': return KEYSYM_END;
	case 'H': return KEYSYM_HOME;
	case 'P': return KEYSYM_F1;
	case 'Q': return KEYSYM_F1 + 1;
	case 'R': return KEYSYM_F1 + 2;
	case 'S': return KEYSYM_F1 + 3;
	default: return KEYSYM_NONE;
	}
}

/* The key of CSI number ~ (VT220, rxvt, Linux). */
static enum keysym number_key(unsigned number)
{
	static const unsigned char function_keys[] = { 11, 12, 13, 14, 15, 17, 18, 19, 20, 21,
						       23, 24, 25, 26, 28, 29, 31, 32, 33, 34 };

	switch (number) {
	case 1:
	case 7: return KEYSYM_HOME;
	case 2: return KEYSYM_INSERT;
	case 3: return KEYSYM_DELETE;
	case 4:
	case 8: return KEYSYM_END;
	case 5: return KEYSYM_PAGE_UP;
	case 6: return KEYSYM_PAGE_DOWN;
	default: break;
	}
	for (size_t i = 0; i < sizeof(function_keys); i++) {
		if (function_keys[i] == number)
			return (enum keysym)(KEYSYM_F1 + i);
	}
	return KEYSYM_NONE;
}

/* Reads the parameters of CSI at `s` (after the bracket); false if there is more than two numbers.
 */
static bool read_parameters(const char *s, size_t n, unsigned out[2])
{
	size_t at = 0;

	out[0] = out[1] = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == ';') {
			if (++at == 2)
				return false;
		} else if (s[i] >= '0' && s[i] <= '9' && out[at] < 1000) {
			out[at] = out[at] * 10 + (unsigned)(s[i] - '0');
		} else {
			return false;
		}
	}
	return true;
}

/* Decodes CSI … final, the whole sequence without ESC [. */
static bool csi_key(const char *body, size_t n, struct key *out)
{
	unsigned parameters[2];
	char final = body[n - 1];

	/* The Linux console's F1 to F5: CSI [ A to CSI [ E. */
	if (n == 2 && body[0] == '[' && final >= 'A' && final <= 'E') {
		*out = named((enum keysym)(KEYSYM_F1 + final - 'A'), 0);
		return true;
	}
	if (!read_parameters(body, n - 1, parameters))
		return false;
	if (final == 'Z')
		*out = named(KEYSYM_TAB, KEYMOD_SHIFT);
	else if (final == '~')
		*out = named(number_key(parameters[0]), modifiers(parameters[1]));
	else if (final == '^')
		*out = named(number_key(parameters[0]), KEYMOD_CTRL);
	else if (final == '$')
		*out = named(number_key(parameters[0]), KEYMOD_SHIFT);
	else if (final >= 'a' && final <= 'd')
		*out = named(letter_key((char)(final - 'a' + 'A')), KEYMOD_SHIFT);
	else if (parameters[0] <= 1) /* CSI 25;80R is no F3 but an answer to a question */
		*out = named(letter_key(final), modifiers(parameters[1]));
	else
		return false;
	return out->sym != KEYSYM_NONE;
}

/* The length of the CSI sequence at `s`, or 0 while it is unfinished. */
static size_t csi_length(const char *s, size_t n)
{
	size_t at = 2;

	if (n > 2 && s[2] == '[') /* Linux console */
		return n > 3 ? 4 : 0;
	while (at < n) {
		unsigned char c = (unsigned char)s[at++];

		if ((c >= 0x40 && c <= 0x7e) || c == '$')
			return at;
		if (c < 0x20 || c > 0x3f)
			return at;
		if (at >= SEQUENCE_MAX)
			return at;
	}
	return 0;
}

static void give_key(KeyDecoder *d, struct key k, size_t used)
{
	buf_consume(&d->waiting, used);
	d->events.key(d->user, k);
}

static void give_unknown(KeyDecoder *d, size_t used)
{
	char bytes[SEQUENCE_MAX];

	memcpy(bytes, buf_data(&d->waiting), used);
	buf_consume(&d->waiting, used);
	d->events.unknown(d->user, bytes, used);
}

/* The sequences added from terminfo: 1 found, -1 one may still become, 0 none. */
static int try_added(KeyDecoder *d, const char *s, size_t n)
{
	int result = 0;

	for (size_t i = 0; i < d->added_count; i++) {
		size_t length = strlen(d->added[i].sequence);

		if (n >= length && memcmp(s, d->added[i].sequence, length) == 0) {
			give_key(d, d->added[i].key, length);
			return 1;
		}
		if (n < length && memcmp(s, d->added[i].sequence, n) == 0)
			result = -1;
	}
	return result;
}

static bool take_csi(KeyDecoder *d, const char *s, size_t n)
{
	size_t length = csi_length(s, n);
	struct key k;

	if (!length)
		return false;
	if (length == PASTE_MARK && memcmp(s, paste_begin, PASTE_MARK) == 0) {
		buf_consume(&d->waiting, length);
		d->pasting = true;
		d->searched = 0;
	} else if (csi_key(s + 2, length - 2, &k)) {
		give_key(d, k, length);
	} else {
		give_unknown(d, length);
	}
	return true;
}

static bool take_ss3(KeyDecoder *d, const char *s, size_t n)
{
	struct key k;

	if (n < 3)
		return false;
	k = named(letter_key(s[2]), 0);
	if (s[2] == 'M')
		k = named(KEYSYM_ENTER, 0);
	if (s[2] >= 'j' && s[2] <= 'y') /* the keypad in application mode: * + , - . / 0 … 9 */
		k = plain_key((uint32_t)(s[2] - 'j' + '*'));
	if (s[2] >= 'a' && s[2] <= 'd')
		k = named(letter_key((char)(s[2] - 'a' + 'A')), KEYMOD_CTRL);
	if (k.sym == KEYSYM_NONE)
		give_unknown(d, 3);
	else
		give_key(d, k, 3);
	return true;
}

/* One character; `prefix` bytes (ESC for Alt) stand before it. False if it is unfinished. */
static bool take_character(KeyDecoder *d, const char *s, size_t n, size_t prefix)
{
	uint32_t cp;
	size_t used = utf8_decode(s + prefix, n - prefix, &cp);
	struct key k;

	if (!used)
		return false;
	k = plain_key(cp);
	if (prefix)
		k.mods |= KEYMOD_ALT;
	give_key(d, k, prefix + used);
	return true;
}

/* One key from the beginning of what waits; false if more bytes are needed. */
static bool take_one(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	int added;

	if (s[0] != 0x1b)
		return take_character(d, s, n, 0);
	added = n > 1 ? try_added(d, s, n) : 0;
	if (added > 0)
		return true;
	if (n == 1)
		return false;
	if (s[1] == '[')
		return take_csi(d, s, n);
	if (s[1] == 'O')
		return take_ss3(d, s, n);
	if (added < 0)
		return false;
	if (s[1] == 0x1b) {
		give_key(d, named(KEYSYM_ESCAPE, 0), 1);
		return true;
	}
	return take_character(d, s, n, 1);
}

/* Looks for the end of a paste; false if it has not come. */
static bool take_paste(KeyDecoder *d)
{
	const char *s = buf_data(&d->waiting);
	size_t n = buf_length(&d->waiting);
	const char *end = n > d->searched ?
				  memmem(s + d->searched, n - d->searched, paste_end, PASTE_MARK) :
				  NULL;
	char *text;
	size_t length;

	if (!end) {
		d->searched = n >= PASTE_MARK ? n - PASTE_MARK + 1 : 0;
		return false;
	}
	length = (size_t)(end - s);
	text = mem_strndup(s, length);
	buf_consume(&d->waiting, length + PASTE_MARK);
	d->pasting = false;
	d->events.paste(d->user, text, length);
	mem_wipe(text, length);
	free(text);
	return true;
}

static void take_all(KeyDecoder *d)
{
	while (buf_length(&d->waiting)) {
		if (!(d->pasting ? take_paste(d) : take_one(d)))
			return;
	}
}

void key_decoder_feed(KeyDecoder *d, const char *bytes, size_t n, int64_t now)
{
	buf_append(&d->waiting, bytes, n);
	take_all(d);
	if (d->pasting)
		d->due = now + KEY_DECODE_PASTE_MS;
	else if (!buf_length(&d->waiting))
		d->due = -1;
	else
		d->due = now + (*buf_data(&d->waiting) == 0x1b ? KEY_DECODE_ESCAPE_MS :
								 KEY_DECODE_CHARACTER_MS);
}

int64_t key_decoder_deadline(const KeyDecoder *d)
{
	return d->due;
}

/* The end mark got lost: what came is a paste, and typing must go on. */
static void abandon_paste(KeyDecoder *d)
{
	size_t n = buf_length(&d->waiting);
	char *text = mem_strndup(n ? buf_data(&d->waiting) : "", n);

	buf_clear(&d->waiting);
	d->pasting = false;
	d->events.paste(d->user, text, n);
	mem_wipe(text, n);
	free(text);
}

void key_decoder_tick(KeyDecoder *d, int64_t now)
{
	if (d->due < 0 || now < d->due)
		return;
	if (d->pasting)
		abandon_paste(d);
	/* The first byte stands for itself; what follows may be a sequence of its own. */
	while (buf_length(&d->waiting) && !d->pasting) {
		unsigned char first = (unsigned char)*buf_data(&d->waiting);

		if (first == 0x1b && buf_length(&d->waiting) > 1 &&
		    (unsigned char)buf_data(&d->waiting)[1] < 0x80)
			give_key(d,
				 (struct key){ KEYSYM_CHAR, (uint32_t)buf_data(&d->waiting)[1],
					       KEYMOD_ALT },
				 2);
		else
			give_key(d, plain_key(first < 0x80 ? first : UTF8_REPLACEMENT), 1);
		take_all(d);
	}
	d->due = -1;
}
