#include "term/view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "term/document.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* A walk over the rows that the document makes in a presentation: one line is loaded at a time. */
struct walk {
	const struct view_request *request;
	const Terminal *t;
	struct document doc;
	ClusterTable *clusters; /* where glyphs are interned; NULL if only places matter */
	uint64_t cursor_line;
	size_t cursor_offset;
	uint64_t line; /* the loaded line */
	struct cell_line cells;
	struct wrapped_row *rows;
	size_t count, size;
	size_t at; /* the row of it that the walk stands on */
};

static void walk_load(struct walk *w, uint64_t line)
{
	const struct view_request *q = w->request;
	bool words = q->presentation == VIEW_TRANSCRIPT &&
		     !(q->exact_cursor && line == w->cursor_line);
	unsigned width = q->presentation == VIEW_TRANSCRIPT ? q->width : w->t->grid->width;
	size_t start = 0;

	document_cells(&w->doc, line, w->clusters, &w->cells);
	w->line = line;
	w->count = 0;
	w->at = 0;
	do {
		if (w->count == w->size) {
			w->size = w->size ? w->size * 2 : 16;
			w->rows = mem_resize(w->rows, w->size, sizeof(*w->rows));
		}
		w->rows[w->count] = cell_line_wrap(&w->cells, start, width, words);
		start = w->rows[w->count++].next;
	} while (start < w->cells.count);
}

static void walk_init(struct walk *w, const Terminal *t, const struct view_request *request,
		      ClusterTable *clusters)
{
	*w = (struct walk){ .request = request, .t = t, .clusters = clusters };
	document_open(&w->doc, t);
	cell_line_init(&w->cells);
	w->cursor_line = document_row(&w->doc, t->y, &w->cursor_offset);
	w->cursor_offset += t->x;
}

static void walk_fini(struct walk *w)
{
	document_close(&w->doc);
	cell_line_fini(&w->cells);
	free(w->rows);
}

/* Stands on the row that holds `place`. */
static void walk_to(struct walk *w, struct view_anchor place)
{
	walk_load(w, place.line);
	while (w->at + 1 < w->count && w->rows[w->at].next <= place.offset)
		w->at++;
}

/* Steps one row towards newer or older lines; false at the end. */
static bool walk_down(struct walk *w)
{
	if (w->at + 1 < w->count) {
		w->at++;
		return true;
	}
	if (w->line + 1 >= w->doc.end)
		return false;
	walk_load(w, w->line + 1);
	return true;
}

static bool walk_up(struct walk *w)
{
	if (w->at) {
		w->at--;
		return true;
	}
	if (w->line <= w->doc.first)
		return false;
	walk_load(w, w->line - 1);
	w->at = w->count - 1;
	return true;
}

static struct view_anchor walk_place(const struct walk *w)
{
	return (struct view_anchor){ .line = w->line, .offset = w->rows[w->at].start };
}

/* The grid's row that a screen view of `height` begins with at the tail: the lowest that holds the
 * cursor. */
static unsigned screen_top(const Terminal *t, unsigned height)
{
	unsigned top = t->grid->height > height ? t->grid->height - height : 0;

	return top < t->y ? top : t->y;
}

/* Stands on the first row that the view shows at the tail; returns how many rows of the document
 * follow it, itself included. */
static unsigned walk_to_tail(struct walk *w)
{
	unsigned height = w->request->height, shown = 1;
	struct view_anchor place;

	if (w->request->presentation == VIEW_SCREEN) {
		unsigned top = screen_top(w->t, height);

		place.line = document_row(&w->doc, top < w->doc.rows ? top : w->doc.rows - 1,
					  &place.offset);
		walk_to(w, place);
		return height;
	}
	walk_load(w, w->doc.end - 1);
	w->at = w->count - 1;
	while (shown < height && walk_up(w))
		shown++;
	return shown;
}

static bool before(struct view_anchor a, struct view_anchor b)
{
	return a.line != b.line ? a.line < b.line : a.offset < b.offset;
}

static struct view_anchor tail_top(const Terminal *t, const struct view_request *request)
{
	struct walk w;

	walk_init(&w, t, request, NULL);
	walk_to_tail(&w);
	struct view_anchor top = walk_place(&w);
	walk_fini(&w);
	return top;
}

/* Where the result says the cursor is, if the row the walk stands on holds it. */
static void note_cursor(const struct walk *w, unsigned row, struct view_result *result)
{
	const struct wrapped_row *part = &w->rows[w->at];

	if (w->line != w->cursor_line || w->cursor_offset < part->start ||
	    (w->cursor_offset >= part->next && part->next < w->cells.count))
		return;
	size_t x = w->cursor_offset - part->start;
	result->cursor_shown = true;
	result->cursor_row = row;
	result->cursor_column = x < w->request->width ? (unsigned)x : w->request->width - 1;
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
	bool more = true;

	for (unsigned y = 0; y < q->height; y++) {
		struct cell *cell = cells_at(out, row + y, column);

		if (y < first || !more) {
			blank_row(cell, q->width);
			continue;
		}
		cell_line_copy(&w->cells, w->rows[w->at], cell, q->width);
		note_cursor(w, y, result);
		more = walk_down(w);
	}
	result->reaches_tail = !more;
}

/* The grid as it is, from its row `top`. */
static void draw_grid(const Terminal *t, const struct view_request *q, struct cells *out,
		      unsigned row, unsigned column, struct view_result *result)
{
	unsigned top = screen_top(t, q->height);
	struct cell_line cells;

	cell_line_init(&cells);
	for (unsigned y = 0; y < q->height; y++) {
		struct cell *cell = cells_at(out, row + y, column);

		if (top + y >= t->grid->height) {
			blank_row(cell, q->width);
			continue;
		}
		cell_line_clear(&cells);
		cell_line_add_cells(&cells, grid_row(t->grid, top + y), t->grid->width, t->clusters,
				    out->clusters);
		cell_line_copy(&cells, (struct wrapped_row){ 0, cells.count, cells.count }, cell,
			       q->width);
	}
	cell_line_fini(&cells);
	if (t->y - top < q->height && t->x < q->width) {
		result->cursor_shown = true;
		result->cursor_row = t->y - top;
		result->cursor_column = t->x;
	}
	result->reaches_tail = true;
}

void view_render(const Terminal *t, const struct view_request *request, struct cells *out,
		 unsigned row, unsigned column, struct view_result *result)
{
	struct walk w;
	struct view_anchor anchor = request->anchor;

	*result = (struct view_result){ 0 };
	if (!request->width || !request->height)
		return;
	walk_init(&w, t, request, out->clusters);
	if (!request->tail && anchor.line < w.doc.first) {
		anchor = (struct view_anchor){ .line = w.doc.first };
		result->anchor_lost = true;
	}
	if (!request->tail && before(anchor, tail_top(t, request))) {
		walk_to(&w, anchor);
		result->top = walk_place(&w);
		draw_rows(&w, out, row, column, 0, result);
	} else {
		unsigned shown = walk_to_tail(&w);

		result->top = walk_place(&w);
		if (request->presentation == VIEW_SCREEN)
			draw_grid(t, request, out, row, column, result);
		else
			draw_rows(&w, out, row, column, request->height - shown, result);
	}
	walk_fini(&w);
}

bool view_scroll(const Terminal *t, const struct view_request *request, long rows,
		 struct view_anchor *anchor)
{
	struct walk w;

	if (!request->width || !request->height)
		return false;
	struct view_anchor top = tail_top(t, request), at = request->tail ? top : request->anchor;
	walk_init(&w, t, request, NULL);
	if (at.line < w.doc.first)
		at = (struct view_anchor){ .line = w.doc.first };
	walk_to(&w, before(at, top) ? at : top);
	bool moved = true;
	for (; rows < 0 && moved; rows++)
		moved = walk_up(&w);
	for (; rows > 0 && moved && before(walk_place(&w), top); rows--)
		moved = walk_down(&w);
	*anchor = walk_place(&w);
	walk_fini(&w);
	return before(*anchor, top);
}
