#include "term/terminal-private.h"

#include "base/poison.h"

/* How a text is to look, read from its beginning on. */
struct look {
	const struct text_line *line;
	size_t run, at; /* bytes */
};

/* The style for what begins where the reading stands; NULL beyond the text. */
static const struct cell_style *style_here(struct look *l)
{
	const struct text_line *line = l->line;

	while (l->run < line->run_count &&
	       line->runs[l->run].start + line->runs[l->run].length <= l->at)
		l->run++;
	return l->run < line->run_count ? &line->runs[l->run].style : NULL;
}

/* Gives the cell that look. */
static void restyle(struct cell *c, const struct cell_style *look)
{
	const uint32_t told = CELL_SENT - 1; /* attributes that a peer gives */
	uint32_t before = c->style.attrs & ~(uint32_t)c->given;

	/* A line under it is one, whichever the peer gave. */
	before |= before & CELL_UNDERLINE_MASK ? CELL_UNDERLINE_MASK : 0;
	c->style = text_line_restyled(c->style, *look);
	c->given = (uint16_t)(c->style.attrs & ~before & told);
}

/* Restyles the cells of `row`; those of the right half of a character like its left one. */
static void restyle_row(const Terminal *t, struct row *row, struct look *l)
{
	unsigned n = row_extent(row, t->grid->width);
	const struct cell_style *style = NULL;

	row->packed_length = 0;
	for (unsigned x = 0; x < n; x++) {
		struct cell *c = &row->cell[x];

		if (c->width)
			style = style_here(l);
		if (style)
			restyle(c, style);
		l->at += cell_bytes(c, t->clusters);
	}
}

void term_restyle_line(Terminal *t, unsigned start, unsigned end, bool joined,
		       const struct text_line *line)
{
	struct look l = { .line = line };

	if (joined) {
		l.at = buf_length(&scrollback_open(t->history)->text);
		scrollback_restyle_open(t->history, line);
	}
	for (unsigned y = start; y <= end; y++)
		restyle_row(t, grid_row(t->grid, y), &l);
	t->work += l.at;
}
