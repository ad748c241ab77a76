#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { CHARSET_PARTIAL_MAX = 16 };

struct Charset {
	char *name;
	iconv_t from;	/* peer → UTF-8 */
	iconv_t to;	/* UTF-8 → peer */
	char partial[CHARSET_PARTIAL_MAX];	/* an unfinished character of the peer's */
	size_t partial_length;
};

bool charset_is_utf8(const char *name)
{
	return strcasecmp(name, "UTF-8") == 0 || strcasecmp(name, "UTF8") == 0;
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
	return c;
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

void charset_decode(Charset *c, const char *bytes, size_t n, struct buf *out)
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

size_t charset_encode(Charset *c, const char *utf8, size_t n, struct buf *out)
{
	char *copy = mem_strndup(utf8, n);
	char *in = copy;
	size_t left = n;
	size_t lost = 0;
	bool partial;

	while (!convert(c->to, &in, &left, out, &partial) || (partial && left)) {
		uint32_t cp;
		size_t used = utf8_decode(in, left, &cp);

		used = used ? used : 1;
		buf_append_byte(out, '?');
		in += used;
		left -= used;
		lost++;
	}
	mem_wipe(copy, n);
	free(copy);
	return lost;
}

static uint32_t high_code_point(iconv_t conv, unsigned char byte)
{
	char in_byte = (char)byte;
	char *in = &in_byte;
	char text[8];
	char *to = text;
	size_t left = 1;
	size_t room = sizeof(text);
	uint32_t cp;

	iconv(conv, NULL, NULL, NULL, NULL);
	if (iconv(conv, &in, &left, &to, &room) == (size_t)-1)
		return 0;
	if (room == sizeof(text) || utf8_decode(text, sizeof(text) - room, &cp) == 0)
		return 0;
	return cp;
}

bool charset_high_table(const char *name, struct charset_high *table, struct err *e)
{
	iconv_t conv = iconv_open("UTF-8", name);
	size_t known = 0;

	if (conv == (iconv_t)-1)
		return err_set(e, ERR_USAGE, "unknown character set \"%s\" (try: iconv -l)", name);
	for (unsigned i = 0; i < 128; i++) {
		table->cp[i] = high_code_point(conv, (unsigned char)(0x80 + i));
		known += table->cp[i] >= 0xa0;
	}
	iconv_close(conv);
	if (known < 64)
		return err_set(e, ERR_USAGE, "\"%s\" is not a single-byte character set", name);
	return true;
}
