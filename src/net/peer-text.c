#include "net/peer-text.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/utf8.h"
#include "base/poison.h"

/* What draws nothing, or changes how its neighbours are drawn. */
static bool is_hidden(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{ 0x00, 0x1f },       { 0x7f, 0x9f },     { 0xad, 0xad },     { 0x34f, 0x34f },
		{ 0x61c, 0x61c },     { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },
		{ 0x200b, 0x200f },   { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb },
		{ 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

void peer_text_append(struct str *out, const char *text, size_t n, size_t max)
{
	size_t start = out->length;

	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(text, n, &cp);
		size_t before = out->length;

		if (!used) { /* cut off inside a character */
			cp = UTF8_REPLACEMENT;
			used = n;
		}
		if (is_hidden(cp))
			str_append_format(out, "<U+%04X>", (unsigned)cp);
		else
			str_append_codepoint(out, cp);
		if (out->length - start > max) {
			str_truncate(out, before);
			str_append_string(out, "…");
			return;
		}
		text += used;
		n -= used;
	}
}
