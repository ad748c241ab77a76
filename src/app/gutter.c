#include "app/gutter.h"

#include "base/poison.h"

static void put(const struct gutter *g, unsigned row, char sign, struct frame *out)
{
	unsigned last = out->cells.width - 1;

	/* The left half of a character can't stand alone. */
	if (!cells_at(&out->cells, row, last)->width)
		cells_text(&out->cells, row, last - 1, 1, " ", 1,
			   theme_style(g->theme, THEME_TEXT));
	cells_text(&out->cells, row, last, 1, &sign, 1, theme_style(g->theme, THEME_POPUP_KEY));
}

void gutter_draw(const struct gutter *g, char (*sign)(void *user, uint64_t from, uint64_t to),
		 void *user, struct frame *out)
{
	const Terminal *t = session_terminal(pane_session(g->pane));
	uint64_t first = terminal_first_line(t), lines = terminal_end_line(t) - first;

	for (unsigned row = 0; row < g->rows; row++) {
		char c = sign(user, first + lines * row / g->rows,
			      first + lines * (row + 1) / g->rows);

		if (c)
			put(g, g->top + row, c, out);
	}
}
