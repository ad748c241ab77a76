#include "term/terminal-private.h"

#include "base/poison.h"

void term_insert_cells(Terminal *t, unsigned n)
{
	t->pending = false;
	if (!term_in_columns(t))
		return;
	grid_insert_cells(t->grid, t->y, t->x, t->right + 1, n, term_blank(t));
	grid_touch(t->grid, t->y, grid_row(t->grid, t->y), 0);
}

void term_delete_cells(Terminal *t, unsigned n)
{
	t->pending = false;
	if (!term_in_columns(t))
		return;
	grid_delete_cells(t->grid, t->y, t->x, t->right + 1, n, term_blank(t));
	grid_touch(t->grid, t->y, grid_row(t->grid, t->y), 0);
}

/* IL and DL end at the left margin (DEC STD 070; xterm: CarriageReturn). */
void term_insert_lines(Terminal *t, unsigned n)
{
	if (!term_in_region(t))
		return;
	term_scroll_down(t, t->y, n);
	term_move(t, t->y, t->left);
}

/* Unlike what scrolls, what DL takes away is no history. */
void term_delete_lines(Terminal *t, unsigned n)
{
	unsigned rows = t->bottom - t->y + 1;

	if (!term_in_region(t))
		return;
	n = n < rows ? n : rows;
	if (t->y == 0 && !t->modes.alternate && term_full_width(t))
		term_cut_open(t);
	if (n)
		grid_cut(t->grid, t->y + n - 1);
	if (term_full_width(t))
		grid_scroll_up(t->grid, t->y, t->bottom, n, term_blank(t), false);
	else
		grid_scroll_box_up(t->grid,
				   (struct cell_box){ t->y, t->left, t->bottom + 1, t->right + 1 },
				   n, term_blank(t));
	term_move(t, t->y, t->left);
}

/* Inserts or deletes `n` columns at column `x` in all rows of the region. A pending wrap stays. */
static void edit_columns(Terminal *t, unsigned x, unsigned n, bool insert)
{
	struct cell blank = term_blank(t);

	for (unsigned y = t->top; y <= t->bottom; y++) {
		if (insert)
			grid_insert_cells(t->grid, y, x, t->right + 1, n, blank);
		else
			grid_delete_cells(t->grid, y, x, t->right + 1, n, blank);
	}
}

void term_shift_left(Terminal *t, unsigned n)
{
	if (term_in_region(t))
		edit_columns(t, t->left, n, false);
}

void term_shift_right(Terminal *t, unsigned n)
{
	if (term_in_region(t))
		edit_columns(t, t->left, n, true);
}

void term_insert_columns(Terminal *t, unsigned n)
{
	if (term_in_region(t))
		edit_columns(t, t->x, n, true);
}

void term_delete_columns(Terminal *t, unsigned n)
{
	if (term_in_region(t))
		edit_columns(t, t->x, n, false);
}

void term_back_index(Terminal *t)
{
	if (t->x != t->left)
		term_move(t, t->y, t->x ? t->x - 1 : 0);
	else if (t->y >= t->top && t->y <= t->bottom)
		term_shift_right(t, 1);
}

void term_forward_index(Terminal *t)
{
	if (t->x != t->right)
		term_move(t, t->y, t->x + 1);
	else if (t->y >= t->top && t->y <= t->bottom)
		term_shift_left(t, 1);
}
