#include "lens/xml-read.h"

#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

enum { REFERENCE_MAX = 40 }; /* bytes looked at for what ends a reference */

void xml_begin(struct xml_reader *r, const struct lens_scan *scan, const char *bytes, size_t n)
{
	*r = (struct xml_reader){ .bytes = bytes, .n = n, .place = place_begin(scan) };
}

bool xml_next(struct xml_reader *r)
{
	uint64_t state[XML_SCAN_WORDS] = { 0 };
	size_t begin = r->at;

	place_move(&r->place, r->bytes + r->counted, begin - r->counted);
	r->counted = begin;
	r->token = XML_NONE;
	while (r->at < r->n && !r->token) {
		r->token = xml_scan(state, r->bytes[r->at]);
		r->at += r->token != XML_TEXT && r->token != XML_WRONG;
	}
	if (!r->token)
		r->token = xml_scan_end(state);
	r->text = (struct slice){ r->bytes + begin, r->at - begin };
	return r->token != XML_NONE;
}

static size_t name_length(struct slice text)
{
	size_t i = 0;

	while (i < text.n && !xml_is_blank(text.s[i]) && !strchr("/>=\"'<", text.s[i]))
		i++;
	return i;
}

struct slice xml_name(const struct xml_reader *r)
{
	struct slice text = r->text;

	slice_take(&text, r->token == XML_END ? 2 : 1);
	return slice_take(&text, name_length(text));
}

struct slice xml_trim(struct slice text)
{
	while (text.n && xml_is_blank(*text.s))
		slice_take(&text, 1);
	while (text.n && xml_is_blank(text.s[text.n - 1]))
		text.n--;
	return text;
}

struct slice xml_attributes(const struct xml_reader *r)
{
	struct slice text = r->text;
	size_t end = r->token == XML_EMPTY ? 2 : 1;

	slice_take(&text, 1 + xml_name(r).n);
	text.n -= text.n < end ? text.n : end;
	return xml_trim(text);
}

bool xml_next_attribute(struct slice *rest, struct xml_attribute *out)
{
	struct slice at = xml_trim(*rest);
	const char *end;

	*rest = at;
	*out = (struct xml_attribute){ .quote = '"' };
	out->name = slice_take(&at, name_length(at));
	at = xml_trim(at);
	if (!out->name.n || !slice_begins(at, "="))
		return false;
	slice_take(&at, 1);
	at = xml_trim(at);
	if (!slice_begins(at, "\"") && !slice_begins(at, "'"))
		return false;
	out->quote = *at.s;
	slice_take(&at, 1);
	end = at.n ? memchr(at.s, out->quote, at.n) : NULL;
	if (!end)
		return false;
	out->value = slice_take(&at, (uint64_t)(end - at.s));
	slice_take(&at, 1);
	*rest = at;
	return true;
}

bool xml_has_bare_ampersand(struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		size_t left = text.n - i < REFERENCE_MAX ? text.n - i : REFERENCE_MAX, length;
		struct slice name = { text.s + i + 1, left - 1 };

		if (text.s[i] != '&')
			continue;
		for (length = 0; length < name.n && name.s[length] != ';' &&
				 !xml_is_blank(name.s[length]) && name.s[length] != '&';)
			length++;
		if (!length || length == name.n || name.s[length] != ';')
			return true;
	}
	return false;
}

/* The number of a reference `#...`; 0 if it is none of a character. */
static uint32_t character_of(struct slice name)
{
	bool hex = name.n > 2 && name.s[1] == 'x';
	uint32_t cp = 0;

	for (size_t i = hex ? 2 : 1; i < name.n; i++) {
		char c = name.s[i];
		unsigned base = hex ? 16 : 10, digit = base;

		if (c >= '0' && c <= '9')
			digit = (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (unsigned)((c | 32) - 'a') + 10;
		if (digit >= base || cp > 0x10ffff)
			return 0;
		cp = cp * base + digit;
	}
	return cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000) ? 0 : cp;
}

static uint32_t referred(struct slice name)
{
	static const struct {
		const char *name;
		char character;
	} own[] = {
		{ "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' }
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (slice_is(name, own[i].name))
			return (uint32_t)own[i].character;
	return name.n > 1 && *name.s == '#' ? character_of(name) : 0;
}

void xml_decode(struct slice text, struct str *out)
{
	while (text.n) {
		size_t left = text.n < REFERENCE_MAX ? text.n : REFERENCE_MAX;
		const char *end = *text.s == '&' ? memchr(text.s, ';', left) : NULL;
		struct slice name = { text.s + 1, end ? (size_t)(end - text.s) - 1 : 0 };
		uint32_t cp = end ? referred(name) : 0;
		char bytes[UTF8_MAX];

		if (cp)
			str_append(out, bytes, utf8_encode(cp, bytes));
		else
			str_append_char(out, *text.s);
		slice_take(&text, cp ? name.n + 2 : 1);
	}
}

bool xml_same_name(struct slice a, struct slice b)
{
	return a.n == b.n && (!a.n || memcmp(a.s, b.s, a.n) == 0);
}
