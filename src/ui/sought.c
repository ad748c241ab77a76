#include "ui/sought.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/compose.h"
#include "base/poison.h"

static void end(struct sought *s)
{
	line_free(s->line);
	s->line = NULL;
}

void sought_fini(struct sought *s)
{
	end(s);
	free(s->text);
	s->text = NULL;
}

void sought_ask(struct sought *s, const char *prompt)
{
	end(s);
	s->prompt = prompt;
	s->line = line_new(NULL);
}

bool sought_key(struct sought *s, struct key k)
{
	enum line_result result = LINE_IGNORED;
	bool entered;

	if (k.sym != KEYSYM_ESCAPE)
		result = line_key(s->line, k);
	entered = result == LINE_ACCEPTED && line_length(s->line);
	if (entered) {
		free(s->text);
		s->text = mem_strdup(line_text(s->line));
	}
	if (result == LINE_ACCEPTED || k.sym == KEYSYM_ESCAPE ||
	    (result == LINE_IGNORED && !line_length(s->line) && (k.mods & KEYMOD_CTRL)))
		end(s);
	return entered;
}

bool sought_draw(const struct sought *s, const struct layer_area *area, struct frame *out)
{
	if (s->line)
		compose_line(s->line, s->prompt, THEME_PROMPT, false, area->theme, area->bottom,
			     out);
	return s->line != NULL;
}
