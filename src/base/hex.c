#include "base/hex.h"

#include <string.h>

#include "base/poison.h"

/* Behind what may stand before a byte. */
static const char *skip_separators(const char *at)
{
	bool prefixed;

	at += strspn(at, " \t,:");
	prefixed = (at[0] == '0' || at[0] == '\\') && (at[1] | 0x20) == 'x';
	return prefixed && at[2] ? at + 2 : at;
}

bool hex_read(const char *text, struct buf *out, struct err *e)
{
	for (const char *at = skip_separators(text); *at; at = skip_separators(at + 2)) {
		int byte = hex_byte(at);

		if (byte < 0)
			return err_set(
				e, ERR_USAGE,
				"column %zu: two hexadecimal digits a byte are wanted, as in "
				"01 03 0a",
				(size_t)(at - text) + 1);
		buf_append_byte(out, (unsigned char)byte);
	}
	return buf_length(out) || err_set(e, ERR_USAGE, "no bytes are given");
}
