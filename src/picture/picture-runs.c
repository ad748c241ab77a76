#include "picture/picture-internal.h"

#include "base/deceptive.h"
#include "base/poison.h"

/* What of a style shows. */
enum {
	SHOWN = CELL_BOLD | CELL_DIM | CELL_ITALIC | CELL_BLINK | CELL_REVERSE | CELL_STRIKE |
		CELL_OVERLINE | CELL_UNDERLINE_MASK,
	/* What shows where nothing stands. */
	FILLED = CELL_REVERSE | CELL_STRIKE | CELL_OVERLINE | CELL_UNDERLINE_MASK,
};

/* How surely a monospace font has a cell's character in the width of a cell. */
enum fit {
	FIT_PLAIN, /* it has: Latin, Greek, Cyrillic */
	FIT_LINES, /* lines and blocks, which touch, in one font or another */
	FIT_ALONE, /* who knows */
};

static bool is_blank(const struct cell *cell)
{
	return !cell->glyph || cell->glyph == ' ' || cell->style.attrs & CELL_CONCEAL;
}

static bool is_seen(const struct cell *cell)
{
	return !is_blank(cell) || cell->style.bg != CELL_DEFAULT || cell->style.attrs & FILLED;
}

static enum fit fit_of(const struct cell *cell)
{
	if (is_blank(cell))
		return FIT_PLAIN;
	if (cell->width != 1 || cell->joined || cell->glyph & (uint32_t)CELL_CLUSTER)
		return FIT_ALONE;
	if (cell->glyph < 0x530)
		return FIT_PLAIN;
	return cell->glyph >= 0x2500 && cell->glyph < 0x25a0 ? FIT_LINES : FIT_ALONE;
}

static struct cell_style shown(struct cell_style style)
{
	style.attrs &= SHOWN;
	return style;
}

/* A mark of direction would act on what stands around it, and XML has no controls. */
static void put_codepoint(struct str *out, uint32_t cp)
{
	char name[DECEPTIVE_NAME_MAX];

	if (deceptive_class(cp) & DECEPTIVE_NAMED)
		str_append(out, name, deceptive_name(cp, name));
	else if ((cp & 0xfffe) == 0xfffe || (cp >= 0xfdd0 && cp <= 0xfdef))
		str_append_codepoint(out, 0xfffd);
	else
		str_append_codepoint(out, cp);
}

static void put_cell(const struct cells *c, const struct cell *cell, struct str *out)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t n = is_blank(cell) ? 0 : cluster_expand(c->clusters, cell->glyph, cps);

	if (!n && cell->width)
		str_append_char(out, ' ');
	for (size_t i = 0; i < n; i++)
		put_codepoint(out, cps[i]);
	if (!n && cell->width == 2)
		str_append_char(out, ' ');
}

/* One past the last column that shows anything. */
static unsigned row_end(const struct cells *c, unsigned row)
{
	unsigned end = c->width;

	while (end > 0 && !is_seen(cells_get(c, row, end - 1)))
		end--;
	return end;
}

/* Whether `cell` is drawn with the run, whose characters fit as `fit` says. */
static bool continues(const struct picture_run *run, enum fit fit, bool words,
		      const struct cell *cell)
{
	struct cell_style style = shown(cell->style);

	if (!cell->width)
		return true;
	if (!style_equal(&style, &run->style) || (words && is_blank(cell) != run->blank))
		return false;
	return fit == FIT_ALONE ? cell->joined : fit_of(cell) == fit;
}

bool picture_next_run(const struct cells *c, unsigned row, unsigned from, bool words,
		      struct picture_run *run, struct str *text)
{
	unsigned end = row_end(c, row), column = from;
	const struct cell *cell;
	enum fit fit;

	str_clear(text);
	if (from >= end)
		return false;
	cell = cells_get(c, row, from);
	fit = fit_of(cell);
	*run = (struct picture_run){ .column = from,
				     .style = shown(cell->style),

				     .fixed = fit != FIT_PLAIN };
	run->blank = is_blank(cell);
	do {
		cell = cells_get(c, row, column++);
		put_cell(c, cell, text);
	} while (column < c->width && (column < end || !cells_get(c, row, column)->width) &&
		 continues(run, fit, words, cells_get(c, row, column)));
	run->columns = column - from;
	return true;
}
