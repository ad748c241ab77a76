#include "term/document.h"

#include <stdlib.h>

#include "base/mem.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* One past the document's last row: that of the cursor, or the last one that isn't blank. */
static unsigned count_rows(const Terminal *t)
{
	unsigned rows = t->grid->content;

	while (rows > t->y + 1 && row_blank(grid_row(t->grid, rows - 1)))
		rows--;
	return rows > t->y + 1 ? rows : t->y + 1;
}

void document_open(struct document *d, const Terminal *t)
{
	unsigned lines = 0;

	d->t = t;
	text_line_init(&d->scratch);
	d->first = scrollback_first(t->history);
	d->base = term_base(t);
	d->rows = count_rows(t);
	d->start = mem_calloc((size_t)d->rows + 1, sizeof(*d->start));
	for (unsigned y = 0; y < d->rows; y++) {
		if (!y || !(grid_row(t->grid, y - 1)->flags & ROW_SOFT))
			d->start[lines++] = y;
		if (y == t->y)
			d->cursor_line = d->base + lines - 1;
	}
	d->start[lines] = d->rows;
	d->end = d->base + lines;
}

void document_close(struct document *d)
{
	text_line_fini(&d->scratch);
	free(d->start);
	d->start = NULL;
}

/* Whether the open part in history is (the beginning of) line `number`. */
static bool has_open(const struct document *d, uint64_t number)
{
	return scrollback_open(d->t->history) && number == scrollback_end(d->t->history);
}

bool document_line(const struct document *d, uint64_t number, struct text_line *out)
{
	const Terminal *t = d->t;

	text_line_clear(out);
	if (number >= d->end)
		return false;
	if (number < d->base && !has_open(d, number))
		return scrollback_get(t->history, number, out);
	if (has_open(d, number))
		text_line_append_line(out, scrollback_open(t->history));
	if (number < d->base)
		return true;
	const unsigned *start = &d->start[number - d->base];
	for (unsigned y = start[0]; y < start[1]; y++)
		row_text_append(out, grid_row(t->grid, y), t->grid->width, t->clusters);
	return true;
}

bool document_cells(struct document *d, uint64_t number, ClusterTable *clusters,
		    struct cell_line *out)
{
	const Terminal *t = d->t;
	bool found = true;

	cell_line_clear(out);
	if (number >= d->end)
		return false;
	if (has_open(d, number)) {
		cell_line_add_line(out, scrollback_open(t->history), clusters);
	} else if (number < d->base) {
		text_line_clear(&d->scratch);
		found = scrollback_get(t->history, number, &d->scratch);
		cell_line_add_line(out, &d->scratch, clusters);
	}
	if (number < d->base)
		return found;
	const unsigned *start = &d->start[number - d->base];
	for (unsigned y = start[0]; y < start[1]; y++)
		cell_line_add_row(out, grid_row(t->grid, y), t->grid->width, t->clusters, clusters);
	return true;
}

uint64_t document_row(const struct document *d, unsigned y, size_t *offset)
{
	uint64_t line = d->base;
	struct cell_line cells;

	while (line + 1 < d->end && d->start[line + 1 - d->base] <= y)
		line++;
	cell_line_init(&cells);
	if (has_open(d, line))
		cell_line_add_line(&cells, scrollback_open(d->t->history), NULL);
	for (unsigned i = d->start[line - d->base]; i < y; i++)
		cell_line_add_row(&cells, grid_row(d->t->grid, i), d->t->grid->width,
				  d->t->clusters, NULL);
	*offset = cells.count;
	cell_line_fini(&cells);
	return line;
}
