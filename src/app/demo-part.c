#include "app/demo-part.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

static const struct demo_part parts[] = {
	{ .name = "demo" },
	{ .word = "board", .name = "demo-board", .settings = { "pack=bbs" } },
	{ .word = "tls", .name = "demo-tls", .settings = { "tls=on" } },
};

const struct demo_part *demo_part_find(const char *destination, const char *word)
{
	if (strcmp(destination, "demo") != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (word ? parts[i].word && !strcmp(word, parts[i].word) : !parts[i].word)
			return &parts[i];
	}
	return NULL;
}

void demo_part_options(const struct demo_part *part, Options *o)
{
	for (const char *const *setting = part ? part->settings : NULL; setting && *setting;
	     setting++) {
		const char *value = strchr(*setting, '=') + 1;
		char *name = mem_strndup(*setting, (size_t)(value - 1 - *setting));
		int option = options_find(name, NULL);

		if (option >= 0 && !options_is_set(o, (enum option)option))
			options_set(o, (enum option)option, value, NULL);
		free(name);
	}
}
