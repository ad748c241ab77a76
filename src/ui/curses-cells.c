#include "ui/curses-cells.h"

#include <curses.h>
#include <stdlib.h>
#include <term.h>
#include <wchar.h>

#include "base/mem.h"
#include "ui/curses-internal.h"
#include "base/poison.h"

/* What the terminal can do: decided once a screen, read only afterwards. */
static unsigned colours;
static bool has_defaults;

void curses_cells_start(void)
{
	const char *no_color = getenv("NO_COLOR");

	colours = 0;
	if ((no_color && *no_color) || !has_colors() || start_color() == ERR)
		return;
	has_defaults = use_default_colors() == OK;
	colours = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
}

/* What ncurses calls an attribute, and what a cell does. */
static const struct {
	attr_t curses;
	uint32_t cell;
} attributes[] = {
	{ A_BOLD, CELL_BOLD },   { A_DIM, CELL_DIM },         { A_ITALIC, CELL_ITALIC },
	{ A_BLINK, CELL_BLINK }, { A_REVERSE, CELL_REVERSE }, { A_UNDERLINE, CELL_UNDERLINE_MASK },
};

void curses_cells_abilities(struct theme_abilities *out)
{
	/* The bits of no_color_video are those of the A_ constants from A_STANDOUT on. */
	static const attr_t video[] = {
		A_STANDOUT, A_UNDERLINE, A_REVERSE, A_BLINK, A_DIM, A_BOLD
	};
	int uncoloured = tigetnum("ncv");

	*out = (struct theme_abilities){ .colours = colours };
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (term_attrs() & attributes[i].curses)
			out->attributes |= attributes[i].cell;
		for (size_t bit = 0; uncoloured > 0 && bit < sizeof(video) / sizeof(video[0]);
		     bit++) {
			if ((uncoloured >> bit & 1) && video[bit] == attributes[i].curses)
				out->uncoloured |= attributes[i].cell;
		}
	}
}

/* The 16 colours as xterm draws them. */
static const uint32_t basic[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

static const unsigned char cube[6] = { 0, 95, 135, 175, 215, 255 };

/* The colour of index 16 to 255: the 6x6x6 cube, then 24 greys. */
static uint32_t palette_rgb(unsigned index)
{
	unsigned i = index - 16;
	unsigned grey;

	if (index < 16)
		return basic[index];
	if (index < 232)
		return (uint32_t)cube[i / 36] << 16 | (uint32_t)cube[i / 6 % 6] << 8 | cube[i % 6];
	grey = 8 + (index - 232) * 10;
	return grey << 16 | grey << 8 | grey;
}

static unsigned long distance(uint32_t a, uint32_t b)
{
	long red = (long)(a >> 16 & 0xff) - (long)(b >> 16 & 0xff);
	long green = (long)(a >> 8 & 0xff) - (long)(b >> 8 & 0xff);
	long blue = (long)(a & 0xff) - (long)(b & 0xff);

	return (unsigned long)(red * red * 3 + green * green * 6 + blue * blue);
}

/* The index of the colour among the first `count` (256, 16, 8) that is nearest to `rgb`. */
static unsigned nearest(uint32_t rgb, unsigned count)
{
	unsigned first = count == 256 ? 16 : 0;
	unsigned best = first;

	for (unsigned i = first; i < count; i++) {
		if (distance(rgb, palette_rgb(i)) < distance(rgb, palette_rgb(best)))
			best = i;
	}
	return best;
}

/* The terminal's colour number for a cell's colour, -1 for its default. */
static int colour_number(uint32_t colour, bool *bright)
{
	uint32_t value = colour & 0xffffff;

	if (colour == CELL_DEFAULT)
		return -1;
	if ((colour & CELL_COLOUR_KIND) == CELL_RGB)
		value = nearest(value, colours == 256 ? 256 : 16);
	else if (value >= 16 && colours < 256)
		value = nearest(palette_rgb(value), 16);
	if (value >= 8 && colours == 8) {
		*bright = true;
		value -= 8;
	}
	return (int)value;
}

static attr_t plain_attributes(const struct cell_style *style)
{
	attr_t a = style->attrs & CELL_STRIKE ? A_DIM : A_NORMAL;

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (style->attrs & attributes[i].cell)
			a |= attributes[i].curses;
	}
	return a;
}

/* The attributes and the pair of a style; false if the pairs had to be begun anew. */
static bool find_style(const struct cell_style *style, attr_t *attrs, int *pair)
{
	attr_t a = plain_attributes(style);
	bool bright_fg = false;
	bool bright_bg = false;
	int fg, bg;

	*pair = 0;
	*attrs = a;
	if (!colours || (style->fg == CELL_DEFAULT && style->bg == CELL_DEFAULT))
		return true;
	fg = colour_number(style->fg, &bright_fg);
	bg = colour_number(style->bg, &bright_bg);
	if (!has_defaults) {
		fg = fg < 0 ? COLOR_WHITE : fg;
		bg = bg < 0 ? COLOR_BLACK : bg;
	}
	if (bright_fg)
		*attrs = a | A_BOLD;
	*pair = alloc_pair(fg, bg);
	if (*pair >= 0)
		return true;
	/* alloc_pair recycles nothing: start over, and everything on the screen with it. */
	reset_color_pairs();
	*pair = alloc_pair(fg, bg);
	if (*pair < 0)
		*pair = 0;
	return false;
}

/* --- Rows. */

/* A row as it is put together. Cells of one style differ in their characters only. */
struct row {
	cchar_t *cells;
	int count;
	bool begun; /* `style` and what follows are of the last cell */
	bool good; /* the colour pairs sufficed */
	struct cell_style style;
	attr_t attrs;
	int pair;
	cchar_t blank;
};

static void make_cell(const struct row *r, const wchar_t *text, cchar_t *out)
{
	int pair = r->pair;

	setcchar(out, text, r->attrs, (short)(pair < 32767 ? pair : 0), &pair);
}

static void use_style(struct row *r, const struct cell_style *style)
{
	if (r->begun && r->style.attrs == style->attrs && r->style.fg == style->fg &&
	    r->style.bg == style->bg)
		return;
	r->begun = true;
	r->style = *style;
	r->good &= find_style(style, &r->attrs, &r->pair);
	make_cell(r, L" ", &r->blank);
}

/* A cell that isn't plain ASCII. */
static void add_text(struct row *r, const struct frame *f, const struct cell *c)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t count = cluster_expand(f->cells.clusters, c->glyph, cps);
	wchar_t text[6];

	curses_text(cps, count, c->width, text);
	make_cell(r, text, &r->cells[r->count++]);
	/* A stand-in narrower than the cell leaves a hole: fill it. */
	if (c->width == 2 && wcwidth(text[0]) == 1)
		r->cells[r->count++] = r->blank;
}

static void add_cell(struct row *r, const struct frame *f, const struct cell *c, bool last)
{
	bool blank = !c->glyph || (c->style.attrs & CELL_CONCEAL) || (c->width == 2 && last);

	if (!c->width)
		return;
	use_style(r, &c->style);
	if (!blank && (c->glyph < ' ' || c->glyph > '~')) {
		add_text(r, f, c);
		return;
	}
	r->cells[r->count] = r->blank;
	if (!blank)
		r->cells[r->count].chars[0] = (wchar_t)c->glyph;
	r->count++;
	if (blank && c->width == 2 && !last)
		r->cells[r->count++] = r->blank;
}

bool curses_cells_put(const struct frame *f, unsigned row, unsigned from, unsigned to)
{
	struct row r = { .cells = mem_calloc(to - from + 1, sizeof(*r.cells)), .good = true };

	for (unsigned column = from; column < to && column < (unsigned)COLS; column++)
		add_cell(&r, f, cells_get(&f->cells, row, column), column + 1 == (unsigned)COLS);
	mvwadd_wchnstr(newscr, (int)row, (int)from, r.cells, r.count);
	free(r.cells);
	return r.good;
}
