#include "net/peer-text.h"

#include <stdint.h>

#include "base/deceptive.h"
#include "base/utf8.h"
#include "base/poison.h"

void peer_text_append(struct str *out, const char *text, size_t n, size_t max)
{
	size_t start = out->length;

	while (n) {
		char name[DECEPTIVE_NAME_MAX];
		uint32_t cp;
		size_t used = utf8_decode(text, n, &cp);
		size_t before = out->length;

		if (!used) { /* cut off inside a character */
			cp = UTF8_REPLACEMENT;
			used = n;
		}
		if (deceptive_class(cp) & DECEPTIVE_UNSEEN)
			str_append(out, name, deceptive_name(cp, name));
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
