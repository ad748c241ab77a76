/*
 * What is looked for in a text that is shown: typed at its foot, kept for the next time.
 */
#ifndef HAIL_UI_SOUGHT_H
#define HAIL_UI_SOUGHT_H

#include <stdbool.h>

#include "base/key.h"
#include "edit/line.h"
#include "ui/layers.h"

struct sought {
	char *text; /* entered last; NULL: nothing yet */
	Line *line; /* while the next is typed; else NULL */
	const char *prompt; /* before that */
};

void sought_fini(struct sought *s);

/* Begins to be typed, behind `prompt` (static). */
void sought_ask(struct sought *s, const char *prompt);

/* Takes a key while it is typed. True if that entered it: now it is to be looked for. */
bool sought_key(struct sought *s, struct key k);

/* Draws what is typed, with the cursor, on row `area->bottom`; false if nothing is. */
bool sought_draw(const struct sought *s, const struct layer_area *area, struct frame *out);

#endif
