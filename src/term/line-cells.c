#include "term/line-cells.h"

#include "term/row-text.h"

#include "base/poison.h"

void line_cells_open(struct line_cells *l, const Terminal *t)
{
	document_open(&l->document, t);
	l->clusters = cluster_table_new();
	text_line_init(&l->text);
	cell_line_init(&l->cells);
}

void line_cells_close(struct line_cells *l)
{
	document_close(&l->document);
	cluster_table_free(l->clusters);
	text_line_fini(&l->text);
	cell_line_fini(&l->cells);
}

void line_cells_load(struct line_cells *l, uint64_t number)
{
	cluster_table_clear(l->clusters);
	document_line(&l->document, number, &l->text);
	document_cells(&l->document, number, l->clusters, &l->cells);
}

size_t line_cells_bytes(const struct line_cells *l, size_t offset)
{
	size_t bytes = 0;

	for (size_t i = 0; i < offset && i < l->cells.count; i++)
		bytes += cell_bytes(&l->cells.cell[i], l->clusters);
	return bytes < buf_length(&l->text.text) ? bytes : buf_length(&l->text.text);
}

size_t line_cells_at_byte(const struct line_cells *l, size_t at)
{
	size_t bytes = 0, start = 0;

	for (size_t i = 0; i < l->cells.count; i++) {
		if (l->cells.cell[i].width)
			start = i;
		bytes += cell_bytes(&l->cells.cell[i], l->clusters);
		if (bytes > at)
			return start;
	}
	return l->cells.count;
}

size_t line_cells_whole(const struct line_cells *l, size_t offset)
{
	if (!l->cells.count)
		return 0;
	if (offset >= l->cells.count)
		offset = l->cells.count - 1;
	return offset && !l->cells.cell[offset].width ? offset - 1 : offset;
}

uint32_t line_cells_code(const struct line_cells *l, size_t offset)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t n = cluster_expand(l->clusters, l->cells.cell[offset].glyph, cps);

	return n ? cps[0] : ' ';
}
