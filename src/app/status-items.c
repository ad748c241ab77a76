#include "app/status-items.h"

#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { VALUE_CELLS = 24 };

static bool is_blank(uint32_t cp)
{
	static const uint32_t braille_blank = 0x2800;

	return cp == ' ' || cp == braille_blank ||
	       deceptive_class(cp) & (DECEPTIVE_BLANK | DECEPTIVE_FILLER);
}

/* Appends a value without what can't be seen, blanks together as one; whether it has any. */
static bool clean_value(const char *value, size_t n, struct str *out)
{
	bool blank = false, any = false;
	uint32_t cp;

	for (size_t i = 0, used; i < n; i += used) {
		used = utf8_decode_or_latin1(value + i, n - i, &cp);
		if (deceptive_class(cp) & DECEPTIVE_LINE)
			continue;
		if (!is_blank(cp) && blank)
			str_append_char(out, ' ');
		any |= !is_blank(cp) && blank;
		blank = is_blank(cp) && out->length;
		if (!is_blank(cp))
			str_append_codepoint(out, cp == '"' ? '\'' : cp);
	}
	return any;
}

/* Appends what fits of a value: several words in quotes, so that they aren't taken for ours. */
static void append_value(const char *value, size_t n, struct str *out)
{
	struct str clean;
	bool quotes;

	str_init(&clean);
	quotes = clean_value(value, n, &clean);
	str_append_string(out, quotes ? "\"" : "");
	str_append(out, clean.text, utf8_fit(clean.text, clean.length, VALUE_CELLS));
	str_append_string(out, quotes ? "\"" : "");
	str_fini(&clean);
}

static void append_label(const char *label, size_t n, struct str *out)
{
	str_append_string(out, out->length ? "  " : "");
	str_append(out, label, n);
	str_append_char(out, ' ');
}

static void append_item(const Values *v, const char *item, struct str *out)
{
	const char *equals = strchr(item, '='), *dot = strrchr(item, '.');
	const char *path = equals ? equals + 1 : item;
	const char *label = equals ? item : dot ? dot + 1 : item;
	struct str value;

	str_init(&value);
	if (values_read(v, path, &value)) {
		append_label(label, equals ? (size_t)(equals - item) : strlen(label), out);
		append_value(value.text, value.length, out);
	}
	str_fini(&value);
}

void status_items_text(const Values *v, const char *items, struct str *out)
{
	while (*(items += strspn(items, " "))) {
		size_t n = strcspn(items, " ");
		char *item = mem_strndup(items, n);

		append_item(v, item, out);
		free(item);
		items += n;
	}
}

void status_items_append(const char *label, size_t n, const char *value, struct str *out)
{
	append_label(label, n, out);
	append_value(value, strlen(value), out);
}
