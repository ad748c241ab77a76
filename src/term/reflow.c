#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "term/cell-line.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* A place that must keep its character: the cursor, and what DECSC saved. */
struct mark {
	unsigned *x, *y;
	bool *pending;
	unsigned from; /* the row it was in */
	bool placed;
	unsigned row; /* the new row, counted from the first one laid out */
};

/* Rows of the new width laid out into a new grid; those that don't fit leave for history. */
struct reflow {
	Terminal *t;
	struct grid *old;
	struct grid grid;
	unsigned rows; /* laid out so far and still in the grid */
	unsigned gone; /* and left for history */
	struct cell_line cells;
	struct mark marks[2];
	size_t offsets[2]; /* of the marks in `cells`; SIZE_MAX if elsewhere */
};

/* A blank row at the end, for one more row of text. Returns its index. */
static unsigned next_row(struct reflow *r)
{
	struct grid *g = &r->grid;

	if (r->rows < g->height)
		return r->rows++;
	scrollback_add_row(r->t->history, grid_row(g, 0), g->width, r->t->clusters);
	grid_scroll_up(g, 0, g->height - 1, 1, (struct cell){ .width = 1 }, true);
	r->gone++;
	return g->height - 1;
}

/* Writes one row of the line; returns its bytes. */
static size_t write_row(struct grid *g, unsigned y, const struct cell_line *s,
			struct wrapped_row part, size_t before, const ClusterTable *clusters)
{
	struct row *row = grid_row(g, y);
	size_t shown = part.end - part.start;

	cell_line_copy(s, part, row->cell, g->width);
	grid_touch(g, y, row, s->fill || shown > g->width ? g->width : (unsigned)shown);
	row->flags = s->flags;
	if (part.next < s->count) {
		row->flags |= ROW_SOFT;
		row->used = g->width;
	}
	row->time = s->time;
	row->before = (uint32_t)before;
	return row_bytes(row, g->width, clusters);
}

/* Puts the marks that lie in this part into row `y`. */
static void place_marks(struct reflow *r, struct wrapped_row part, unsigned y)
{
	bool last = part.next == r->cells.count;

	for (unsigned i = 0; i < 2; i++) {
		struct mark *m = &r->marks[i];

		if (m->placed || r->offsets[i] == SIZE_MAX || (r->offsets[i] >= part.next && !last))
			continue;
		size_t x = r->offsets[i] - part.start;
		*m->pending = x >= r->grid.width && r->offsets[i] == r->cells.count;
		*m->x = x < r->grid.width ? (unsigned)x : r->grid.width - 1;
		m->row = r->gone + y;
		m->placed = true;
	}
}

static void lay_out(struct reflow *r)
{
	const struct cell_line *s = &r->cells;
	size_t at = 0, before = 0;

	do {
		struct wrapped_row part = cell_line_wrap(s, at, r->grid.width, CELL_LINE_HARD);
		unsigned y = next_row(r);

		before += write_row(&r->grid, y, s, part, before, r->t->clusters);
		place_marks(r, part, y);
		at = part.next;
	} while (at < s->count);
}

/* Puts the logical line of old rows `start` to `end` into `cells`, with its part in history. */
static void gather(struct reflow *r, unsigned start, unsigned end)
{
	Terminal *t = r->t;
	struct cell_line *s = &r->cells;

	cell_line_clear(s);
	if (!start && scrollback_open(t->history)) {
		cell_line_add_line(s, scrollback_open(t->history), t->clusters);
		scrollback_drop_open(t->history);
	}
	r->offsets[0] = r->offsets[1] = SIZE_MAX;
	for (unsigned y = start; y <= end; y++) {
		for (unsigned i = 0; i < 2; i++) {
			struct mark *m = &r->marks[i];

			if (m->x && m->from == y)
				r->offsets[i] = s->count + *m->x + *m->pending;
		}
		cell_line_add_row(s, grid_row(r->old, y), r->old->width, t->clusters, t->clusters);
	}
}

/* Takes the newest line back from history to the top of the grid: its last `room` rows at most.
 * Returns the rows. */
static unsigned take_line(struct reflow *r, unsigned room)
{
	Terminal *t = r->t;
	struct grid *g = &r->grid;
	struct text_line line;
	struct cell_line *s = &r->cells;
	unsigned count = 0;

	text_line_init(&line);
	if (!scrollback_pop(t->history, &line)) {
		text_line_fini(&line);
		return 0;
	}
	if (scrollback_end(t->history) < t->first_own)
		line.flags |= ROW_FOREIGN;
	cell_line_clear(s);
	cell_line_add_line(s, &line, t->clusters);
	text_line_fini(&line);
	struct wrapped_row *parts = NULL;
	size_t at = 0;
	do {
		parts = mem_resize(parts, (size_t)count + 1, sizeof(*parts));
		parts[count] = cell_line_wrap(s, at, g->width, CELL_LINE_HARD);
		at = parts[count++].next;
	} while (at < s->count);
	unsigned taken = count < room ? count : room;
	for (unsigned i = 0; i < taken; i++) {
		grid_turn(g);
		write_row(g, 0, s, parts[count - 1 - i], 0, t->clusters);
	}
	/* What doesn't fit stays in history, open. */
	for (unsigned i = 0; i + taken < count; i++) {
		struct grid one;

		grid_init(&one, g->width, 1);
		write_row(&one, 0, s, parts[i], 0, t->clusters);
		scrollback_add_row(t->history, grid_row(&one, 0), g->width, t->clusters);
		grid_fini(&one);
	}
	free(parts);
	return taken;
}

/* The top of the old history comes back as long as there is room. Returns the rows taken. */
static unsigned take_back(struct reflow *r)
{
	unsigned taken = 0;

	while (r->rows + taken < r->grid.height && !scrollback_open(r->t->history)) {
		unsigned n = take_line(r, r->grid.height - r->rows - taken);

		if (!n)
			break;
		taken += n;
	}
	return taken;
}

static void finish_marks(struct reflow *r, unsigned taken)
{
	for (unsigned i = 0; i < 2; i++) {
		struct mark *m = &r->marks[i];

		if (!m->x)
			continue;
		if (!m->placed) {
			/* A saved place below the document. */
			m->row = r->gone + (r->rows ? r->rows - 1 : 0);
			*m->x = *m->x < r->grid.width ? *m->x : r->grid.width - 1;
			*m->pending = false;
		}
		*m->y = m->row > r->gone ? m->row - r->gone + taken : taken;
	}
}

/* Reflows the primary screen; the cursor is live there unless the alternate one shows. */
static void reflow_primary(Terminal *t, unsigned width, unsigned height)
{
	struct term_saved *saved = &t->saved[0];
	struct grid *old = &t->primary;
	struct reflow r = { .t = t, .old = old };
	bool live = !t->modes.alternate;
	unsigned y = live ? t->y : saved->y, rows = grid_content(old);

	if (y >= old->height)
		y = old->height - 1;
	if (rows < y + 1)
		rows = y + 1;
	r.marks[1] = (struct mark){
		.x = &saved->x, .y = &saved->y, .pending = &saved->pending, .from = saved->y
	};
	if (live)
		r.marks[0] = (struct mark){
			.x = &t->x, .y = &t->y, .pending = &t->pending, .from = t->y
		};
	grid_init(&r.grid, width, height);
	cell_line_init(&r.cells);
	for (unsigned start = 0; start < rows;) {
		unsigned end = grid_line_end(old, start);

		gather(&r, start, end);
		lay_out(&r);
		start = end + 1;
	}
	unsigned taken = y + 1 == old->height ? take_back(&r) : 0;
	finish_marks(&r, taken);
	cell_line_fini(&r.cells);
	term_drop_grid(t, old);
	*old = r.grid;
}

void term_drop_grid(Terminal *t, struct grid *g)
{
	t->work += g->work;
	grid_fini(g);
}

void term_forget_uncropped(Terminal *t)
{
	if (t->uncropped.grid.cells)
		term_drop_grid(t, &t->uncropped.grid);
}

/* The peer may never hear of a size that is taken back at once, and so not repaint what it crops.
 */
static void crop_alternate(Terminal *t, unsigned width, unsigned height)
{
	struct term_uncropped *u = &t->uncropped;
	struct grid *g = &t->alternate;

	if (!t->modes.alternate) {
		if (g->cells)
			grid_crop(g, width, height);
		return;
	}
	if (u->grid.cells)
		term_drop_grid(t, g);
	else
		*u = (struct term_uncropped){
			.grid = *g, .x = t->x, .y = t->y, .pending = t->pending
		};
	grid_init_cropped(g, &u->grid, width, height);
	t->x = u->x;
	t->y = u->y;
	t->pending = u->pending;
}

static void resize(Terminal *t, unsigned width, unsigned height)
{
	assert(!t->busy);
	if (width == t->primary.width && height == t->primary.height)
		return;
	reflow_primary(t, width, height);
	crop_alternate(t, width, height);
	term_reset_margins(t);
	t->homed = false;
	t->context = (struct utf8_context){ 0 };
	if (t->y >= height)
		t->y = height - 1;
	t->pending = t->pending && t->x + 1 == width;
	if (t->x >= width)
		t->x = width - 1;
}

void terminal_resize(Terminal *t, unsigned width, unsigned height)
{
	width = term_clamp_size(width);
	if (!t->modes.wide)
		t->own_width = width;
	height = term_clamp_size(height);
	if (width != t->grid->width || height != t->grid->height)
		t->modes.synchronised = false;
	resize(t, width, height);
}

void term_follow_columns(Terminal *t)
{
	if (!t->events.modes)
		return;
	resize(t, t->modes.wide ? TERMINAL_WIDE : t->own_width, t->primary.height);
	term_forget_uncropped(t);
}
