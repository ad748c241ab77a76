#include "base/deceptive.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/poison.h"

struct range {
	uint32_t first, last;
	unsigned class;
};

/* In order. */
static const struct range ranges[] = {
	{ 0x0000, 0x001f, DECEPTIVE_CONTROL },     { 0x007f, 0x007f, DECEPTIVE_CONTROL },
	{ 0x0080, 0x009f, DECEPTIVE_C1 },          { 0x00a0, 0x00a0, DECEPTIVE_BLANK },
	{ 0x00ad, 0x00ad, DECEPTIVE_FILLER },      { 0x034f, 0x034f, DECEPTIVE_JOINER },
	{ 0x061c, 0x061c, DECEPTIVE_BIDI },        { 0x115f, 0x1160, DECEPTIVE_FILLER },
	{ 0x17b4, 0x17b5, DECEPTIVE_FILLER },      { 0x180b, 0x180d, DECEPTIVE_VARIATION },
	{ 0x180e, 0x180e, DECEPTIVE_FILLER },      { 0x180f, 0x180f, DECEPTIVE_VARIATION },
	{ 0x2000, 0x200a, DECEPTIVE_BLANK },       { 0x200b, 0x200b, DECEPTIVE_INVISIBLE },
	{ 0x200c, 0x200d, DECEPTIVE_JOINER },      { 0x200e, 0x200f, DECEPTIVE_BIDI },
	{ 0x2028, 0x2029, DECEPTIVE_BREAK },       { 0x202a, 0x202e, DECEPTIVE_BIDI },
	{ 0x202f, 0x202f, DECEPTIVE_BLANK },       { 0x205f, 0x205f, DECEPTIVE_BLANK },
	{ 0x2060, 0x2065, DECEPTIVE_INVISIBLE },   { 0x2066, 0x2069, DECEPTIVE_BIDI },
	{ 0x206a, 0x206f, DECEPTIVE_INVISIBLE },   { 0x3000, 0x3000, DECEPTIVE_BLANK },
	{ 0x3164, 0x3164, DECEPTIVE_FILLER },      { 0xfe00, 0xfe0f, DECEPTIVE_VARIATION },
	{ 0xfeff, 0xfeff, DECEPTIVE_INVISIBLE },   { 0xffa0, 0xffa0, DECEPTIVE_FILLER },
	{ 0xfff0, 0xfffb, DECEPTIVE_INVISIBLE },   { 0xe0000, 0xe00ff, DECEPTIVE_TAG },
	{ 0xe0100, 0xe01ef, DECEPTIVE_VARIATION }, { 0xe01f0, 0xe0fff, DECEPTIVE_TAG },
};

/* The wide gaps of the table, where nearly all text lies: every character printed is looked up. */
static bool is_plain(uint32_t cp)
{
	return (cp > 0x1f && cp < 0x7f) || /* ASCII */
	       (cp > 0xad && cp < 0x61c && cp != 0x34f) || /* Latin to Hebrew */
	       (cp > 0x206f && cp < 0xfe00 && cp != 0x3000 && cp != 0x3164) || /* symbols, CJK */
	       (cp > 0xfffb && cp < 0xe0000); /* rare scripts, emoji */
}

unsigned deceptive_class(uint32_t cp)
{
	size_t low = 0, high = sizeof(ranges) / sizeof(ranges[0]);

	if (is_plain(cp))
		return 0;
	if (cp == 0x200d) /* these two are in many emoji */
		return DECEPTIVE_JOINER;
	if (cp == 0xfe0f)
		return DECEPTIVE_VARIATION;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (ranges[middle].first <= cp)
			low = middle;
		else
			high = middle;
	}
	return cp <= ranges[low].last ? ranges[low].class : 0;
}

size_t deceptive_name(uint32_t cp, char out[DECEPTIVE_NAME_MAX])
{
	int n;

	if (cp < 0x80)
		n = snprintf(out, DECEPTIVE_NAME_MAX, "^%c", (int)(cp ^ 0x40));
	else if (cp < 0xa0)
		n = snprintf(out, DECEPTIVE_NAME_MAX, "<%02x>", (unsigned)cp);
	else
		n = snprintf(out, DECEPTIVE_NAME_MAX, "<U+%04X>", (unsigned)cp);
	return (size_t)n;
}
