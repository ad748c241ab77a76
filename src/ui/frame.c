#include "ui/frame.h"

#include <errno.h>
#include <string.h>

#include "base/private-file.h"
#include "base/str.h"
#include "base/poison.h"

enum { FRAME_CLUSTERS = 4096 }; /* beside those of its cells, that a frame gathers by copied rows */

void frame_init(struct frame *f)
{
	*f = (struct frame){ 0 };
	cells_init(&f->cells);
}

void frame_fini(struct frame *f)
{
	cells_fini(&f->cells);
}

bool frame_fits(const struct frame *to, const struct frame *from)
{
	return to->cells.width == from->cells.width && to->cells.height == from->cells.height;
}

void frame_copy_row(struct frame *to, const struct frame *from, unsigned row)
{
	for (unsigned column = 0; column < from->cells.width; column++) {
		const struct cell *source = cells_get(&from->cells, row, column);
		struct cell *cell = cells_at(&to->cells, row, column);
		uint32_t cps[CELL_CLUSTER_MAX];

		*cell = *source;
		if (source->glyph & (uint32_t)CELL_CLUSTER) {
			size_t n = cluster_expand(from->cells.clusters, source->glyph, cps);

			cell->glyph = cluster_intern(to->cells.clusters, cps, n);
		}
	}
}

void frame_compact(struct frame *f)
{
	size_t cells = (size_t)f->cells.width * f->cells.height;
	struct frame kept;

	if (cluster_table_count(f->cells.clusters) < FRAME_CLUSTERS + 2 * cells)
		return;
	frame_init(&kept);
	cells_reset(&kept.cells, f->cells.width, f->cells.height);
	for (unsigned row = 0; row < f->cells.height; row++)
		frame_copy_row(&kept, f, row);
	cells_fini(&f->cells);
	f->cells = kept.cells;
}

bool frame_find_change(const struct frame *shown, const struct frame *f, unsigned row,
		       unsigned *from, unsigned *to)
{
	const struct cells *a = &shown->cells;
	const struct cells *b = &f->cells;
	unsigned first = 0;
	unsigned last = b->width;

	if (cells_row_equal(a, b, row))
		return false;
	while (first < last && cells_same(a, cells_get(a, row, first), b, cells_get(b, row, first)))
		first++;
	if (first == last)
		return false;
	while (cells_same(a, cells_get(a, row, last - 1), b, cells_get(b, row, last - 1)))
		last--;
	while (first > 0 && (!cells_get(a, row, first)->width || !cells_get(b, row, first)->width))
		first--;
	while (last < b->width &&
	       (!cells_get(a, row, last)->width || !cells_get(b, row, last)->width))
		last++;
	*from = first;
	*to = last;
	return true;
}

bool frame_save(const struct frame *f, enum picture_format format, const char *path, struct err *e)
{
	struct str text;
	bool done;

	str_init(&text);
	picture_put(format, &f->cells, "hail", &text);
	done = private_file_put(path, text.text, text.length) ||
	       err_set(e, ERR_OTHER, "cannot write %s: %s", path, strerror(errno));
	str_fini(&text);
	return done;
}
