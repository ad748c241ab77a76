#include "term/text-line.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/poison.h"

void line_init(struct line *l)
{
	memset(l, 0, sizeof(*l));
	buf_init(&l->text);
}

void line_fini(struct line *l)
{
	buf_fini(&l->text);
	free(l->runs);
	memset(l, 0, sizeof(*l));
}

void line_clear(struct line *l)
{
	buf_clear(&l->text);
	l->run_count = 0;
	l->flags = 0;
	l->fill = 0;
	l->time = 0;
}

/* Counts `n` bytes that were just appended to the text as being in `style`. */
static void add_run(struct line *l, size_t n, const struct cell_style *style)
{
	struct terminal_run *last = l->run_count ? &l->runs[l->run_count - 1] : NULL;

	if (!n)
		return;
	if (last && style_equal(&last->style, style)) {
		last->length += n;
		return;
	}
	if (l->run_count == l->run_size) {
		l->run_size = l->run_size ? l->run_size * 2 : 8;
		l->runs = mem_resize(l->runs, l->run_size, sizeof(*l->runs));
	}
	l->runs[l->run_count++] = (struct terminal_run){ buf_length(&l->text) - n, n, *style };
}

void line_append(struct line *l, const char *text, size_t n, struct cell_style style)
{
	if (!n)
		return;
	buf_append(&l->text, text, n);
	add_run(l, n, &style);
}

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

/* Appends the cells from `x` that share its style, at most to `n`; returns where they end. */
static unsigned append_span(struct line *l, const struct cell *cell, unsigned x, unsigned n,
			    const ClusterTable *clusters)
{
	const struct cell_style *style = &cell[x].style;
	size_t added = 0;

	while (x < n && style_equal(&cell[x].style, style)) {
		char *out = buf_reserve(&l->text, (size_t)(n - x) + CELL_BYTES);
		size_t used = copy_ascii(cell + x, n - x, out);

		x += (unsigned)used;
		if (x < n && cell[x].glyph - 0x20 >= 0x60 && style_equal(&cell[x].style, style)) {
			used += cell[x].width ? encode_cell(&cell[x], clusters, out + used) : 0;
			x++;
		}
		buf_commit(&l->text, used);
		added += used;
	}
	add_run(l, added, style);
	return x;
}

void line_append_row(struct line *l, const struct row *row, unsigned width,
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

void line_append_line(struct line *l, const struct line *other)
{
	for (size_t i = 0; i < other->run_count; i++) {
		const struct terminal_run *run = &other->runs[i];

		line_append(l, buf_data(&other->text) + run->start, run->length, run->style);
	}
	l->flags |= other->flags;
	l->fill = other->fill;
	if (other->time)
		l->time = other->time;
}

void line_truncate(struct line *l, size_t length)
{
	size_t cut = buf_length(&l->text) - length;

	l->text.end -= cut;
	while (l->run_count && l->runs[l->run_count - 1].start >= length)
		l->run_count--;
	if (l->run_count) {
		struct terminal_run *last = &l->runs[l->run_count - 1];

		if (last->length > length - last->start)
			last->length = length - last->start;
	}
}

/* Whether a space in this style can be seen. */
static bool shows(const struct cell_style *style)
{
	return style->bg ||
	       style->attrs & (CELL_REVERSE | CELL_STRIKE | CELL_OVERLINE | CELL_UNDERLINE_MASK);
}

void line_trim(struct line *l, bool shown)
{
	const char *text = buf_data(&l->text);
	size_t n = buf_length(&l->text), run = l->run_count;

	while (run && !(shown && shows(&l->runs[run - 1].style))) {
		size_t start = l->runs[--run].start;

		while (n > start && text[n - 1] == ' ')
			n--;
		if (n > start)
			break;
	}
	line_truncate(l, n);
}

void line_terminate(struct line *l)
{
	*buf_reserve(&l->text, 1) = '\0';
}

size_t row_bytes(const struct row *row, unsigned width, const ClusterTable *clusters)
{
	size_t bytes = 0;
	unsigned n = row_extent(row, width);
	char out[CELL_BYTES];

	for (unsigned x = 0; x < n; x++) {
		const struct cell *c = &row->cell[x];

		bytes += c->glyph < 0x80 ? c->width != 0 : encode_cell(c, clusters, out);
	}
	return bytes;
}
