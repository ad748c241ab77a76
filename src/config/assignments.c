#include "config/assignments.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

void assignments_add_text(struct assignments *a, const char *text)
{
	a->items = mem_resize(a->items, a->count + 1, sizeof(*a->items));
	a->items[a->count++] = mem_strdup(text);
}

void assignments_add(struct assignments *a, const char *name, const char *value)
{
	struct str text;

	str_init_secret(&text);
	str_append_format(&text, "%s=%s", name, value);
	assignments_add_text(a, text.text);
	str_fini(&text);
}

bool assignments_apply(const struct assignments *a, Options *o, struct err *e)
{
	for (size_t i = 0; i < a->count; i++) {
		if (!options_assign(o, a->items[i], e))
			return false;
	}
	return true;
}

void assignments_fini(struct assignments *a)
{
	for (size_t i = 0; i < a->count; i++) {
		mem_wipe(a->items[i], strlen(a->items[i]));
		free(a->items[i]);
	}
	free(a->items);
	*a = (struct assignments){ 0 };
}
