#include "term/grid.h"

#include <assert.h>
#include <string.h>

#include "base/poison.h"

/* A wide character must not lie across either edge of columns `left` to `right` - 1. */
static void split_edges(const struct grid *g, struct row *row, unsigned left, unsigned right)
{
	grid_split(g, row, left);
	grid_split(g, row, right);
}

static void become_blank(struct cell *c)
{
	*c = (struct cell){ .glyph = ' ', .width = 1, .given = c->given, .style = c->style };
}

/* Half of a wide character at either end of cells copied becomes a blank. */
static void mend_halves(struct cell *cell, unsigned n)
{
	if (!cell[0].width)
		become_blank(&cell[0]);
	if (cell[n - 1].width == 2)
		become_blank(&cell[n - 1]);
}

/* Copies `n` cells of row `from` at column `x` to row `to` at column `to_x`. */
static void copy_cells(struct grid *g, unsigned from, unsigned x, unsigned to, unsigned to_x,
		       unsigned n)
{
	const struct row *source = grid_row(g, from);
	struct row *row = grid_row(g, to);
	struct cell *cell = row->cell + to_x;

	g->work += n;
	split_edges(g, row, to_x, to_x + n);
	memmove(cell, source->cell + x, n * sizeof(*cell));
	cell[0].joined = 0;
	/* What the client wrote stands where it wrote it. */
	for (unsigned i = 0; i < n; i++)
		cell[i].style.attrs &= ~(uint32_t)(CELL_SENT | CELL_NOTICE);
	mend_halves(cell, n);
	bool foreign = cells_disown(cell, n);
	grid_touch(g, to, row, to_x + n);
	row->flags |= foreign ? ROW_FOREIGN : 0;
	row->flags |= source->flags & (ROW_CLUSTERED | ROW_FOREIGN);
	if (to_x + n == g->width)
		row->flags &= ~(unsigned)ROW_SOFT;
}

void grid_copy_box(struct grid *g, struct cell_box from, unsigned y, unsigned x)
{
	unsigned height = from.bottom - from.top, width = from.right - from.left;

	assert(from.top <= from.bottom && from.left < from.right);
	assert(y + height <= g->height && x + width <= g->width);
	for (unsigned i = 0; i < height; i++) {
		unsigned row = y > from.top ? height - 1 - i : i;

		copy_cells(g, from.top + row, from.left, y + row, x, width);
	}
}

static void erase_rows(struct grid *g, struct cell_box box, struct cell blank)
{
	for (unsigned y = box.top; y < box.bottom; y++)
		grid_erase(g, y, box.left, box.right, blank);
}

void grid_scroll_box_up(struct grid *g, struct cell_box box, unsigned n, struct cell blank)
{
	struct cell_box kept = { box.top + n, box.left, box.bottom, box.right };

	assert(n <= box.bottom - box.top);
	grid_copy_box(g, kept, box.top, box.left);
	box.top = box.bottom - n;
	erase_rows(g, box, blank);
}

void grid_scroll_box_down(struct grid *g, struct cell_box box, unsigned n, struct cell blank)
{
	struct cell_box kept = { box.top, box.left, box.bottom - n, box.right };

	assert(n <= box.bottom - box.top);
	grid_copy_box(g, kept, box.top + n, box.left);
	box.bottom = box.top + n;
	erase_rows(g, box, blank);
}
