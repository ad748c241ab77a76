#include "record/screen-diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/sgr.h"
#include "base/poison.h"

/* What the client says and echoes has what nothing else has together; received text that asks for
 * both loses the second. */
enum { OWN_LOOK = CELL_BOLD | CELL_ITALIC, LOOK = CELL_SENT - 1 };

struct ScreenDiff {
	struct cells shown; /* 0x0: not known */
	bool cursor_shown;
	unsigned row, column; /* of the terminal's cursor, if `placed` */
	bool placed, cursor_known;
	bool styled; /* the terminal's style is `style` */
	struct cell_style style;
};

ScreenDiff *screen_diff_new(void)
{
	ScreenDiff *d = mem_alloc(sizeof(*d));

	cells_init(&d->shown);
	return d;
}

void screen_diff_free(ScreenDiff *d)
{
	if (!d)
		return;
	cells_fini(&d->shown);
	free(d);
}

void screen_diff_forget(ScreenDiff *d)
{
	cells_reset(&d->shown, 0, 0);
	d->placed = d->cursor_known = d->styled = false;
}

static void place(ScreenDiff *d, unsigned row, unsigned column, struct str *out)
{
	if (d->placed && d->row == row && d->column == column)
		return;
	str_append_format(out, "\x1b[%u;%uH", row + 1, column + 1);
	d->row = row;
	d->column = column;
	d->placed = true;
}

static struct cell_style look_of(const struct cell *c)
{
	struct cell_style look = c->style;

	if (look.attrs & (CELL_SENT | CELL_NOTICE))
		look.attrs |= OWN_LOOK;
	else if ((look.attrs & OWN_LOOK) == OWN_LOOK)
		look.attrs &= ~(uint32_t)CELL_ITALIC;
	look.attrs &= LOOK;
	return look;
}

static void put_style(ScreenDiff *d, struct cell_style style, struct str *out)
{
	char text[SGR_DESCRIBED];

	if (d->styled && style_equal(&d->style, &style))
		return;
	str_append_format(out, "\x1b[%sm", sgr_describe(&style, SGR_SEMICOLONS, text));
	d->style = style;
	d->styled = true;
}

static void put_cell(ScreenDiff *d, const struct cells *cells, unsigned row, unsigned column,
		     struct str *out)
{
	const struct cell *c = cells_get(cells, row, column);
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t count = cluster_expand(cells->clusters, c->glyph, cps);

	if (!c->width)
		return;
	/* What is joined to the character before must follow it in the text. */
	if (!c->joined || d->row != row || d->column != column)
		place(d, row, column, out);
	put_style(d, look_of(c), out);
	for (size_t i = 0; i < count; i++)
		str_append_codepoint(out, cps[i]);
	if (!count)
		str_append(out, "  ", c->width);
	d->column += c->width;
	/* Behind the last column it stands nowhere that terminals agree on. */
	d->placed = (!count || (count == 1 && cps[0] < 0x7f)) && d->column < cells->width;
}

static bool is_plain_blank(const struct cell *c)
{
	const struct cell_style look = look_of(c);

	return !c->glyph && c->width == 1 && !look.fg && !look.bg && !look.attrs;
}

/* Where the row's last cells begin that are blank in no style. */
static unsigned blank_from(const struct cells *cells, unsigned row)
{
	unsigned column = cells->width;

	while (column && is_plain_blank(cells_get(cells, row, column - 1)))
		column--;
	return column;
}

static bool differs(const ScreenDiff *d, const struct cells *now, unsigned row, unsigned column)
{
	return !cells_same(&d->shown, cells_get(&d->shown, row, column), now,
			   cells_get(now, row, column));
}

/* Whether no character begins at `column`, or none that stands for itself, in one of the pictures.
 */
static bool is_inside(const ScreenDiff *d, const struct cells *now, unsigned row, unsigned column)
{
	const struct cell *a = cells_get(&d->shown, row, column), *b = cells_get(now, row, column);

	return !a->width || !b->width || a->joined || b->joined;
}

static void put_row(ScreenDiff *d, const struct cells *now, unsigned row, struct str *out)
{
	static const struct cell_style plain = { 0 };
	unsigned from = 0, to = now->width, blank = blank_from(now, row);

	while (from < to && !differs(d, now, row, from))
		from++;
	while (to > from && !differs(d, now, row, to - 1))
		to--;
	if (from == to)
		return;
	while (from && is_inside(d, now, row, from))
		from--;
	while (to < now->width && is_inside(d, now, row, to))
		to++;
	for (unsigned column = from; column < to && column < blank; column++)
		put_cell(d, now, row, column, out);
	if (to <= blank)
		return;
	place(d, row, from > blank ? from : blank, out);
	put_style(d, plain, out);
	str_append_string(out, "\x1b[K");
}

/* Clears the terminal, and takes a blank picture for what it shows. */
static void begin(ScreenDiff *d, const struct cells *now, struct str *out)
{
	cells_reset(&d->shown, now->width, now->height);
	d->style = (struct cell_style){ 0 };
	d->styled = true;
	d->row = d->column = 0;
	d->placed = true;
	d->cursor_known = false;
	str_append_string(out, "\x1b[0m\x1b[H\x1b[2J");
}

static void keep(ScreenDiff *d, const struct cells *now)
{
	uint32_t cps[CELL_CLUSTER_MAX];

	cells_reset(&d->shown, now->width, now->height);
	for (size_t i = 0; i < (size_t)now->width * now->height; i++) {
		struct cell *c = &d->shown.cell[i];

		*c = now->cell[i];
		if (c->glyph & CELL_CLUSTER)
			c->glyph = cluster_intern(d->shown.clusters, cps,
						  cluster_expand(now->clusters, c->glyph, cps));
	}
}

static void put_cursor(ScreenDiff *d, const struct screen_picture *now, struct str *out)
{
	if (now->cursor_shown)
		place(d, now->cursor_row, now->cursor_column, out);
	if (d->cursor_known && d->cursor_shown == now->cursor_shown)
		return;
	str_append_string(out, now->cursor_shown ? "\x1b[?25h" : "\x1b[?25l");
	d->cursor_shown = now->cursor_shown;
	d->cursor_known = true;
}

void screen_diff_write(ScreenDiff *d, const struct screen_picture *now, struct str *out)
{
	const struct cells *cells = &now->cells;
	bool changed = false;

	if (d->shown.width != cells->width || d->shown.height != cells->height)
		begin(d, cells, out);
	for (unsigned row = 0; row < cells->height; row++) {
		if (cells_row_equal(&d->shown, cells, row))
			continue;
		put_row(d, cells, row, out);
		changed = true;
	}
	put_cursor(d, now, out);
	if (changed)
		keep(d, cells);
}
