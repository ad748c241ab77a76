#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/multibyte.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { CHARSET_PARTIAL_MAX = 16 };

struct Charset {
	char *name;
	iconv_t from; /* peer → UTF-8 */
	iconv_t to; /* UTF-8 → peer */
	enum { SINGLE, MULTIBYTE, SHIFTS } kind;
	uint32_t table[256]; /* SINGLE: one byte a character */
	bool c1; /* SINGLE: 80–9f are the C1 controls (ISO 8859) */
	struct multibyte multibyte; /* MULTIBYTE: several */
	char partial[CHARSET_PARTIAL_MAX]; /* SHIFTS: an unfinished character of the peer's */
	size_t partial_length;
};

/* The bytes of a single-byte character set; 0 = no character there (and NUL). */
enum byte_kind { BYTE_CHARACTER, BYTE_NOTHING, BYTE_PART };

/*
 * What `byte` alone is. Flushed, because iconv holds back a letter of CP1255 and CP1258 until it
 * knows that no mark follows.
 */
static enum byte_kind probe_byte(iconv_t conv, unsigned char byte, uint32_t *cp)
{
	char in_byte = (char)byte;
	char *in = &in_byte;
	char text[16];
	char *to = text;
	size_t left = 1;
	size_t room = sizeof(text);

	*cp = 0;
	iconv(conv, NULL, NULL, NULL, NULL);
	if (iconv(conv, &in, &left, &to, &room) == (size_t)-1)
		return errno == EILSEQ ? BYTE_NOTHING : BYTE_PART;
	iconv(conv, NULL, NULL, &to, &room);
	if (room == sizeof(text) ||
	    utf8_decode(text, sizeof(text) - room, cp) != sizeof(text) - room)
		return BYTE_PART;
	return BYTE_CHARACTER;
}

/* Fills the table from `conv` (to UTF-8); false if it isn't a single-byte character set. */
static bool probe_table(iconv_t conv, uint32_t table[256])
{
	size_t known = 0;

	for (unsigned byte = 0; byte < 256; byte++) {
		enum byte_kind kind = probe_byte(conv, (unsigned char)byte, &table[byte]);

		if (kind == BYTE_PART)
			return false;
		known += byte >= 0x80 && kind == BYTE_CHARACTER;
	}
	iconv(conv, NULL, NULL, NULL, NULL);
	return known > 0;
}

static bool has_lead_bytes(iconv_t conv)
{
	uint32_t cp;

	for (unsigned byte = 0x80; byte < 256; byte++) {
		if (probe_byte(conv, (unsigned char)byte, &cp) == BYTE_PART)
			return true;
	}
	return false;
}

/*
 * Whether ASCII is itself in the character set, with the controls that move the cursor; ESC begins
 * a shift in some. Sets of several bytes, such as SHIFT_JIS and JOHAB, may have a sign of their own
 * for a backslash and a tilde.
 */
static bool carries_ascii(iconv_t conv)
{
	const char *checked = has_lead_bytes(conv) ? "\a\b\t\n\r" : "\a\b\t\n\r\\~";
	bool good = true;

	for (unsigned byte = 1; good && byte < 0x7f; byte++) {
		bool special = byte < ' ' || byte == '\\' || byte == '~';
		uint32_t cp;

		if (special && !strchr(checked, (int)byte))
			continue;
		good = probe_byte(conv, (unsigned char)byte, &cp) == BYTE_CHARACTER && cp == byte;
	}
	iconv(conv, NULL, NULL, NULL, NULL);
	return good;
}

/* Whether bytes 80–9f are the C1 set (ECMA-35 6.2.2), as in ISO 8859 and in no other's text. */
static bool has_c1(const uint32_t table[256])
{
	for (unsigned byte = 0x80; byte < 0xa0; byte++) {
		if (table[byte] != byte)
			return false;
	}
	return true;
}

bool charset_is_utf8(const char *name)
{
	return strcasecmp(name, "UTF-8") == 0 || strcasecmp(name, "UTF8") == 0;
}

bool charset_is_ascii(const char *name)
{
	static const char *const names[] = {
		"ANSI_X3.4-1968",   "ANSI_X3.4-1986", "US-ASCII", "ASCII",
		"ISO_646.irv:1991", "ISO646-US",      "iso-ir-6", "us",
		"IBM367",           "cp367",          "csASCII",  "646"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

Charset *charset_new(const char *name, struct err *e)
{
	Charset *c = mem_alloc(sizeof(*c));

	c->from = iconv_open("UTF-8", name);
	c->to = iconv_open(name, "UTF-8");
	if (!*name || c->from == (iconv_t)-1 || c->to == (iconv_t)-1) {
		charset_free(c);
		err_set(e, ERR_USAGE, "unknown character set \"%s\" (try: iconv -l)", name);
		return NULL;
	}
	c->name = mem_strdup(name);
	c->kind = probe_table(c->from, c->table)         ? SINGLE :
		  multibyte_init(&c->multibyte, c->from) ? MULTIBYTE :
							   SHIFTS;
	c->c1 = c->kind == SINGLE && has_c1(c->table);
	if (carries_ascii(c->from))
		return c;
	charset_free(c);
	err_set(e, ERR_USAGE,
		"\"%.60s\" doesn't leave ASCII as it is, so that a terminal's controls would mean "
		"something else in it: choose another character set",
		name);
	return NULL;
}

void charset_free(Charset *c)
{
	if (!c)
		return;
	if (c->from != (iconv_t)-1)
		iconv_close(c->from);
	if (c->to != (iconv_t)-1)
		iconv_close(c->to);
	free(c->name);
	free(c);
}

const char *charset_name(const Charset *c)
{
	return c->name;
}

bool charset_has_pictures(const Charset *c)
{
	return c->kind == SINGLE && c->table[0xb3] == 0x2502 && c->table[0xc4] == 0x2500 &&
	       c->table[0xcd] == 0x2550;
}

bool charset_has_shifts(const Charset *c)
{
	return c->kind == SHIFTS;
}

/* Converts what it can of *in; returns false when it stopped at bytes that mean nothing. */
static bool convert(iconv_t conv, char **in, size_t *left, struct buf *out, bool *partial)
{
	*partial = false;
	while (*left) {
		size_t room = *left * 2 + 16;
		size_t free_bytes = room;
		char *to = buf_reserve(out, room);
		size_t r = iconv(conv, in, left, &to, &free_bytes);
		int reason = errno;

		buf_commit(out, room - free_bytes);
		if (r != (size_t)-1)
			continue;
		if (reason == EINVAL) {
			*partial = true;
			return true;
		}
		if (reason == EILSEQ)
			return false;
	}
	return true;
}

static void decode_single(const Charset *c, const char *bytes, size_t n, struct buf *out)
{
	char *to = buf_reserve(out, n * UTF8_MAX);
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		uint32_t cp = c->table[byte];

		if (c->c1 && (byte & 0xe0) == 0x80) {
			/* ESC Fe (ECMA-35 13.2.1): as UTF-8 a control would not be one. */
			to[used++] = '\x1b';
			cp -= 0x40;
		}
		used += utf8_encode(cp || !byte ? cp : UTF8_REPLACEMENT, to + used);
	}
	buf_commit(out, used);
}

static void decode_by_iconv(Charset *c, const char *bytes, size_t n, struct buf *out)
{
	char *joined = mem_resize(NULL, c->partial_length + n, 1);
	char *in = joined;
	size_t left = c->partial_length + n;
	bool partial;

	memcpy(joined, c->partial, c->partial_length);
	if (n)
		memcpy(joined + c->partial_length, bytes, n);
	c->partial_length = 0;
	for (;;) {
		if (convert(c->from, &in, &left, out, &partial)) {
			if (!partial || left <= CHARSET_PARTIAL_MAX)
				break;
		}
		buf_append(out, "\xef\xbf\xbd", 3);
		iconv(c->from, NULL, NULL, NULL, NULL);
		in++;
		left--;
	}
	memcpy(c->partial, in, left);
	c->partial_length = left;
	free(joined);
}

void charset_decode(Charset *c, const char *bytes, size_t n, struct buf *out)
{
	switch (c->kind) {
	case SINGLE: decode_single(c, bytes, n, out); break;
	case MULTIBYTE: multibyte_decode(&c->multibyte, bytes, n, out); break;
	case SHIFTS: decode_by_iconv(c, bytes, n, out); break;
	}
}

void charset_finish(Charset *c, struct buf *out)
{
	multibyte_finish(&c->multibyte, out);
	if (c->partial_length)
		buf_append(out, "\xef\xbf\xbd", 3);
	c->partial_length = 0;
}

/* A `?` in the shift state that the text before left. */
static void encode_mark(Charset *c, struct buf *out)
{
	char mark = '?';
	char *in = &mark;
	size_t left = 1;
	bool partial;

	if (!convert(c->to, &in, &left, out, &partial))
		buf_append_byte(out, '?');
}

/* Back to the initial shift state: what follows may be bytes that don't pass through here. */
static void encode_end(Charset *c, struct buf *out)
{
	size_t room = CHARSET_PARTIAL_MAX, left = room;
	char *to = buf_reserve(out, room);

	iconv(c->to, NULL, NULL, &to, &left);
	buf_commit(out, room - left);
}

/* It may have been a password: iconv keeps what it converted in a buffer of its own. */
static void encode_wipe(Charset *c, char *copy, size_t n)
{
	struct buf blanks;
	char *in = copy;
	size_t left = n;
	bool partial;

	mem_wipe(copy, n);
	buf_init(&blanks);
	convert(c->to, &in, &left, &blanks, &partial);
	buf_fini(&blanks);
	iconv(c->to, NULL, NULL, NULL, NULL);
	free(copy);
}

/* Converts what iconv is to convert; returns how many characters became `?`. */
static size_t encode_run(Charset *c, char *in, size_t left, struct buf *out, struct buf *shown)
{
	char *from = in;
	size_t lost = 0;
	bool partial;

	while (!convert(c->to, &in, &left, out, &partial) || (partial && left)) {
		uint32_t cp;
		size_t used = utf8_decode(in, left, &cp);

		used = used ? used : 1;
		encode_mark(c, out);
		if (shown) {
			buf_append(shown, from, (size_t)(in - from));
			buf_append_byte(shown, '?');
		}
		in += used;
		from = in;
		left -= used;
		lost++;
	}
	if (shown)
		buf_append(shown, from, (size_t)(in - from));
	return lost;
}

/* How many of the `n` bytes from `text` on are ASCII, or aren't, as the first. */
static size_t same_kind(const char *text, size_t n)
{
	size_t i = 1;

	while (i < n && !((text[i] ^ text[0]) & 0x80))
		i++;
	return i;
}

size_t charset_encode(Charset *c, const char *utf8, size_t n, struct buf *out, struct buf *shown)
{
	char *copy = mem_strndup(utf8, n);
	size_t lost = 0;

	for (size_t i = 0; i < n;) {
		size_t run = c->kind == SHIFTS ? n : same_kind(copy + i, n - i);

		if (c->kind == SHIFTS || copy[i] & 0x80) {
			lost += encode_run(c, copy + i, run, out, shown);
		} else {
			buf_append(out, copy + i, run);
			if (shown)
				buf_append(shown, copy + i, run);
		}
		i += run;
	}
	encode_end(c, out);
	encode_wipe(c, copy, n);
	return lost;
}

/* Bytes below 0x80 bypass the high table, so they must be ASCII but for one or two signs. */
static bool has_ascii(const uint32_t table[256])
{
	for (uint32_t i = '0'; i <= 'z'; i++) {
		if (table[i] != i && (i <= '9' || i >= 'a' || (i >= 'A' && i <= 'Z')))
			return false;
	}
	return true;
}

bool charset_high_table(const char *name, struct charset_high *high, struct err *e)
{
	iconv_t conv = iconv_open("UTF-8", name);
	uint32_t table[256];
	bool single;

	if (!*name || conv == (iconv_t)-1) {
		if (conv != (iconv_t)-1)
			iconv_close(conv);
		return err_set(e, ERR_USAGE, "unknown character set \"%s\" (try: iconv -l)", name);
	}
	single = probe_table(conv, table) && has_ascii(table);
	iconv_close(conv);
	if (!single)
		return err_set(e, ERR_USAGE, "\"%s\" is not a single-byte character set", name);
	memcpy(high->cp, table + 0x80, sizeof(high->cp));
	return true;
}

bool charset_is_same(const char *a, const char *b)
{
	struct charset_high one, other;

	if (strcasecmp(a, b) == 0 || (charset_is_utf8(a) && charset_is_utf8(b)))
		return true;
	return charset_high_table(a, &one, NULL) && charset_high_table(b, &other, NULL) &&
	       memcmp(&one, &other, sizeof(one)) == 0;
}
