#include "base/json.h"

#include <string.h>

#include "base/hex.h"

#include "base/poison.h"

/*
 * What games send in place of JSON, by programs that put strings together: controls as they are
 * within a string, halves of surrogate pairs, a byte order mark or the C string's NUL around it.
 */

static const char byte_order_mark[] = "\xef\xbb\xbf";

enum { ESCAPE_LENGTH = 6 }; /* \u0000 */

/* The UTF-16 unit that a `\u` escape at `s` names; 0 if there is none. */
static unsigned escaped_unit(const char *s, size_t n)
{
	int high, low;

	if (n < ESCAPE_LENGTH || s[0] != '\\' || s[1] != 'u')
		return 0;
	high = hex_byte(s + 2);
	low = hex_byte(s + 4);
	return high < 0 || low < 0 ? 0 : (unsigned)(high << 8 | low);
}

static bool is_high(unsigned unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(unsigned unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* Appends the escape at `s`, two of a pair together; how many bytes it took. */
static size_t repair_escape(const char *s, size_t n, struct str *out)
{
	unsigned unit = escaped_unit(s, n);
	size_t length = n < 2 ? n : 2;

	if (is_high(unit) && is_low(escaped_unit(s + ESCAPE_LENGTH, n - ESCAPE_LENGTH))) {
		length = 2 * ESCAPE_LENGTH;
	} else if (is_high(unit) || is_low(unit)) {
		str_append_string(out, "\\ufffd");
		return ESCAPE_LENGTH;
	}
	str_append(out, s, length);
	return length;
}

/* Appends what stands at `s` within a string; how many bytes it took. */
static size_t repair_inside(const char *s, size_t n, struct str *out)
{
	size_t run = 0;

	if (*s == '\\')
		return repair_escape(s, n, out);
	if ((unsigned char)*s < ' ') {
		str_append_format(out, "\\u%04x", (unsigned char)*s);
		return 1;
	}
	while (run < n && s[run] != '"' && s[run] != '\\' && (unsigned char)s[run] >= ' ')
		run++;
	str_append(out, s, run ? run : 1);
	return run ? run : 1;
}

/* Appends what stands at `s` outside of strings, with the quote that begins one. */
static size_t repair_outside(const char *s, size_t n, struct str *out)
{
	size_t run = 0;

	while (run < n && s[run] != '"' && s[run])
		run++;
	str_append(out, s, run);
	if (run < n)
		str_append_char(out, s[run] ? s[run] : ' ');
	return run + (run < n);
}

static size_t skip_marks(const char *text, size_t n)
{
	size_t mark = sizeof byte_order_mark - 1, i = 0;

	while (n - i >= mark && memcmp(text + i, byte_order_mark, mark) == 0)
		i += mark;
	return i;
}

bool json_repair(const char *text, size_t n, struct str *out)
{
	size_t i = skip_marks(text, n), before = out->length;
	bool inside = false;

	while (i < n && out->length - before <= JSON_LENGTH_MAX) {
		bool quote = inside && text[i] == '"';

		if (quote)
			str_append_char(out, text[i++]);
		else if (inside)
			i += repair_inside(text + i, n - i, out);
		else
			i += repair_outside(text + i, n - i, out);
		inside = !quote && (inside || text[i - 1] == '"');
	}
	return out->length - before != n || memcmp(out->text + before, text, n) != 0;
}
