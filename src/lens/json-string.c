#include "lens/json-string.h"

#include <string.h>

#include "base/hex.h"
#include "base/json.h"
#include "base/utf8.h"

#include "base/poison.h"

/* The UTF-16 unit whose four digits stand at `s`. */
static uint32_t unit(const char *s)
{
	return (uint32_t)(hex_byte(s) << 8 | hex_byte(s + 2));
}

/* Appends the character that the escape at `s`, behind its backslash, is; how long it is. */
static size_t decode_escape(const char *s, size_t n, struct str *out)
{
	static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
	const char *letter = strchr(letters, *s);
	uint32_t high, low;

	if (*s != 'u') {
		str_append_char(out, letter ? controls[letter - letters] : *s);
		return 1;
	}
	high = unit(s + 1);
	low = n >= 11 && s[5] == '\\' && s[6] == 'u' ? unit(s + 7) : 0;
	if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
		str_append_codepoint(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
		return 11;
	}
	str_append_codepoint(out, high); /* half a pair is U+FFFD */
	return 5;
}

void json_string_decode(const char *s, size_t n, struct str *out)
{
	while (n) {
		const char *escape = memchr(s, '\\', n);
		size_t run = escape ? (size_t)(escape - s) : n;

		str_append(out, s, run);
		s += run;
		n -= run;
		if (n) {
			run = 1 + decode_escape(s + 1, n - 1, out);
			s += run;
			n -= run;
		}
	}
}

/* How many of the `n` bytes at `s` are UTF-8. */
static size_t valid_run(const char *s, size_t n)
{
	size_t i = 0, used;
	uint32_t cp;

	while (i < n) {
		used = utf8_decode(s + i, n - i, &cp);
		if (!used || (used == 1 && cp == UTF8_REPLACEMENT))
			break;
		i += used;
	}
	return i;
}

void json_string_show(struct lens_text *out, enum lens_style style, const char *s, size_t n)
{
	struct str text, escaped;

	str_init(&text);
	str_init(&escaped);
	json_string_decode(s, n, &text);
	lens_put_string(out, style, "\"");
	for (size_t i = 0, run; i < text.length; i += run) {
		run = valid_run(text.text + i, text.length - i);
		str_clear(&escaped);
		json_escape(text.text + i, run, &escaped);
		lens_put(out, style, escaped.text, escaped.length);
		if (!run)
			lens_put_peer(out, LENS_ERROR, text.text + i, run = 1);
	}
	lens_put_string(out, style, "\"");
	str_fini(&escaped);
	str_fini(&text);
}

void json_string_name(const char *s, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i])
			str_append_char(out, s[i]);
		else
			str_append_string(out, "\\u0000");
	}
}
