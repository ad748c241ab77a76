#include "ui/wrapped-text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "base/poison.h"

void wrapped_text_init(struct wrapped_text *w, const char *text)
{
	*w = (struct wrapped_text){ .text = mem_strdup(text) };
}

static void free_lines(struct wrapped_text *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->lines[i]);
	free(w->lines);
	w->lines = NULL;
	w->count = 0;
}

void wrapped_text_set(struct wrapped_text *w, const char *text)
{
	if (strcmp(text, w->text) == 0)
		return;
	free(w->text);
	w->text = mem_strdup(text);
	w->width = 0;
}

void wrapped_text_fini(struct wrapped_text *w)
{
	free_lines(w);
	free(w->text);
}

/* --- Lines. */

/* Adds one line of the text, wrapped; what is continued is set in as far as its beginning was. */
static void wrap_line(struct wrapped_text *w, const char *text, size_t n)
{
	unsigned indent = (unsigned)strspn(text, " ");
	bool first = true;

	indent = indent + 2 < w->width / 2 ? indent + 2 : 0;
	do {
		unsigned room = first ? w->width : w->width - indent;
		size_t used = compose_line_break(text, n, room);
		struct str line;

		str_init(&line);
		if (!first)
			str_append_format(&line, "%*s", (int)indent, "");
		str_append(&line, text, used);
		w->lines = mem_resize(w->lines, w->count + 1, sizeof(*w->lines));
		w->lines[w->count++] = str_take(&line);
		text += used;
		n -= used;
		first = false;
	} while (n);
}

static void wrap(struct wrapped_text *w, unsigned width)
{
	const char *text = w->text;

	if (width == w->width)
		return;
	free_lines(w);
	w->seen = 0;
	w->width = width;
	w->found = false;
	while (*text) {
		size_t n = strcspn(text, "\n");

		wrap_line(w, text, n);
		text += n + (text[n] == '\n');
	}
}

/* The last first line: from there the end is shown. */
static size_t last_top(const struct wrapped_text *w)
{
	return w->count > w->rows ? w->count - w->rows : 0;
}

/* A message that lies over the last rows hides nothing: the text ends above it, and has one row at
 * least. */
static unsigned make_room(struct layer_area *area, unsigned rows)
{
	if (rows)
		rows -= least(area->message_rows, rows - 1);
	area->message_top = area->top + rows;
	return rows;
}

void wrapped_text_draw(struct wrapped_text *w, struct layer_area *area, unsigned rows,
		       struct frame *out)
{
	unsigned all = rows;

	wrap(w, out->cells.width);
	w->rows = rows = make_room(area, rows);
	w->top = w->top < last_top(w) ? w->top : last_top(w);
	if (w->top <= w->seen && w->top + rows > w->seen)
		w->seen = w->top + rows;
	for (unsigned i = 0; i < all; i++)
		compose_row(i < rows && w->top + i < w->count ? w->lines[w->top + i] : "",
			    w->found && w->found_at == w->top + i ? THEME_HIT : THEME_TEXT,
			    area->theme, area->top + i, 0, out);
	/* Nor does a cursor that it covers say where a message goes. */
	if (out->cursor_row >= area->top && out->cursor_row < area->top + all)
		out->cursor_shown = false;
}

bool wrapped_text_was_seen(const struct wrapped_text *w)
{
	return w->width && w->seen >= w->count;
}

bool wrapped_text_at_end(const struct wrapped_text *w)
{
	return w->width && w->top == last_top(w);
}

void wrapped_text_to_end(struct wrapped_text *w)
{
	w->top = SIZE_MAX;
}

/* --- Scrolling. */

static void move(struct wrapped_text *w, bool back, size_t step)
{
	if (back)
		w->top = w->top > step ? w->top - step : 0;
	else
		w->top = w->top + step < last_top(w) ? w->top + step : last_top(w);
}

static size_t page(const struct wrapped_text *w)
{
	return w->rows > 1 ? w->rows - 1 : 1;
}

void wrapped_text_page_down(struct wrapped_text *w)
{
	move(w, false, page(w));
}

bool wrapped_text_scroll(struct wrapped_text *w, struct key k)
{
	switch (k.sym) {
	case KEYSYM_UP: move(w, true, 1); return true;
	case KEYSYM_DOWN: move(w, false, 1); return true;
	case KEYSYM_PAGE_UP: move(w, true, page(w)); return true;
	case KEYSYM_PAGE_DOWN: move(w, false, page(w)); return true;
	case KEYSYM_HOME: w->top = 0; return true;
	case KEYSYM_END: w->top = last_top(w); return true;
	default: return false;
	}
}

bool wrapped_text_find(struct wrapped_text *w, const char *text, bool here)
{
	size_t from = w->found ? w->found_at : w->top;

	for (size_t i = here ? 0 : 1; i < w->count + !here; i++) {
		size_t line = (from + i) % w->count;

		if (!strcasestr(w->lines[line], text))
			continue;
		w->found = true;
		w->found_at = line;
		w->top = line < last_top(w) ? line : last_top(w);
		return true;
	}
	return false;
}

bool wrapped_text_wheel(struct wrapped_text *w, const struct mouse_event *m)
{
	if (m->button != MOUSE_WHEEL_UP && m->button != MOUSE_WHEEL_DOWN)
		return false;
	move(w, m->button == MOUSE_WHEEL_UP, MOUSE_WHEEL_ROWS);
	return true;
}
