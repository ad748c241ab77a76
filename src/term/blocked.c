#include "term/blocked.h"

#include <string.h>

#include "base/poison.h"

static const struct {
	const char *name, *meaning;
} kinds[BLOCKED_KINDS] = {
	[BLOCKED_TITLES] = { "titles", "window titles beyond the rate, icon names" },
	[BLOCKED_CLIPBOARD] = { "clipboard", "attempts to read or set the clipboard" },
	[BLOCKED_STRINGS] = { "strings", "other control strings (OSC, DCS, APC, PM, SOS)" },
	[BLOCKED_REPORTS] = { "reports", "questions to the terminal that got no answer" },
	[BLOCKED_SEQUENCES] = { "sequences", "unknown or malformed sequences" },
	[BLOCKED_CONTROLS] = { "controls", "control characters without a meaning" },
	[BLOCKED_TAGS] = { "tags", "tags of MXP that do nothing here" },
	[BLOCKED_MUSIC] = { "music", "tunes (\"ANSI music\"), which are not played" },
	[BLOCKED_TRANSFERS] = { "transfers", "file transfers (ZMODEM), which were not taken up" },
	[BLOCKED_INVALID] = { "invalid", "bytes that are not UTF-8, shown by the fallback" },
};

void blocked_add(struct blocked *b, enum blocked_kind kind, const char *bytes, uint64_t length)
{
	struct blocked_example *e = &b->last[kind][b->count[kind]++ % BLOCKED_EXAMPLES];

	e->kept = length < BLOCKED_BYTES ? (size_t)length : BLOCKED_BYTES;
	e->length = length;
	memcpy(e->bytes, bytes, e->kept);
}

const struct blocked_example *blocked_example(const struct blocked *b, enum blocked_kind kind,
					      unsigned i)
{
	if (i >= BLOCKED_EXAMPLES || i >= b->count[kind])
		return NULL;
	return &b->last[kind][(b->count[kind] - 1 - i) % BLOCKED_EXAMPLES];
}

const char *blocked_name(enum blocked_kind kind)
{
	return kinds[kind].name;
}

const char *blocked_meaning(enum blocked_kind kind)
{
	return kinds[kind].meaning;
}
