#include "app/status-items.h"

#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { VALUE_CELLS = 24 };

/* Appends what fits of a value, and nothing that can't be seen. */
static void append_value(const struct str *value, struct str *out)
{
	size_t n = utf8_fit(value->text, value->length, VALUE_CELLS);
	uint32_t cp;

	for (size_t i = 0, used; i < n; i += used) {
		used = utf8_decode_or_latin1(value->text + i, n - i, &cp);
		if (!(deceptive_class(cp) & DECEPTIVE_LINE))
			str_append_codepoint(out, cp);
	}
}

static void append_item(const Values *v, const char *item, struct str *out)
{
	const char *equals = strchr(item, '='), *dot = strrchr(item, '.');
	const char *path = equals ? equals + 1 : item;
	const char *label = equals ? item : dot ? dot + 1 : item;
	struct str value;

	str_init(&value);
	if (values_read(v, path, &value)) {
		str_append_string(out, out->length ? "  " : "");
		str_append(out, label, equals ? (size_t)(equals - item) : strlen(label));
		str_append_char(out, ' ');
		append_value(&value, out);
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
