#include "term/terminal-private.h"

#include "base/poison.h"

/* Moves row `y` to history; its line ends there if the next row doesn't follow. */
static void row_to_history(Terminal *t, unsigned y, bool followed)
{
	struct row *row = grid_row(t->grid, y);

	if (!followed)
		row->flags &= ~(unsigned)ROW_SOFT;
	term_row_to_history(t, row);
}

/*
 * Whether row `y` is text to keep: not written under addressing, nor one of the gaps that
 * addressing leaves (`gaps`: blank, and no newline was executed in it).
 */
static bool is_text(const Terminal *t, unsigned y, bool gaps)
{
	const struct row *row = grid_row(t->grid, y);

	if (row->flags & ROW_ADDRESSED)
		return false;
	return !gaps || row->flags & (ROW_CLOSED | ROW_SOFT) || !row_blank(row);
}

static bool any_addressed(const Terminal *t, unsigned rows)
{
	for (unsigned y = 0; y < rows; y++) {
		if (grid_row(t->grid, y)->flags & ROW_ADDRESSED)
			return true;
	}
	return false;
}

void term_clear_to_history(Terminal *t)
{
	struct grid *g = t->grid;
	unsigned rows = grid_content(g);
	bool gaps = any_addressed(t, rows);

	if (!t->modes.alternate) {
		term_record_screen(t);
		for (unsigned y = 0; y < rows; y++) {
			if (is_text(t, y, gaps))
				row_to_history(t, y, y + 1 < rows && is_text(t, y + 1, gaps));
			else
				scrollback_close_open(t->history);
		}
		scrollback_close_open(t->history);
	}
	grid_clear_rows(g, 0, g->height, term_blank(t));
	g->content = 0;
	t->modes.addressing = false;
}

void term_erase_display(Terminal *t, unsigned what)
{
	struct grid *g = t->grid;
	bool homed = t->homed && !t->pending;

	if (what == 2 || (what == 0 && homed)) {
		term_clear_to_history(t);
		t->prompt_break = false;
	} else if (what == 0) {
		grid_erase(g, t->y, t->x, g->width, term_blank(t));
		grid_clear_rows(g, t->y + 1, g->height, term_blank(t));
	} else if (what == 1) {
		grid_clear_rows(g, 0, t->y, term_blank(t));
		grid_erase(g, t->y, 0, t->x + 1, term_blank(t));
	} else {
		/* ED 3 would take the user's scrollback. */
		term_block(t, BLOCKED_SEQUENCES);
		return;
	}
	t->pending = false;
}

void term_erase_line(Terminal *t, unsigned what)
{
	struct grid *g = t->grid;

	if (what == 0)
		grid_erase(g, t->y, t->x, g->width, term_blank(t));
	else if (what == 1)
		grid_erase(g, t->y, 0, t->x + 1, term_blank(t));
	else if (what == 2)
		grid_erase(g, t->y, 0, g->width, term_blank(t));
	else
		term_block(t, BLOCKED_SEQUENCES);
	t->pending = false;
}
