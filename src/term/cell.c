#include "term/cell.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"

#include "base/poison.h"

void cells_init(struct cells *c)
{
	memset(c, 0, sizeof(*c));
	c->clusters = cluster_table_new();
}

void cells_fini(struct cells *c)
{
	free(c->cell);
	cluster_table_free(c->clusters);
	memset(c, 0, sizeof(*c));
}

void cells_reset(struct cells *c, unsigned width, unsigned height)
{
	size_t count = (size_t)width * height;

	if ((size_t)c->width * c->height != count || !c->cell)
		c->cell = mem_resize(c->cell, count, sizeof(*c->cell));
	c->width = width;
	c->height = height;
	for (size_t i = 0; i < count; i++)
		c->cell[i] = (struct cell){ .width = 1 };
	cluster_table_clear(c->clusters);
}

struct cell *cells_at(struct cells *c, unsigned row, unsigned column)
{
	assert(row < c->height && column < c->width);
	return &c->cell[(size_t)row * c->width + column];
}

const struct cell *cells_get(const struct cells *c, unsigned row, unsigned column)
{
	assert(row < c->height && column < c->width);
	return &c->cell[(size_t)row * c->width + column];
}

/* A half of a wide character that lies at `column` is blanked before it is written over. */
static void blank_halves(struct cells *c, unsigned row, unsigned column)
{
	struct cell *cell = cells_at(c, row, column);

	if (cell->width == 0 && column > 0)
		*cells_at(c, row, column - 1) = (struct cell){ .width = 1, .style = cell->style };
	if (cell->width == 2 && column + 1 < c->width)
		*cells_at(c, row, column + 1) = (struct cell){ .width = 1, .style = cell->style };
}

static void put(struct cells *c, unsigned row, unsigned column, uint32_t cp, unsigned width,
		struct cell_style style)
{
	for (unsigned i = 0; i < width; i++) {
		blank_halves(c, row, column + i);
		*cells_at(c, row, column + i) = (struct cell){
			.glyph = i ? 0 : cp,
			.width = (uint8_t)(i ? 0 : width),
			.style = style,
		};
	}
}

/* The code points shown for `cp`: itself, or a name. Returns how many. */
static size_t shown_form(uint32_t cp, uint32_t out[DECEPTIVE_NAME_MAX])
{
	char name[DECEPTIVE_NAME_MAX];
	size_t n;

	out[0] = cp;
	if (!(deceptive_class(cp) & DECEPTIVE_PLACE))
		return 1;
	n = deceptive_name(cp, name);
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)name[i];
	return n;
}

unsigned cells_text(struct cells *c, unsigned row, unsigned column, unsigned columns,
		    const char *text, size_t n, struct cell_style style)
{
	unsigned used = 0;

	if (row >= c->height || column >= c->width)
		return 0;
	if (columns > c->width - column)
		columns = c->width - column;
	while (n) {
		uint32_t cp, shown[DECEPTIVE_NAME_MAX];
		size_t length = utf8_decode(text, n, &cp);

		if (!length)
			length = n;
		text += length;
		n -= length;
		size_t count = shown_form(cp, shown);
		unsigned width = count > 1 ? (unsigned)count : (unsigned)utf8_width(shown[0]);
		if (!width && used) {
			struct cell *cell = cells_at(c, row, column + used - 1);

			if (!cell->width)
				cell--;
			cell->glyph = cluster_join(c->clusters, cell->glyph, cp);
			continue;
		}
		if (width > columns - used)
			break;
		for (size_t i = 0; width && i < count; i++) {
			unsigned each = count > 1 ? 1 : width;

			put(c, row, column + used, shown[i], each, style);
			used += each;
		}
	}
	return used;
}

bool cells_row_equal(const struct cells *a, const struct cells *b, unsigned row)
{
	/* The ids of clusters mean something in their own rectangle only. */
	return !cluster_table_count(a->clusters) && !cluster_table_count(b->clusters) &&
	       memcmp(cells_get(a, row, 0), cells_get(b, row, 0), a->width * sizeof(struct cell)) ==
		       0;
}

bool cells_same(const struct cells *a, const struct cell *x, const struct cells *b,
		const struct cell *y)
{
	uint32_t p[CELL_CLUSTER_MAX], q[CELL_CLUSTER_MAX];

	if (x->width != y->width || x->joined != y->joined || !style_equal(&x->style, &y->style))
		return false;
	if (!(x->glyph & CELL_CLUSTER) && !(y->glyph & CELL_CLUSTER)) {
		uint32_t g = x->glyph ? x->glyph : ' ', h = y->glyph ? y->glyph : ' ';

		return g == h;
	}
	size_t m = cluster_expand(a->clusters, x->glyph, p);
	size_t n = cluster_expand(b->clusters, y->glyph, q);

	return m == n && !memcmp(p, q, m * sizeof(*p));
}
