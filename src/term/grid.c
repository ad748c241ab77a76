#include "term/grid.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/poison.h"

static const struct cell plain = { .width = 1 };

enum { FILL_FIRST = 16 }; /* cells written one by one, then copied */

/* Writes `value` to `n` cells. */
static void cell_fill(struct cell *cell, size_t n, struct cell value)
{
	size_t done = n < FILL_FIRST ? n : FILL_FIRST;

	for (size_t i = 0; i < done; i++)
		cell[i] = value;
	while (done < n) {
		size_t more = n - done < done ? n - done : done;

		memcpy(cell + done, cell, more * sizeof(*cell));
		done += more;
	}
}

void grid_init(struct grid *g, unsigned width, unsigned height)
{
	size_t count = (size_t)width * height;

	memset(g, 0, sizeof(*g));
	g->width = width;
	g->height = height;
	g->work = count;
	g->rows = mem_calloc(height, sizeof(*g->rows));
	g->cells = mem_resize(NULL, count, sizeof(*g->cells));
	cell_fill(g->cells, count, plain);
	for (unsigned y = 0; y < height; y++)
		g->rows[y].cell = g->cells + (size_t)y * width;
}

void grid_fini(struct grid *g)
{
	for (unsigned y = 0; y < g->height; y++)
		free(g->rows[y].packed);
	free(g->cells);
	free(g->rows);
	memset(g, 0, sizeof(*g));
}

static bool is_plain(struct cell blank)
{
	return !blank.glyph && !blank.style.bg && !blank.style.fg && !blank.style.attrs;
}

bool row_blank(const struct row *row)
{
	for (unsigned x = 0; x < row->used; x++) {
		uint32_t glyph = row->cell[x].glyph;

		if (glyph && glyph != ' ')
			return false;
	}
	return true;
}

unsigned grid_content(struct grid *g)
{
	while (g->content) {
		const struct row *row = grid_row(g, g->content - 1);

		g->work += row->used;
		if (!row_blank(row))
			break;
		g->content--;
	}
	return g->content;
}

unsigned grid_line_start(const struct grid *g, unsigned y)
{
	while (y && grid_row(g, y - 1)->flags & ROW_SOFT)
		y--;
	return y;
}

unsigned grid_line_end(const struct grid *g, unsigned y)
{
	while (y + 1 < g->height && grid_row(g, y)->flags & ROW_SOFT)
		y++;
	return y;
}

bool cells_disown(struct cell *cell, unsigned n)
{
	const uint32_t own = CELL_SENT | CELL_NOTICE;
	uint32_t had = 0;

	for (unsigned x = 0; x < n; x++) {
		had |= cell[x].style.attrs & own;
		cell[x].style.attrs &= ~own;
	}
	return had;
}

void grid_disown(struct grid *g, unsigned y)
{
	unsigned end = grid_line_end(g, y);

	for (y = grid_line_start(g, y); y <= end; y++) {
		struct row *row = grid_row(g, y);

		row->packed_length = 0;
		row->flags &= ~(unsigned)ROW_OWN;
		g->work += row->used;
		if (cells_disown(row->cell, row->used))
			row->flags |= ROW_FOREIGN;
	}
}

void grid_cut(struct grid *g, unsigned y)
{
	struct row *row = grid_row(g, y);

	if (row->flags & ROW_SOFT && row->flags & ROW_OWN)
		grid_disown(g, y);
	row->flags &= ~(unsigned)ROW_SOFT;
}

static void fill(struct row *row, unsigned from, unsigned to, struct cell blank)
{
	if (from < to)
		cell_fill(row->cell + from, to - from, blank);
}

enum { CLEAR_ROW_WORK = 2 }; /* what clearing a row costs beside its cells, in cells */

void grid_clear_rows(struct grid *g, unsigned from, unsigned to, struct cell blank)
{
	struct row *row = from < to ? grid_row(g, from) : NULL;
	const struct row *end = g->rows + g->height;
	bool is_blank = is_plain(blank);

	for (; from < to; from++) {
		unsigned n = is_blank ? row->used : g->width;

		cell_fill(row->cell, n, blank);
		g->work += n + CLEAR_ROW_WORK;
		row->used = is_blank ? 0 : n;
		row->flags = 0;
		row->before = 0;
		row->time = 0;
		row->packed_length = 0;
		if (++row == end)
			row = g->rows;
	}
}

void row_blank_wide(struct row *row, unsigned x)
{
	for (unsigned i = x - 1; i <= x; i++) {
		row->cell[i].glyph = ' ';
		row->cell[i].width = 1;
	}
}

void grid_erase(struct grid *g, unsigned y, unsigned from, unsigned to, struct cell blank)
{
	struct row *row = grid_row(g, y);

	if (from >= to)
		return;
	if (from == 0 && to == g->width) {
		grid_changes(g, y, row);
		grid_clear_rows(g, y, y + 1, blank);
		return;
	}
	g->work += to - from;
	grid_changes(g, y, row);
	grid_split(g, row, from);
	grid_split(g, row, to);
	if (to == g->width)
		row->flags &= ~(unsigned)ROW_SOFT;
	if (!is_plain(blank)) {
		fill(row, from, to, blank);
		row->used = row->used > to ? row->used : to;
		return;
	}
	if (to >= row->used) {
		to = row->used;
		row->used = row->used < from ? row->used : from;
	}
	fill(row, from, to, plain);
}

/* What ICH and DCH change of a row beside its cells. */
static void end_edit(struct grid *g, struct row *row, unsigned x, unsigned end, struct cell blank)
{
	if (end == g->width)
		row->flags &= ~(unsigned)ROW_SOFT;
	if (!is_plain(blank) || row->used > x)
		row->used = row->used > end ? row->used : end;
}

void grid_insert_cells(struct grid *g, unsigned y, unsigned x, unsigned end, unsigned n,
		       struct cell blank)
{
	struct row *row = grid_row(g, y);

	if (n > end - x)
		n = end - x;
	g->work += end - x;
	grid_changes(g, y, row);
	grid_split(g, row, x);
	grid_split(g, row, end - n);
	grid_split(g, row, end);
	memmove(row->cell + x + n, row->cell + x, (end - x - n) * sizeof(*row->cell));
	fill(row, x, x + n, blank);
	end_edit(g, row, x, end, blank);
}

void grid_delete_cells(struct grid *g, unsigned y, unsigned x, unsigned end, unsigned n,
		       struct cell blank)
{
	struct row *row = grid_row(g, y);

	if (n > end - x)
		n = end - x;
	g->work += end - x;
	grid_changes(g, y, row);
	grid_split(g, row, x);
	grid_split(g, row, x + n);
	grid_split(g, row, end);
	memmove(row->cell + x, row->cell + x + n, (end - x - n) * sizeof(*row->cell));
	fill(row, end - n, end, blank);
	end_edit(g, row, x, end, blank);
}

static void reverse(struct grid *g, unsigned from, unsigned to)
{
	while (from + 1 < to) {
		struct row *a = grid_row(g, from++), *b = grid_row(g, --to), swap = *a;

		*a = *b;
		*b = swap;
	}
}

/* Rotates rows `from` to `to` - 1 so that `middle` comes first. A row that is moved twice counts as
 * much as four cells. */
static void rotate(struct grid *g, unsigned from, unsigned middle, unsigned to)
{
	g->work += 4 * (uint64_t)(to - from);
	reverse(g, from, middle);
	reverse(g, middle, to);
	reverse(g, from, to);
}

void grid_scroll_up(struct grid *g, unsigned top, unsigned bottom, unsigned n, struct cell blank,
		    bool wrapping)
{
	assert(top <= bottom && bottom < g->height && n <= bottom - top + 1);
	if (top)
		grid_cut(g, top - 1);
	if (!wrapping)
		grid_cut(g, bottom);
	if (top == 0 && bottom == g->height - 1) {
		g->top = (g->top + n) % g->height;
		g->content = g->content > n ? g->content - n : 0;
	} else {
		rotate(g, top, top + n, bottom + 1);
	}
	grid_clear_rows(g, bottom + 1 - n, bottom + 1, blank);
}

void grid_scroll_down(struct grid *g, unsigned top, unsigned bottom, unsigned n, struct cell blank)
{
	assert(top <= bottom && bottom < g->height && n <= bottom - top + 1);
	if (top)
		grid_cut(g, top - 1);
	grid_cut(g, bottom);
	rotate(g, top, bottom + 1 - n, bottom + 1);
	if (n <= bottom - top)
		grid_cut(g, bottom);
	grid_clear_rows(g, top, top + n, blank);
	if (g->content > top)
		g->content = g->content + n < bottom + 1 ? g->content + n :
			     g->content > bottom + 1     ? g->content :
							   bottom + 1;
}

void grid_turn(struct grid *g)
{
	g->top = g->top ? g->top - 1 : g->height - 1;
	g->content = g->content < g->height ? g->content + 1 : g->height;
}

void grid_init_cropped(struct grid *g, const struct grid *old, unsigned width, unsigned height)
{
	grid_init(g, width, height);
	for (unsigned y = 0; y < height && y < old->height; y++) {
		struct row *to = grid_row(g, y);
		const struct row *from = grid_row(old, y);
		unsigned n = from->used < width ? from->used : width;

		memcpy(to->cell, from->cell, n * sizeof(*to->cell));
		if (width < from->used && !from->cell[width].width) {
			/* A wide character is cut in two. */
			to->cell[width - 1].glyph = ' ';
			to->cell[width - 1].width = 1;
		}
		to->used = n;
		to->flags = width == old->width ? from->flags : from->flags & ~(unsigned)ROW_SOFT;
		to->time = from->time;
	}
	grid_cut(g, height - 1);
	g->content = old->content < height ? old->content : height;
}

void grid_crop(struct grid *g, unsigned width, unsigned height)
{
	struct grid old = *g;

	grid_init_cropped(g, &old, width, height);
	g->work += old.work;
	grid_fini(&old);
}
