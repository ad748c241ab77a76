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

/* The rows of a whole screen leave their lines; `selective` erasing is drawing and leaves none. */
static void erase_all(Terminal *t, bool selective)
{
	struct grid *g = t->grid;

	if (selective)
		term_erase_box(t, (struct cell_box){ 0, 0, g->height, g->width }, true);
	else
		term_clear_to_history(t);
}

/* Whether an erasing function leaves protected cells: as xterm has it. */
static bool spares(const Terminal *t, bool selective)
{
	return selective || t->protection == TERM_PROTECT_ISO;
}

/* Columns `from` to `to` - 1 of row `y`, but for protected cells. */
static void erase_unprotected(struct grid *g, unsigned y, unsigned from, unsigned to,
			      struct cell blank)
{
	const struct row *row = grid_row(g, y);

	while (from < to) {
		unsigned end = from;

		while (end < to && !(row->cell[end].style.attrs & CELL_PROTECTED))
			end++;
		g->work += end - from;
		grid_erase(g, y, from, end, blank);
		from = end + 1;
	}
}

void term_erase_box(Terminal *t, struct cell_box box, bool selective)
{
	struct grid *g = t->grid;
	struct cell blank = term_blank(t);

	for (unsigned y = box.top; y < box.bottom; y++) {
		if (selective)
			erase_unprotected(g, y, box.left, box.right, blank);
		else
			grid_erase(g, y, box.left, box.right, blank);
	}
}

/* Cells of the cursor's row. It stays the one that a line was sent from: shells write what was
 * typed anew as it is sent. */
static void erase_cells(Terminal *t, unsigned from, unsigned to, bool selective)
{
	struct row *row = grid_row(t->grid, t->y);
	unsigned sent = row->flags & ROW_SENT_FROM;

	term_erase_box(t, (struct cell_box){ t->y, from, t->y + 1, to }, selective);
	row->flags |= sent;
}

static void erase_rows(Terminal *t, unsigned from, unsigned to, bool selective)
{
	term_erase_box(t, (struct cell_box){ from, 0, to, t->grid->width }, selective);
}

void term_erase_display(Terminal *t, unsigned what, bool selective)
{
	struct grid *g = t->grid;
	bool homed = t->homed && !t->pending;

	selective = spares(t, selective);
	if (what == 2 || (what == 0 && homed)) {
		erase_all(t, selective);
		t->prompt_break = false;
	} else if (what == 0) {
		erase_cells(t, t->x, g->width, selective);
		erase_rows(t, t->y + 1, g->height, selective);
	} else if (what == 1) {
		erase_rows(t, 0, t->y, selective);
		erase_cells(t, 0, t->x + 1, selective);
	} else {
		/* ED 3 would take the user's scrollback. */
		term_block(t, BLOCKED_SEQUENCES);
		return;
	}
	t->pending = false;
}

void term_erase_line(Terminal *t, unsigned what, bool selective)
{
	unsigned width = t->grid->width;

	selective = spares(t, selective);
	if (what == 0)
		erase_cells(t, t->x, width, selective);
	else if (what == 1)
		erase_cells(t, 0, t->x + 1, selective);
	else if (what == 2)
		erase_cells(t, 0, width, selective);
	else
		term_block(t, BLOCKED_SEQUENCES);
	t->pending = false;
}

void term_erase_characters(Terminal *t, unsigned n)
{
	unsigned room = t->grid->width - t->x;

	erase_cells(t, t->x, t->x + (n < room ? n : room), spares(t, false));
	t->pending = false;
}
