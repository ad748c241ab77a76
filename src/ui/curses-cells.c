#include "ui/curses-cells.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <wchar.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ui/colour.h"
#include "ui/curses-internal.h"
#include "base/poison.h"

/* --- What the terminal is. */

const char *curses_capability(const char *name)
{
	const char *text = tigetstr(name);

	return text && text != (char *)-1 && *text ? text : NULL;
}

bool curses_terminal_check(const UserTty *device, struct err *e)
{
	const char *term = getenv("TERM");
	int result = 0;

	if (!term || !*term)
		return err_set(e, ERR_OTHER,
			       "TERM is not set: the screen can't be used (set it to your "
			       "terminal's name, or use --pipe)");
	if (setupterm(term, user_tty_fd(device), &result) == ERR)
		return err_set(e, ERR_OTHER,
			       "there is no terminfo entry for TERM=%s (install "
			       "ncurses-term, set TERM=xterm-256color, or use --pipe)",
			       term);
	if (!curses_capability("cup") || !curses_capability("clear"))
		return err_set(e, ERR_OTHER,
			       "the terminal \"%s\" can't address its cursor, so it has no "
			       "screen to use (use --pipe)",
			       term);
	return curses_size_check(device, e);
}

/* What the terminal can do: decided once a screen, read only afterwards. */
static unsigned available;
static bool has_defaults;
/* How many of them are used. */
static unsigned colours;

/*
 * No colour of the terminal's palette is ever changed, but ncurses resets all of them (orig_colors)
 * when it comes back from endwin, and with them what the user has made of them. Its own copy of the
 * capability, which tigetstr returns, is emptied.
 */
static void keep_palette(void)
{
	char *reset = tigetstr("oc");

	if (reset && reset != (char *)-1)
		*reset = '\0';
}

void curses_cells_start(void)
{
	available = 0;
	colours = 0;
	keep_palette();
	if (!has_colors() || start_color() == ERR)
		return;
	has_defaults = use_default_colors() == OK;
	available = COLORS == COLOUR_TRUE ? (unsigned)COLOUR_TRUE :
		    COLORS >= 256         ? 256 :
		    COLORS >= 16          ? 16 :
		    COLORS >= 8           ? 8 :
					    0;
}

void curses_cells_use(enum colours wanted)
{
	static const unsigned most[] = { [COLOURS_AUTO] = COLOUR_TRUE,
					 [COLOURS_TRUE] = COLOUR_TRUE,
					 [COLOURS_256] = 256,
					 [COLOURS_16] = 16,
					 [COLOURS_8] = 8,
					 [COLOURS_MONO] = 0 };
	const char *no_color = getenv("NO_COLOR");

	colours = available < most[wanted] ? available : most[wanted];
	if (wanted == COLOURS_AUTO && no_color && *no_color)
		colours = 0;
}

static bool has_flag(const char *name)
{
	return tigetflag(name) > 0;
}

static int get_number(const char *name)
{
	int n = tigetnum(name);

	return n < 0 ? -1 : n;
}

static const char *get_string(const char *name)
{
	const char *text = tigetstr(name);

	return text == (char *)-1 ? NULL : text;
}

struct curses_description curses_describe(void)
{
	return (struct curses_description){ .flags = (const char *const *)boolnames,
					    .numbers = (const char *const *)numnames,
					    .strings = (const char *const *)strnames,
					    .flag = has_flag,
					    .number = get_number,
					    .string = get_string };
}

int curses_cells_width(wchar_t c)
{
	const wchar_t text[] = { c, 0 };
	WINDOW *pad = newpad(1, 4);
	cchar_t cell;
	int width = -1;

	if (pad && setcchar(&cell, text, A_NORMAL, 0, NULL) == OK && wadd_wch(pad, &cell) == OK)
		width = getcurx(pad);
	if (pad)
		delwin(pad);
	return width;
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

bool curses_cells_has_osc(void)
{
	const char *term = getenv("TERM");

	return tigetflag("XT") == 1 || strncmp(term, "screen", 6) == 0 ||
	       strncmp(term, "tmux", 4) == 0;
}

/* What stands for reverse on a terminal that has none. */
static attr_t reverse_attribute(void)
{
	static const attr_t choices[] = { A_REVERSE, A_STANDOUT, A_UNDERLINE };

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (term_attrs() & choices[i])
			return choices[i];
	}
	return A_BOLD;
}

static attr_t plain_attributes(uint32_t attrs)
{
	attr_t a = attrs & CELL_STRIKE ? A_DIM : A_NORMAL;

	if (attrs & CELL_REVERSE)
		a |= reverse_attribute();
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (attrs & attributes[i].cell)
			a |= attributes[i].curses;
	}
	return a;
}

/* The attributes and the pair of a style; false if the pairs had to be begun anew. */
static bool find_style(const struct cell_style *style, attr_t *attrs, int *pair)
{
	bool coloured = colours && (style->fg != CELL_DEFAULT || style->bg != CELL_DEFAULT);
	struct colour_pair fit = { -1, -1, style->attrs };
	int fg, bg;

	if (coloured)
		fit = colour_fit(style, colours);
	*pair = 0;
	*attrs = plain_attributes(fit.attrs);
	if (!coloured)
		return true;
	fg = fit.fg < 0 && !has_defaults ? COLOR_WHITE : fit.fg;
	bg = fit.bg < 0 && !has_defaults ? COLOR_BLACK : fit.bg;
	*pair = alloc_pair(fg, bg);
	if (*pair >= 0 && *pair < CURSES_PAIRS)
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

/*
 * A cell that isn't plain ASCII: as many of the cluster's characters as its cells hold, the rest of
 * them filled. A skin tone with cells of its own isn't drawn: a terminal that knows clusters would
 * draw it over the character before.
 */
static void add_text(struct row *r, const struct frame *f, const struct cell *c)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t count = cluster_expand(f->cells.clusters, c->glyph, cps);
	unsigned left = c->width;
	wchar_t text[6];

	if (c->joined && utf8_is_wide_mark(cps[0]))
		count = 0;
	for (size_t at = 0; at < count && left;) {
		at += curses_text(cps + at, count - at, left, text);
		if ((unsigned)wcwidth(text[0]) > left)
			break;
		left -= (unsigned)wcwidth(text[0]);
		make_cell(r, text, &r->cells[r->count++]);
	}
	while (left--)
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
	struct row r = { .good = true };

	if ((int)row >= LINES)
		return true;
	r.cells = mem_calloc(to - from + 1, sizeof(*r.cells));
	for (unsigned column = from; column < to && column < (unsigned)COLS; column++)
		add_cell(&r, f, cells_get(&f->cells, row, column), column + 1 == (unsigned)COLS);
	mvwadd_wchnstr(newscr, (int)row, (int)from, r.cells, r.count);
	free(r.cells);
	return r.good;
}
