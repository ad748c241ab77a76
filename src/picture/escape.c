#include "picture/escape.h"

#include "base/poison.h"

static const char *name_of(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	default: return NULL;
	}
}

void escape_put(struct str *out, const char *text, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = name_of(text[i]);

		if (!name)
			continue;
		str_append(out, text + from, i - from);
		str_append_string(out, name);
		from = i + 1;
	}
	str_append(out, text + from, n - from);
}
