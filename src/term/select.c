#include "term/select.h"

#include "term/line-cells.h"

#include "base/poison.h"

/* --- Which cells. */

static bool note_row(void *user, const struct view_row *row)
{
	*(struct view_row *)user = *row;
	return false;
}

/* The column of a place in the row that holds it. */
static size_t column_of(const Terminal *t, const struct view_request *request,
			struct view_anchor place)
{
	struct view_row row = { 0 };

	view_walk(t, request, place, place, note_row, &row);
	return row.shown && row.line == place.line ?
		       place.offset - row.part.start + row.part.indent :
		       0;
}

struct select_shape select_shape(const Terminal *t, const struct view_request *request,
				 const struct selection *s)
{
	bool turned = view_is_before(s->end, s->begin);
	struct select_shape shape = { .kind = s->kind,
				      .first = turned ? s->end : s->begin,
				      .last = turned ? s->begin : s->end };

	if (s->kind == SELECT_BLOCK) {
		size_t a = column_of(t, request, s->begin), b = column_of(t, request, s->end);

		shape.left = a < b ? a : b;
		shape.right = a < b ? b : a;
	}
	return shape;
}

static bool row_between(const struct select_shape *shape, const struct view_row *row)
{
	struct view_anchor start = { row->line, row->part.start };

	return !view_is_before(shape->last, start) &&
	       (row->line > shape->first.line ||
		(row->line == shape->first.line &&
		 (row->part.next > shape->first.offset || row->part.start == shape->first.offset)));
}

bool select_has(const struct select_shape *shape, const struct view_row *row, size_t offset)
{
	struct view_anchor place = { row->line, offset };
	size_t column;

	switch (shape->kind) {
	case SELECT_CHARACTERS:
		return !view_is_before(place, shape->first) && !view_is_before(shape->last, place);
	case SELECT_LINES: return row->line >= shape->first.line && row->line <= shape->last.line;
	case SELECT_BLOCK:
		column = offset - row->part.start + row->part.indent;
		return row_between(shape, row) && column >= shape->left && column <= shape->right;
	}
	return false;
}

/* --- The text. */

struct reading {
	const Terminal *t;
	const struct view_request *request;
	struct select_shape shape;
	bool styled;
	bool (*line)(void *user, const struct text_line *line);
	void *user;
	struct line_cells cells;
	uint64_t loaded; /* the line in `cells` */
	bool any; /* one is */
	struct text_line part;
};

static void load(struct reading *r, uint64_t number)
{
	if (r->any && r->loaded == number)
		return;
	line_cells_load(&r->cells, number);
	r->loaded = number;
	r->any = true;
}

/* Appends the part of a run that lies within bytes `from` to `to` - 1. */
static void append_run(struct reading *r, const struct terminal_run *run, size_t from, size_t to)
{
	size_t start = run->start > from ? run->start : from;
	size_t end = run->start + run->length < to ? run->start + run->length : to;

	if (start < end)
		text_line_append(&r->part, buf_data(&r->cells.text.text) + start, end - start,
				 run->style);
}

/* Tells of cells `from` to `to` - 1 of the loaded line. Blanks stay where the text goes on. */
static bool tell_part(struct reading *r, size_t from, size_t to, bool trims)
{
	const struct text_line *text = &r->cells.text;
	size_t start = line_cells_bytes(&r->cells, line_cells_whole(&r->cells, from));
	size_t end = line_cells_bytes(&r->cells, to);

	text_line_clear(&r->part);
	for (size_t i = 0; from < r->cells.cells.count && i < text->run_count; i++)
		append_run(r, &text->runs[i], start, end);
	if (trims || to >= r->cells.cells.count)
		text_line_trim(&r->part, r->styled);
	text_line_terminate(&r->part);
	return r->line(r->user, &r->part);
}

static void read_lines(struct reading *r)
{
	const struct select_shape *shape = &r->shape;
	bool whole = shape->kind == SELECT_LINES;
	Lines *lines = lines_new(r->t, r->request->filter);
	bool more = lines_seek(lines, shape->first.line, true);

	while (more && lines_number(lines) <= shape->last.line) {
		uint64_t number = lines_number(lines);
		size_t from = !whole && number == shape->first.line ? shape->first.offset : 0;

		load(r, number);
		more = tell_part(r, from,
				 !whole && number == shape->last.line ? shape->last.offset + 1 :
									SIZE_MAX,
				 false) &&
		       lines_step(lines, true);
	}
	lines_free(lines);
}

static bool read_row(void *user, const struct view_row *row)
{
	struct reading *r = user;
	const struct wrapped_row *part = &row->part;
	size_t left = r->shape.left > part->indent ? r->shape.left - part->indent : 0;
	size_t from = part->start + left, to = part->start;

	load(r, row->line);
	if (r->shape.right >= part->indent)
		to += r->shape.right - part->indent + 1;
	to = to < part->end ? to : part->end;
	return tell_part(r, from, from < to ? to : from, true);
}

void select_read(const Terminal *t, const struct view_request *request, const struct selection *s,
		 bool styled, bool (*line)(void *user, const struct text_line *line), void *user)
{
	struct reading r = { .t = t,
			     .request = request,
			     .shape = select_shape(t, request, s),
			     .styled = styled,
			     .line = line,
			     .user = user };

	line_cells_open(&r.cells, t);
	text_line_init(&r.part);
	if (s->kind == SELECT_BLOCK)
		view_walk(t, request, r.shape.first, r.shape.last, read_row, &r);
	else
		read_lines(&r);
	text_line_fini(&r.part);
	line_cells_close(&r.cells);
}
