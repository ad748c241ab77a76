#include "term/row-text.h"

#include "base/utf8.h"

#include "base/poison.h"

unsigned row_extent(const struct row *row, unsigned width)
{
	unsigned n = row->used;

	if (row->flags & ROW_SOFT) {
		/* A wide character that didn't fit at the end left its place unwritten. */
		return n == width && row->cell[width - 1].glyph == 0 && row->cell[width - 1].width ?
			       width - 1 :
			       width;
	}
	while (n && row->cell[n - 1].glyph == 0 && row->cell[n - 1].width)
		n--;
	return n;
}

/* Writes a cell's text to `out`; returns the bytes. */
static size_t encode_cell(const struct cell *c, const ClusterTable *clusters, char *out)
{
	uint32_t cps[CELL_CLUSTER_MAX];

	if (!(c->glyph & CELL_CLUSTER))
		return utf8_encode(c->glyph ? c->glyph : ' ', out);
	size_t count = cluster_expand(clusters, c->glyph, cps), used = 0;
	for (size_t i = 0; i < count; i++)
		used += utf8_encode(cps[i], out + used);
	return used;
}

enum { CELL_BYTES = CELL_CLUSTER_MAX * UTF8_MAX };

/* Writes the ASCII characters at `cell` that share its style to `out`; returns how many of the `n`
 * there are. */
static unsigned copy_ascii(const struct cell *cell, unsigned n, char *out)
{
	/* Held apart: the compiler must think that `out` might change what it has the address of.
	 */
	const uint32_t fg = cell->style.fg, bg = cell->style.bg, attrs = cell->style.attrs;
	unsigned i = 0;

	for (; i < n; i++) {
		const struct cell *c = &cell[i];

		if (c->glyph - 0x20 >= 0x60 ||
		    (c->style.fg ^ fg) | (c->style.bg ^ bg) | (c->style.attrs ^ attrs))
			break;
		out[i] = (char)c->glyph;
	}
	return i;
}

/* The same for characters beyond ASCII, clusters not; returns how many of the `n` cells they take,
 * and their bytes in `bytes`. */
static unsigned copy_characters(const struct cell *cell, unsigned n, struct cell_style style,
				char *out, size_t *bytes)
{
	char *at = out;
	unsigned i = 0;

	while (i < n) {
		const struct cell *c = &cell[i];

		if (c->glyph - 0x7f > 0x10ffff - 0x7f || !c->width || i + c->width > n ||
		    !style_equal(&c->style, &style))
			break;
		at += utf8_encode(c->glyph, at);
		i += c->width;
	}
	*bytes = (size_t)(at - out);
	return i;
}

enum { SPAN_CLUSTERS = 16 }; /* taken before room is made for more */

/* Writes the cells at `cell` that share its style, up to `n` and no further than SPAN_CLUSTERS, to
 * `out`; returns how many, and their bytes in `bytes`. */
static unsigned encode_span(const struct cell *cell, unsigned n, const ClusterTable *clusters,
			    char *out, size_t *bytes)
{
	const struct cell_style style = cell->style;
	unsigned x = 0, count = 0;
	char *at = out;

	while (count < SPAN_CLUSTERS && x < n && style_equal(&cell[x].style, &style)) {
		unsigned ascii = copy_ascii(cell + x, n - x, at);
		size_t used;

		x += ascii;
		at += ascii;
		x += copy_characters(cell + x, n - x, style, at, &used);
		at += used;
		if (x == n || !style_equal(&cell[x].style, &style))
			break;
		if (ascii || used)
			continue;
		const struct cell *c = &cell[x++];
		if (c->width)
			at += encode_cell(c, clusters, at);
		count += (c->glyph & CELL_CLUSTER) != 0;
	}
	*bytes = (size_t)(at - out);
	return x;
}

/* Appends the cells from `x` that share its style, at most to `n`; returns where they end. */
static unsigned append_span(struct text_line *l, const struct cell *cell, unsigned x, unsigned n,
			    const ClusterTable *clusters)
{
	const struct cell_style *style = &cell[x].style;
	size_t added = 0, bytes;

	while (x < n && style_equal(&cell[x].style, style)) {
		char *out = buf_reserve(&l->text,
					(size_t)(n - x) * UTF8_MAX + SPAN_CLUSTERS * CELL_BYTES);

		x += encode_span(cell + x, n - x, clusters, out, &bytes);
		buf_commit(&l->text, bytes);
		added += bytes;
	}
	text_line_add_run(l, added, style);
	return x;
}

void row_text_append(struct text_line *l, const struct row *row, unsigned width,
		     const ClusterTable *clusters)
{
	unsigned n = row_extent(row, width), x = 0;

	while (x < n)
		x = append_span(l, row->cell, x, n, clusters);
	l->flags |= row->flags & ~(unsigned)ROW_SOFT;
	if (row->time)
		l->time = row->time;
	l->fill = row->used == width && n < width && !(row->flags & ROW_SOFT) ?
			  row->cell[width - 1].style.bg :
			  0;
}

size_t cell_bytes(const struct cell *c, const ClusterTable *clusters)
{
	char out[CELL_BYTES];

	return c->glyph < 0x80 ? c->width != 0 : encode_cell(c, clusters, out);
}

size_t row_bytes(const struct row *row, unsigned width, const ClusterTable *clusters)
{
	size_t bytes = 0;
	unsigned n = row_extent(row, width);

	for (unsigned x = 0; x < n; x++)
		bytes += cell_bytes(&row->cell[x], clusters);
	return bytes;
}
