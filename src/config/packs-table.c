#include "config/options-table.h"

#include <stddef.h>

#include "base/poison.h"

/* What callers of boards set in other programs: keys at once, a PC's screen and its characters. */
static const struct {
	enum option option;
	const char *value;
} bbs[] = {
	{ OPTIONS_BACKSPACE, "bs" }, { OPTIONS_CHARSET, "CP437" }, { OPTIONS_MODE, "char" },
	{ OPTIONS_SIZE, "80x25" },   { OPTIONS_TERM, "ansi" },
};

const char *options_packed(enum options_pack pack, enum option option)
{
	for (size_t i = 0; pack == OPTIONS_PACK_BBS && i < sizeof(bbs) / sizeof(bbs[0]); i++) {
		if (bbs[i].option == option)
			return bbs[i].value;
	}
	return NULL;
}
