#include "app/pointer.h"

#include <stdlib.h>

#include "app/copy.h"
#include "app/program.h"
#include "base/mem.h"
#include "base/poison.h"

/* The rows as they are shown. */
struct sight {
	struct view_request request;
	unsigned top, left; /* the row and the column of the screen that they begin in */
	unsigned first; /* their first column that shows, where they are wider than the window */
	struct view_row *rows;
};

static const Terminal *terminal_of(const struct pointer *p)
{
	return session_terminal(pane_session(p->pane));
}

static void sight_open(struct sight *s, const struct pointer *p)
{
	s->request = pane_view(p->pane, &s->top);
	s->left = pane_layout(p->pane).grid_column;
	s->first = view_left_for(terminal_of(p), &s->request, s->request.left);
	s->rows = pane_rows(p->pane);
}

static void sight_close(struct sight *s)
{
	free(s->rows);
}

/* The row that holds `at`, or -1. */
static long find_row(const struct sight *s, struct view_anchor at)
{
	for (unsigned y = 0; y < s->request.height; y++) {
		const struct view_row *r = &s->rows[y];
		bool last = y + 1 == s->request.height || !s->rows[y + 1].shown ||
			    s->rows[y + 1].line != r->line;

		if (r->shown && r->line == at.line && at.offset >= r->part.start &&
		    (at.offset < r->part.next || last))
			return (long)y;
	}
	return -1;
}

/* The nearest row to `y` that shows something, or -1. */
static long shown_row(const struct sight *s, long y)
{
	long height = (long)s->request.height;

	for (long distance = 0; distance < height; distance++) {
		if (y - distance >= 0 && y - distance < height && s->rows[y - distance].shown)
			return y - distance;
		if (y + distance >= 0 && y + distance < height && s->rows[y + distance].shown)
			return y + distance;
	}
	return -1;
}

/* The column of a place that row `r` holds. */
static size_t column_in(const struct view_row *r, struct view_anchor at)
{
	return at.offset - r->part.start + r->part.indent;
}

/* Stands in row `y` at `column`, or at its nearest character. */
static void stand(struct pointer *p, const struct sight *s, long y, size_t column)
{
	const struct view_row *r = &s->rows[y];
	size_t length = r->part.end - r->part.start;

	column = column > r->part.indent ? column - r->part.indent : 0;
	p->at.line = r->line;
	p->at.offset = r->part.start + (column < length ? column : length ? length - 1 : 0);
}

/* Remembers the column that the cursor stands in. */
static void note_column(struct pointer *p)
{
	struct sight s;
	long y;

	sight_open(&s, p);
	y = find_row(&s, p->at);
	if (y >= 0)
		p->column = column_in(&s.rows[y], p->at);
	sight_close(&s);
}

/* --- On and off. */

void pointer_begin_at(struct pointer *p, struct view_anchor place)
{
	if (!p->on)
		pane_hold(p->pane);
	p->on = true;
	p->at = place;
	pane_show_place(p->pane, place);
	note_column(p);
}

void pointer_begin(struct pointer *p)
{
	struct sight s;
	long y;

	if (p->on)
		return;
	pane_hold(p->pane);
	p->on = true;
	sight_open(&s, p);
	y = shown_row(&s, (long)s.request.height - 1);
	if (y >= 0)
		stand(p, &s, y, s.first);
	p->column = s.first;
	sight_close(&s);
}

void pointer_end(struct pointer *p)
{
	if (p->on)
		pane_release(p->pane);
	p->on = p->selecting = false;
}

/* --- Moving. */

/* Lines that fell off the history take what pointed at them along to the oldest one. */
static struct view_anchor kept(const struct pointer *p, struct view_anchor place)
{
	uint64_t first = terminal_first_line(terminal_of(p));

	return place.line < first ? (struct view_anchor){ first, 0 } : place;
}

void pointer_move_rows(struct pointer *p, long rows)
{
	size_t column = p->column;
	struct sight s;
	long y, missing = 0;

	p->at = kept(p, p->at);
	pane_show_place(p->pane, p->at);
	sight_open(&s, p);
	y = find_row(&s, p->at) + rows;
	if (y < 0)
		missing = y;
	else if (y >= (long)s.request.height)
		missing = y - (long)s.request.height + 1;
	if (missing) {
		sight_close(&s);
		pane_scroll(p->pane, missing);
		sight_open(&s, p);
		y = missing < 0 ? 0 : (long)s.request.height - 1;
	}
	y = shown_row(&s, y);
	if (y >= 0)
		stand(p, &s, y, column);
	sight_close(&s);
	pane_show_place(p->pane, p->at);
}

void pointer_move_pages(struct pointer *p, double pages)
{
	unsigned top;
	long rows = (long)pane_view(p->pane, &top).height;
	long by = (long)((double)(rows > 2 ? rows - 1 : 1) * pages);
	struct sight s;
	long y;

	sight_open(&s, p);
	y = find_row(&s, kept(p, p->at));
	sight_close(&s);
	/* The cursor keeps its row as long as the view can move. */
	pane_scroll(p->pane, by);
	sight_open(&s, p);
	if (y < 0 || find_row(&s, p->at) == y)
		y = by < 0 ? 0 : rows - 1;
	y = shown_row(&s, y);
	if (y >= 0)
		stand(p, &s, y, p->column);
	sight_close(&s);
	pane_show_place(p->pane, p->at);
}

void pointer_move_in_view(struct pointer *p, double part)
{
	struct sight s;
	long first, last;

	sight_open(&s, p);
	first = shown_row(&s, 0);
	last = shown_row(&s, (long)s.request.height - 1);
	if (first >= 0)
		stand(p, &s, first + (long)((double)(last - first) * part), p->column);
	sight_close(&s);
	pane_show_place(p->pane, p->at);
}

void pointer_move(struct pointer *p, enum select_motion motion)
{
	unsigned top;
	struct view_request request = pane_view(p->pane, &top);

	p->at = select_move(terminal_of(p), request.filter, kept(p, p->at), motion);
	pane_show_place(p->pane, p->at);
	note_column(p);
}

void pointer_move_to_end(struct pointer *p, bool newest)
{
	const Terminal *t = terminal_of(p);

	if (newest)
		pane_scroll_tail(p->pane);
	else
		pane_scroll_top(p->pane);
	p->at = (struct view_anchor){ newest ? terminal_end_line(t) - 1 : terminal_first_line(t),
				      0 };
	pointer_move_in_view(p, newest ? 1 : 0);
}

void pointer_move_to_cell(struct pointer *p, unsigned row, unsigned column)
{
	struct sight s;
	long y, height;

	sight_open(&s, p);
	height = (long)s.request.height;
	y = (long)row - (long)s.top;
	if (y < 0 || y >= height) {
		sight_close(&s);
		pane_scroll(p->pane, y < 0 ? -1 : 1);
		sight_open(&s, p);
		y = y < 0 ? 0 : height - 1;
	}
	y = shown_row(&s, y);
	column = (column > s.left ? column - s.left : 0) + s.first;
	if (y >= 0)
		stand(p, &s, y, column);
	sight_close(&s);
	p->column = column;
}

void pointer_begin_at_cell(struct pointer *p, unsigned row, unsigned column)
{
	/* Holding the view may move its rows. */
	pointer_move_to_cell(p, row, column);
	if (!p->on)
		pane_hold(p->pane);
	p->on = true;
}

/* --- What is selected. */

void pointer_select(struct pointer *p, enum select_kind kind)
{
	if (!p->selecting)
		p->begin = p->at;
	p->selecting = !p->selecting || p->kind != kind;
	p->kind = kind;
}

void pointer_set(struct pointer *p, struct selection s)
{
	p->selecting = true;
	p->kind = s.kind;
	p->begin = s.begin;
	p->at = s.end;
}

void pointer_deselect(struct pointer *p)
{
	p->selecting = false;
}

void pointer_swap(struct pointer *p)
{
	struct view_anchor begin = kept(p, p->begin);

	if (!p->selecting)
		return;
	p->begin = p->at;
	p->at = begin;
	pane_show_place(p->pane, p->at);
	note_column(p);
}

bool pointer_selection(const struct pointer *p, struct selection *out)
{
	*out = (struct selection){ p->kind, kept(p, p->begin), kept(p, p->at) };
	return p->on && p->selecting;
}

bool pointer_copy(const struct pointer *p, App *app)
{
	struct selection selection;
	struct err e;

	if (!pointer_selection(p, &selection))
		return false;
	if (app_copy(app, p->pane, &selection, MARKUP_TEXT, NULL, &e))
		return true;
	app_error(app, "%s", e.text);
	return false;
}

/* --- Drawing. */

/* Whether the cell in column `x` is selected; of an empty row the first shows that it is. */
static bool is_selected(const struct select_shape *shape, const struct view_row *row, unsigned x)
{
	const struct wrapped_row *part = &row->part;
	size_t length = part->end - part->start;

	if (!row->shown || x < part->indent)
		return false;
	x -= part->indent;
	return (x < length || (!x && shape->kind != SELECT_BLOCK)) &&
	       select_has(shape, row, part->start + x);
}

static void draw_selection(const struct pointer *p, const struct sight *s, struct frame *out)
{
	struct selection selection;
	struct select_shape shape;

	if (!pointer_selection(p, &selection))
		return;
	shape = select_shape(terminal_of(p), &s->request, &selection);
	for (unsigned y = 0; y < s->request.height; y++) {
		bool inside = false;

		for (unsigned x = 0; x < s->request.width; x++) {
			struct cell *cell = cells_at(&out->cells, s->top + y, s->left + x);

			/* Both halves of a character go together. */
			if (cell->width)
				inside = is_selected(&shape, &s->rows[y], s->first + x) ||
					 (cell->width == 2 &&
					  is_selected(&shape, &s->rows[y], s->first + x + 1));
			if (inside)
				cell->style.attrs ^= CELL_REVERSE;
		}
	}
}

void pointer_compose(const struct pointer *p, const struct layer_area *area, struct frame *out)
{
	struct sight s;
	long y;

	if (!p->on || area->floor <= area->top)
		return;
	sight_open(&s, p);
	draw_selection(p, &s, out);
	y = find_row(&s, kept(p, p->at));
	out->cursor_shown = y >= 0 && column_in(&s.rows[y], p->at) >= s.first;
	if (out->cursor_shown) {
		size_t column = column_in(&s.rows[y], p->at) - s.first;

		out->cursor_row = s.top + (unsigned)y;
		out->cursor_column = s.left + (column < s.request.width ? (unsigned)column :
									  s.request.width - 1);
	}
	sight_close(&s);
}
