#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/ambiguous.h"
#include "base/poison.h"

size_t utf8_encode(uint32_t cp, char out[UTF8_MAX])
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* The smallest and largest second byte after `lead` (Unicode 15, table 3-7). */
static void second_byte_range(unsigned char lead, unsigned char *low, unsigned char *high)
{
	*low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	*high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
}

/* The code point that three bytes with `lead` first stand for; 0 if they are ill-formed. */
static uint32_t decode_three(unsigned char lead, const char *s)
{
	unsigned char second = (unsigned char)s[1], third = (unsigned char)s[2];
	uint32_t cp = (uint32_t)(lead & 0xf) << 12 | (uint32_t)(second & 0x3f) << 6 |
		      (third & 0x3f);

	return (second & 0xc0) == 0x80 && (third & 0xc0) == 0x80 && cp >= 0x800 &&
			       (cp & 0xf800) != 0xd800 ?
		       cp :
		       0;
}

size_t utf8_decode(const char *s, size_t n, uint32_t *cp)
{
	unsigned char lead = (unsigned char)s[0];

	/* Most that isn't ASCII has three bytes. */
	if ((lead & 0xf0) == 0xe0 && n >= 3 && (*cp = decode_three(lead, s)))
		return 3;
	unsigned char low, high;
	size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	*cp = UTF8_REPLACEMENT;
	if (length == 1) {
		*cp = lead;
		return 1;
	}
	if (lead < 0xc2 || lead > 0xf4)
		return 1;
	second_byte_range(lead, &low, &high);
	uint32_t value = lead & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if (i >= n)
			return 0;
		unsigned char byte = (unsigned char)s[i];
		if (byte < low || byte > high)
			return 1;
		low = 0x80;
		high = 0xbf;
		value = value << 6 | (byte & 0x3f);
	}
	*cp = value;
	return length;
}

size_t utf8_cut(const char *s, size_t n, size_t limit)
{
	size_t end = limit;

	if (n <= limit)
		return n;
	while (end && limit - end < UTF8_MAX && ((unsigned char)s[end] & 0xc0) == 0x80)
		end--;
	return limit - end < UTF8_MAX ? end : limit;
}

size_t utf8_decode_or_latin1(const char *s, size_t n, uint32_t *cp)
{
	size_t used = utf8_decode(s, n, cp);

	if (used > 1 || (used == 1 && (unsigned char)*s < 0x80))
		return used;
	*cp = (unsigned char)*s;
	return 1;
}

bool utf8_valid(const char *s, size_t n)
{
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(s, n, &cp);

		if (!used || (used == 1 && cp == UTF8_REPLACEMENT))
			return false;
		s += used;
		n -= used;
	}
	return true;
}

enum { ZWJ = 0x200d, EMOJI_STYLE = 0xfe0f };

/* Set by the program's one screen. */
static bool ambiguous_wide;

void utf8_set_ambiguous_wide(bool wide)
{
	ambiguous_wide = wide;
}

/* Most pictographs that are always wide; not the skin tones. */
static bool is_plain_emoji(uint32_t cp)
{
	return cp < 0x1f37d || (cp >= 0x1f3a0 && cp < 0x1f3cb) || (cp >= 0x1f400 && cp < 0x1f43f) ||
	       (cp >= 0x1f442 && cp < 0x1f4fd) || (cp >= 0x1f5fb && cp < 0x1f650) ||
	       (cp >= 0x1f680 && cp < 0x1f6c6) || (cp >= 0x1f947 && cp < 0x1fa00);
}

int utf8_plain_width(uint32_t cp)
{
	if (cp >= 0x20 && cp < 0x7f)
		return 1;
	if (cp < 0x3041) /* Latin, Greek, Cyrillic, lines, blocks; many are ambiguous */
		return !ambiguous_wide &&
		       ((cp > 0xa0 && cp < 0x300 && cp != 0xa9 && cp != 0xad && cp != 0xae) ||
			(cp >= 0x370 && cp < 0x483) || (cp >= 0x2500 && cp < 0x25aa));
	if (cp <= 0x30ff)
		return cp < 0x3097 || cp >= 0x30a0 ? 2 : 0; /* kana */
	if (cp >= 0x1f337)
		return is_plain_emoji(cp) ? 2 : 0;
	return (cp >= 0x3400 && cp < 0xa000) || (cp >= 0xac00 && cp <= 0xd7a3) ||
			       (cp >= 0xff01 && cp < 0xff61) ?
		       2 : /* Han, Hangul, full width */
		       0;
}

int utf8_width(uint32_t cp)
{
	int plain = utf8_plain_width(cp);

	if (plain)
		return plain;
	if (cp == ZWJ || cp == EMOJI_STYLE)
		return 0;
	if (cp < 0xa0 || cp == 0xad)
		return cp == 0xad;
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);

	if (p->boundclass == UTF8PROC_BOUNDCLASS_V || p->boundclass == UTF8PROC_BOUNDCLASS_T)
		return 0;
	if (p->category == UTF8PROC_CATEGORY_MC ||
	    (p->category == UTF8PROC_CATEGORY_CF && p->boundclass == UTF8PROC_BOUNDCLASS_PREPEND))
		return 1;
	return p->charwidth == 1 && ambiguous_wide && ambiguous_has(cp) ? 2 : p->charwidth;
}

bool utf8_continues(struct utf8_context *c, uint32_t cp)
{
	uint32_t last = c->last;

	c->last = cp;
	if (!last || (utf8_plain_width(cp) && utf8_plain_width(last))) {
		c->state = 0;
		return false;
	}
	return !utf8proc_grapheme_break_stateful((utf8proc_int32_t)last, (utf8proc_int32_t)cp,
						 &c->state);
}

static int boundclass(uint32_t cp)
{
	return utf8proc_get_property((utf8proc_int32_t)cp)->boundclass;
}

bool utf8_takes_emoji_style(uint32_t cp)
{
	return cp < 0x80 ? (cp >= '0' && cp <= '9') || cp == '#' || cp == '*' :
			   boundclass(cp) == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool utf8_is_wide_mark(uint32_t cp)
{
	return cp >= 0x1f000 && boundclass(cp) == UTF8PROC_BOUNDCLASS_EXTEND && utf8_width(cp) == 2;
}

/* Like utf8_decode, but an incomplete tail counts as one invalid byte: for whole texts. */
static size_t decode_whole(const char *s, size_t n, uint32_t *cp)
{
	size_t used = utf8_decode(s, n, cp);

	return used ? used : 1;
}

size_t utf8_text_width(const char *s, size_t n)
{
	size_t width = 0;

	while (n) {
		uint32_t cp;
		size_t used = decode_whole(s, n, &cp);

		width += (size_t)utf8_width(cp);
		s += used;
		n -= used;
	}
	return width;
}

size_t utf8_cluster_length(const char *s, size_t n)
{
	struct utf8_context context = { 0 };
	uint32_t cp;
	size_t length = decode_whole(s, n, &cp);

	utf8_continues(&context, cp);
	while (length < n) {
		size_t used = decode_whole(s + length, n - length, &cp);

		if (!utf8_continues(&context, cp))
			break;
		length += used;
	}
	return length;
}

/*
 * A border at or before `at` that needs no context: clusters are only defined forwards, but between
 * two ASCII characters other than CR LF there always is one (UAX #29, GB3 to GB13).
 */
static size_t safe_start(const char *s, size_t at)
{
	while (at > 0) {
		unsigned char before = (unsigned char)s[at - 1];
		unsigned char after = (unsigned char)s[at];

		if (before < 0x80 && after < 0x80 && !(before == '\r' && after == '\n'))
			return at;
		at--;
	}
	return 0;
}

size_t utf8_cluster_before(const char *s, size_t at)
{
	size_t start = safe_start(s, at - 1);

	for (;;) {
		size_t length = utf8_cluster_length(s + start, at - start);

		if (start + length >= at)
			return start;
		start += length;
	}
}

size_t utf8_cluster_end(const char *s, size_t n, size_t at)
{
	size_t end = at < n ? safe_start(s, at) : n;

	while (end < at)
		end += utf8_cluster_length(s + end, n - end);
	return end;
}

bool utf8_is_word(uint32_t cp)
{
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO: return true;
	default: return false;
	}
}

uint32_t utf8_lower(uint32_t cp)
{
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

uint32_t utf8_upper(uint32_t cp)
{
	return (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
}

size_t utf8_fit(const char *s, size_t n, size_t cells)
{
	size_t at = 0, used = 0;

	while (at < n) {
		size_t length = utf8_cluster_length(s + at, n - at);

		used += utf8_text_width(s + at, length);
		if (used > cells)
			break;
		at += length;
	}
	return at;
}

bool utf8_normalise(const char *text, size_t n, bool composed, struct str *out)
{
	utf8proc_option_t form = composed ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
	utf8proc_uint8_t *bytes = NULL;
	utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n,
					       &bytes, form | UTF8PROC_STABLE);

	str_clear(out);
	if (length > 0)
		str_append(out, (const char *)bytes, (size_t)length);
	free(bytes);
	return length >= 0;
}
