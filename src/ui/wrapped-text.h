/*
 * A text in lines as wide as the screen, of which some are in sight: what pages and cards show.
 */
#ifndef HAIL_UI_WRAPPED_TEXT_H
#define HAIL_UI_WRAPPED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/key.h"
#include "ui/layers.h"

struct wrapped_text {
	char *text;
	char **lines; /* wrapped at `width` */
	size_t count, top; /* lines, and the first of them in sight */
	size_t seen; /* lines from the first on that have been in sight, at this width */
	unsigned width, rows; /* as last drawn */
	bool found; /* a line that was looked for, */
	size_t found_at; /* which it is */
};

/* Begins with lines separated by newlines, UTF-8 (copied), at the first. */
void wrapped_text_init(struct wrapped_text *w, const char *text);
void wrapped_text_fini(struct wrapped_text *w);

/* Has another text from now on, in sight from the same line. */
void wrapped_text_set(struct wrapped_text *w, const char *text);

/* Draws what is in sight on `rows` rows of the frame from `area->top` on, up to where a message
 * will be drawn. */
void wrapped_text_draw(struct wrapped_text *w, struct layer_area *area, unsigned rows,
		       struct frame *out);

/* Whether all of it has been in sight, with nothing passed over. */
bool wrapped_text_was_seen(const struct wrapped_text *w);

/* Whether its end is in sight. */
bool wrapped_text_at_end(const struct wrapped_text *w);

/* Has its end in sight when it is drawn next. */
void wrapped_text_to_end(struct wrapped_text *w);

/* Scrolls by Up, Down, PgUp, PgDn, Home, End; false if `k` is another key. */
bool wrapped_text_scroll(struct wrapped_text *w, struct key k);

/* The same forward by a page. */
void wrapped_text_page_down(struct wrapped_text *w);

/*
 * Brings the next line that has `text`, whatever its capitals, into sight, marked: behind the one
 * found before or the first in sight, or that one itself (`here`); from the end it goes on at the
 * beginning. False if none has it.
 */
bool wrapped_text_find(struct wrapped_text *w, const char *text, bool here);

/* Scrolls by the wheel; false if `m` is something else. */
bool wrapped_text_wheel(struct wrapped_text *w, const struct mouse_event *m);

#endif
