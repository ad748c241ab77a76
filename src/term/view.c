#include "term/view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "term/document.h"
#include "term/terminal-private.h"
#include "term/view-screen.h"

#include "base/poison.h"

/* A walk over the rows that the document makes in a presentation: one line is loaded at a time. */
struct walk {
	const struct view_request *request;
	const Terminal *t;
	struct document doc;
	Lines *lines;
	ClusterTable *clusters; /* where glyphs are interned; NULL if only places matter */
	uint64_t cursor_line;
	size_t cursor_offset;
	uint64_t line; /* the loaded line, if `count` isn't 0 */
	struct cell_line cells;
	struct wrapped_row *rows;
	size_t count, size;
	size_t at; /* the row of it that the walk stands on */
};

static void mark_cell(struct cell_style *style, const struct cell_style *mark)
{
	if (mark->fg)
		style->fg = mark->fg;
	if (mark->bg)
		style->bg = mark->bg;
	style->attrs = (style->attrs | (mark->attrs & ~(uint32_t)CELL_REVERSE)) ^
		       (mark->attrs & CELL_REVERSE);
}

/* The first of the marks, which are in order, that isn't before line `line`. */
static const struct view_mark *first_mark(const struct view_request *q, uint64_t line)
{
	size_t low = 0, high = q->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (q->marks[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return q->marks + low;
}

/* The styles of the marks from `first` on that hold bytes `start` to `end` - 1 of line `line`. */
static void mark_bytes(const struct view_mark *first, const struct view_mark *last, uint64_t line,
		       size_t start, size_t end, struct cell_style *style)
{
	for (const struct view_mark *m = first; m < last && m->line == line && m->start < end;
	     m++) {
		if (m->start + m->length > start)
			mark_cell(style, &m->style);
	}
}

/* Marks the characters of the line that hold bytes of marks, both halves of a wide one. */
static void apply_marks(struct walk *w)
{
	const struct view_request *q = w->request;
	size_t start = 0, end = 0;

	if (!w->clusters || !q->mark_count)
		return;
	const struct view_mark *first = first_mark(q, w->line), *last = q->marks + q->mark_count;
	for (size_t i = 0; i < w->cells.count && first < last && first->line == w->line; i++) {
		struct cell *c = &w->cells.cell[i];

		if (c->width) {
			start = end;
			end += cell_bytes(c, w->clusters);
		}
		while (first < last && first->line == w->line &&
		       first->start + first->length <= start)
			first++;
		mark_bytes(first, last, w->line, start, end, &c->style);
	}
}

static void walk_load(struct walk *w, uint64_t line)
{
	const struct view_request *q = w->request;
	bool hard = q->presentation == VIEW_SCREEN || (q->exact_cursor && line == w->cursor_line);
	unsigned width = q->presentation == VIEW_TRANSCRIPT ? q->width : w->t->grid->width;
	size_t start = 0;

	document_cells(&w->doc, line, w->clusters, &w->cells);
	w->line = line;
	w->count = 0;
	w->at = 0;
	apply_marks(w);
	do {
		if (w->count == w->size) {
			w->size = w->size ? w->size * 2 : 16;
			w->rows = mem_resize(w->rows, w->size, sizeof(*w->rows));
		}
		w->rows[w->count] = cell_line_wrap(&w->cells, start, width,
						   hard ? CELL_LINE_HARD : q->wrap);
		start = w->rows[w->count++].next;
	} while (start < w->cells.count);
}

static void walk_init(struct walk *w, const Terminal *t, const struct view_request *request,
		      ClusterTable *clusters)
{
	*w = (struct walk){ .request = request, .t = t, .clusters = clusters };
	document_open(&w->doc, t);
	w->lines = lines_new(t, request->filter);
	cell_line_init(&w->cells);
	w->cursor_line = document_row(&w->doc, t->y, &w->cursor_offset);
	w->cursor_offset += t->x;
}

static void walk_fini(struct walk *w)
{
	document_close(&w->doc);
	lines_free(w->lines);
	cell_line_fini(&w->cells);
	free(w->rows);
}

/* Stands on the row that holds `place`, or that is next to it if its line doesn't pass; false if no
 * line does. */
static bool walk_to(struct walk *w, struct view_anchor place)
{
	if (!lines_seek(w->lines, place.line, true) && !lines_seek(w->lines, place.line, false))
		return false;
	walk_load(w, lines_number(w->lines));
	if (w->line < place.line)
		w->at = w->count - 1;
	while (w->line == place.line && w->at + 1 < w->count && w->rows[w->at].next <= place.offset)
		w->at++;
	return true;
}

/* Steps one row towards newer or older lines; false at the end. */
static bool walk_down(struct walk *w)
{
	if (w->at + 1 < w->count) {
		w->at++;
		return true;
	}
	if (!lines_step(w->lines, true))
		return false;
	walk_load(w, lines_number(w->lines));
	return true;
}

static bool walk_up(struct walk *w)
{
	if (w->at) {
		w->at--;
		return true;
	}
	if (!lines_step(w->lines, false))
		return false;
	walk_load(w, lines_number(w->lines));
	w->at = w->count - 1;
	return true;
}

static struct view_anchor walk_place(const struct walk *w)
{
	return (struct view_anchor){ .line = w->line, .offset = w->rows[w->at].start };
}

/* Stands on the first row that the view shows at the tail; returns how many rows of the document
 * follow it, itself included: 0 if no line passes. */
static unsigned walk_to_tail(struct walk *w)
{
	unsigned height = w->request->height, shown = 1;
	struct view_anchor place;

	if (view_shows_grid(w->request)) {
		unsigned top = view_screen_top(w->t, height);

		place.line = document_row(&w->doc, top < w->doc.rows ? top : w->doc.rows - 1,
					  &place.offset);
		walk_to(w, place);
		return height;
	}
	if (!lines_seek(w->lines, w->doc.end - 1, false))
		return 0;
	walk_load(w, lines_number(w->lines));
	w->at = w->count - 1;
	while (shown < height && walk_up(w))
		shown++;
	return shown;
}

/* The first row at the tail; false if no line passes. */
static bool tail_top(const Terminal *t, const struct view_request *request, struct view_anchor *top)
{
	struct walk w;

	walk_init(&w, t, request, NULL);
	bool any = walk_to_tail(&w);
	if (any)
		*top = walk_place(&w);
	walk_fini(&w);
	return any;
}

/* Where the result says the cursor is, if the row the walk stands on holds it. */
static void note_cursor(const struct walk *w, unsigned row, struct view_result *result)
{
	const struct wrapped_row *part = &w->rows[w->at];

	if (w->line != w->cursor_line || w->cursor_offset < part->start ||
	    (w->cursor_offset >= part->next && part->next < w->cells.count))
		return;
	size_t x = w->cursor_offset - part->start + part->indent;
	unsigned left = view_screen_left(w->t, w->request);
	if (x < left)
		return;
	x -= left;
	result->cursor_shown = true;
	result->cursor_row = row;
	result->cursor_column = x < w->request->width ? (unsigned)x : w->request->width - 1;
}

/* Copies what shows of a row of the screen, from column `left` on. */
static void copy_row(const struct cell_line *cells, struct wrapped_row row, unsigned left,
		     struct cell *out, unsigned width)
{
	size_t length = row.end - row.start;

	row.start += left < length ? left : length;
	cell_line_copy(cells, row, out, width);
	/* The left half of a wide character is out of sight. */
	if (!out->width)
		*out = (struct cell){ .width = 1, .style = out->style };
}

static void blank_row(struct cell *out, unsigned width)
{
	for (unsigned x = 0; x < width; x++)
		out[x] = (struct cell){ .width = 1 };
}

/* Draws from where the walk stands to the rectangle's end. */
static void draw_rows(struct walk *w, struct cells *out, unsigned row, unsigned column,
		      unsigned first, struct view_result *result)
{
	const struct view_request *q = w->request;
	unsigned left = view_screen_left(w->t, q);
	bool more = true;

	for (unsigned y = 0; y < q->height; y++) {
		struct cell *cell = cells_at(out, row + y, column);

		if (y < first || !more) {
			blank_row(cell, q->width);
			continue;
		}
		copy_row(&w->cells, w->rows[w->at], left, cell, q->width);
		note_cursor(w, y, result);
		more = walk_down(w);
	}
	result->reaches_tail = !more;
}

/* Gives the cells of the grid's row `y` the styles that they have in their marked line. */
static void mark_row(struct walk *w, unsigned y, struct cell_line *cells)
{
	size_t offset;
	uint64_t line;

	if (y >= w->doc.rows)
		return;
	line = document_row(&w->doc, y, &offset);
	if (w->line != line || !w->count)
		walk_load(w, line);
	for (size_t x = 0; x < row_extent(grid_row(w->t->grid, y), w->t->grid->width); x++)
		cells->cell[x].style = w->cells.cell[offset + x].style;
}

/* The grid as it stands, from its row `top`. */
static void draw_grid(struct walk *w, struct cells *out, unsigned row, unsigned column)
{
	const struct grid *g = w->t->grid;
	const struct view_request *q = w->request;
	unsigned top = view_screen_top(w->t, q->height), left = view_screen_left(w->t, q);
	bool marked = q->mark_count && q->marks[q->mark_count - 1].line >= w->doc.base;
	struct cell_line cells;

	cell_line_init(&cells);
	for (unsigned y = 0; y < q->height; y++) {
		struct cell *cell = cells_at(out, row + y, column);

		if (top + y >= g->height) {
			blank_row(cell, q->width);
			continue;
		}
		cell_line_clear(&cells);
		cell_line_add_cells(&cells, grid_row(g, top + y), g->width, w->t->clusters,
				    out->clusters);
		if (marked)
			mark_row(w, top + y, &cells);
		copy_row(&cells, (struct wrapped_row){ .end = cells.count, .next = cells.count },
			 left, cell, q->width);
	}
	cell_line_fini(&cells);
}

/* The cursor where the grid as it stands shows it. */
static void note_grid_cursor(const struct walk *w, struct view_result *result)
{
	const Terminal *t = w->t;
	unsigned top = view_screen_top(t, w->request->height),
		 left = view_screen_left(t, w->request);

	if (t->y - top < w->request->height && t->x - left < w->request->width) {
		result->cursor_shown = true;
		result->cursor_row = t->y - top;
		result->cursor_column = t->x - left;
	}
}

static void draw_tail(struct walk *w, struct cells *out, unsigned row, unsigned column,
		      struct view_result *result)
{
	unsigned shown = walk_to_tail(w);

	if (shown)
		result->top = walk_place(w);
	if (view_shows_grid(w->request)) {
		draw_grid(w, out, row, column);
		note_grid_cursor(w, result);
	} else {
		draw_rows(w, out, row, column, w->request->height - shown, result);
	}
	result->reaches_tail = true;
}

/* Whether the view begins above the tail; then the walk stands on its first row. */
static bool stands_back(struct walk *w)
{
	const struct view_request *q = w->request;
	struct view_anchor anchor = q->anchor, top;

	if (anchor.line < w->doc.first)
		anchor = (struct view_anchor){ .line = w->doc.first };
	return !q->tail && tail_top(w->t, q, &top) && view_is_before(anchor, top) &&
	       walk_to(w, anchor);
}

void view_render(const Terminal *t, const struct view_request *request, struct cells *out,
		 unsigned row, unsigned column, struct view_result *result)
{
	struct walk w;

	*result = (struct view_result){ 0 };
	if (!request->width || !request->height)
		return;
	walk_init(&w, t, request, out->clusters);
	result->anchor_lost = !request->tail && request->anchor.line < w.doc.first;
	if (stands_back(&w)) {
		result->top = walk_place(&w);
		draw_rows(&w, out, row, column, 0, result);
	} else {
		draw_tail(&w, out, row, column, result);
	}
	walk_fini(&w);
}

/* Where the grid's row `y` lies, while the view is the grid as it stands. */
static struct view_row grid_place(const struct walk *w, unsigned y)
{
	struct view_row row = { .shown = y < w->doc.rows };

	if (!row.shown)
		return row;
	row.line = document_row(&w->doc, y, &row.part.start);
	row.part.end = row.part.start + row_extent(grid_row(w->t->grid, y), w->t->grid->width);
	row.part.next = row.part.end;
	return row;
}

/* The row that the walk stands on. */
static struct view_row walk_row(const struct walk *w)
{
	return (struct view_row){ true, w->line, w->rows[w->at], w->cells.time, w->cells.flags };
}

/* Tells of the rows of the document from where the walk stands, the first at `from`. */
static void tell_rows(struct walk *w, unsigned from, struct view_row *rows)
{
	bool more = from < w->request->height;

	for (unsigned y = from; more; y++) {
		rows[y] = walk_row(w);
		more = y + 1 < w->request->height && walk_down(w);
	}
}

void view_rows(const Terminal *t, const struct view_request *request, struct view_row *rows)
{
	unsigned height = request->height;
	struct walk w;

	for (unsigned y = 0; y < height; y++)
		rows[y] = (struct view_row){ 0 };
	if (!request->width || !height)
		return;
	walk_init(&w, t, request, NULL);
	if (stands_back(&w)) {
		tell_rows(&w, 0, rows);
	} else if (view_shows_grid(request)) {
		for (unsigned y = 0; y < height; y++)
			rows[y] = grid_place(&w, view_screen_top(t, height) + y);
	} else {
		tell_rows(&w, height - walk_to_tail(&w), rows);
	}
	walk_fini(&w);
}

void view_walk(const Terminal *t, const struct view_request *request, struct view_anchor from,
	       struct view_anchor to, bool (*row)(void *user, const struct view_row *row),
	       void *user)
{
	struct walk w;
	bool more;

	walk_init(&w, t, request, NULL);
	more = walk_to(&w, from);
	while (more && !view_is_before(to, walk_place(&w))) {
		struct view_row here = walk_row(&w);

		more = row(user, &here) && walk_down(&w);
	}
	walk_fini(&w);
}

bool view_scroll(const Terminal *t, const struct view_request *request, long rows,
		 struct view_anchor *anchor)
{
	struct walk w;
	struct view_anchor top, at = request->anchor;

	if (!request->width || !request->height || !tail_top(t, request, &top))
		return false;
	walk_init(&w, t, request, NULL);
	if (at.line < w.doc.first)
		at = (struct view_anchor){ .line = w.doc.first };
	walk_to(&w, !request->tail && view_is_before(at, top) ? at : top);
	bool moved = true;
	for (; rows < 0 && moved; rows++)
		moved = walk_up(&w);
	for (; rows > 0 && moved && view_is_before(walk_place(&w), top); rows--)
		moved = walk_down(&w);
	*anchor = walk_place(&w);
	walk_fini(&w);
	return view_is_before(*anchor, top);
}
