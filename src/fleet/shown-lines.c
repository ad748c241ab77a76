#include "fleet/shown-lines.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/peer-text.h"
#include "base/poison.h"

void shown_lines_append(struct str *out, const char *before, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = mem_strndup(text, n);

		for (char *tab = line; (tab = strchr(tab, '\t')) != NULL;)
			*tab = ' ';
		str_append_string(out, before);
		peer_text_append(out, line, n, SIZE_MAX);
		str_append_char(out, '\n');
		free(line);
		text += n + (text[n] == '\n');
	}
}
