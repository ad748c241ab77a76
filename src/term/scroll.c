#include "term/terminal-private.h"

#include "base/poison.h"

/* What a line of history costs beside its cells, in cells: measured. */
enum { ROW_TO_HISTORY_WORK = 64 };

void term_row_to_history(Terminal *t, const struct row *row)
{
	uint64_t before = scrollback_work(t->history);

	scrollback_add_row(t->history, row, t->grid->width, t->clusters);
	t->work += ROW_TO_HISTORY_WORK + row->used + scrollback_work(t->history) - before;
}

void term_cut_open(Terminal *t)
{
	scrollback_disown_open(t->history);
	if (scrollback_open(t->history) && grid_row(t->grid, 0)->flags & ROW_OWN)
		grid_disown(t->grid, 0);
	scrollback_close_open(t->history);
}

/* The region from row `top` on as a box. */
static struct cell_box region(const Terminal *t, unsigned top)
{
	return (struct cell_box){ top, t->left, t->bottom + 1, t->right + 1 };
}

void term_scroll_up(Terminal *t, unsigned top, unsigned n, bool wrapping)
{
	unsigned rows = t->bottom - top + 1;

	if (n > rows)
		n = rows;
	if (!term_full_width(t)) {
		grid_scroll_box_up(t->grid, region(t, top), n, term_blank(t));
		return;
	}
	if (top == 0 && !t->modes.alternate) {
		for (unsigned i = 0; i < n; i++)
			term_row_to_history(t, grid_row(t->grid, i));
	} else if (n) {
		grid_cut(t->grid, top + n - 1);
	}
	grid_scroll_up(t->grid, top, t->bottom, n, term_blank(t), wrapping);
}

void term_scroll_down(Terminal *t, unsigned top, unsigned n)
{
	unsigned rows = t->bottom - top + 1;

	if (n > rows)
		n = rows;
	if (top == 0 && !t->modes.alternate)
		term_cut_open(t);
	if (!term_full_width(t))
		grid_scroll_box_down(t->grid, region(t, top), n, term_blank(t));
	else
		grid_scroll_down(t->grid, top, t->bottom, n, term_blank(t));
}

void term_index(Terminal *t, bool wrapping)
{
	struct row *row = grid_row(t->grid, t->y);

	if (t->y != t->bottom && t->y + 1 == t->grid->height)
		return;
	if (t->y == t->bottom && !term_in_columns(t))
		return;
	wrapping = wrapping && term_full_width(t);
	if (wrapping)
		row->flags |= ROW_SOFT;
	if (t->y == t->bottom)
		term_scroll_up(t, t->top, 1, wrapping);
	else
		t->y++;
	if (!t->y || !(grid_row(t->grid, t->y - 1)->flags & ROW_SOFT))
		grid_row(t->grid, t->y)->before = 0;
}

void term_reverse_index(Terminal *t)
{
	if (t->y == t->top && term_in_columns(t))
		term_scroll_down(t, t->top, 1);
	term_move(t, t->y == t->top || !t->y ? t->y : t->y - 1, t->x);
}

void term_next_line(Terminal *t, bool column_one)
{
	t->prompt = t->prompt_break = false;
	t->homed = false;
	if (!term_close_line(t, 0))
		return;
	term_index(t, false);
	t->pending = false;
	if (column_one)
		term_return(t);
}

void term_linefeed(Terminal *t)
{
	term_next_line(t, t->line_mode || t->modes.newline);
}
