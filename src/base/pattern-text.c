#include "base/pattern-text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#include "base/poison.h"

bool pattern_text_is_small(const char *text, size_t n, bool escapes)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(text + i, n - i, &cp);

		if (escapes && text[i] == '\\' && i + 1 < n) {
			i += 2;
			continue;
		}
		if (utf8_lower(cp) != cp)
			return false;
		i += used ? used : n - i;
	}
	return true;
}

bool pattern_text_has_foreign_case(const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(text + i, n - i, &cp);

		if (cp >= 0x80 && (utf8_lower(cp) != cp || utf8_upper(cp) != cp))
			return true;
		i += used ? used : n - i;
	}
	return false;
}

size_t pattern_text_characters(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

bool pattern_text_is_ascii(const char *text, size_t n)
{
	uint64_t all = 0, word;
	size_t at = 0;

	for (; n - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		all |= word;
	}
	for (; at < n; at++)
		all |= (unsigned char)text[at] & 0x80;
	return !(all & 0x8080808080808080u);
}

bool pattern_text_may_look_ahead(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '|' || (i && strchr("?*+}", text[i - 1]) && text[i] == '+') ||
		    (i && text[i - 1] == '(' && (text[i] == '?' || text[i] == '*')))
			return true;
	}
	return false;
}

size_t pattern_text_line_end(const char *text, size_t n, size_t at)
{
	const char *end = at < n ? memchr(text + at, '\n', n - at) : NULL;

	return end ? (size_t)(end - text) : n;
}
