#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

/* --- Margins. --- */

/* The cursor goes to the origin, which no rule of addressing sees. */
static void go_home(Terminal *t)
{
	term_move(t, t->origin ? t->top : 0, t->origin ? t->left : 0);
}

/* Whether `*first` to `*last`, from 1, 0 for the default, are a margin within `size`; clamps. */
static bool clamp_margin(unsigned *first, unsigned *last, unsigned size)
{
	if (!*first)
		*first = 1;
	if (!*last || *last > size)
		*last = size;
	return *first < *last || (size == 1 && *first == 1);
}

bool term_set_rows(Terminal *t, unsigned top, unsigned bottom)
{
	unsigned height = t->grid->height;

	if (!clamp_margin(&top, &bottom, height))
		return false;
	t->top = top - 1;
	t->bottom = bottom - 1;
	if (t->top || t->bottom + 1 < height)
		t->modes.addressing = true;
	go_home(t);
	return true;
}

bool term_set_columns(Terminal *t, unsigned left, unsigned right)
{
	if (!t->column_margins || !clamp_margin(&left, &right, t->grid->width))
		return false;
	t->left = left - 1;
	t->right = right - 1;
	if (!term_full_width(t))
		t->modes.addressing = true;
	go_home(t);
	return true;
}

/* --- The cursor kept. --- */

void term_save_cursor(Terminal *t)
{
	struct term_saved *s = &t->saved[t->modes.alternate];

	s->x = t->x;
	s->y = t->y;
	s->pending = t->pending;
	s->origin = t->origin;
	s->pen = t->pen;
	memcpy(s->charset, t->charset, sizeof(s->charset));
	s->shift = t->shift;
}

void term_restore_cursor(Terminal *t)
{
	const struct term_saved *s = &t->saved[t->modes.alternate];

	term_move(t, s->y, s->x);
	t->pending = s->pending && t->x + 1 == term_end_column(t);
	t->origin = s->origin;
	if (t->origin)
		t->modes.addressing = true;
	t->pen = s->pen;
	t->underline = extra_underline(t->extras, extra_of(&s->pen));
	term_set_extra(t);
	memcpy(t->charset, s->charset, sizeof(t->charset));
	t->shift = s->shift;
}

static void reset_saved(struct term_saved *s)
{
	memset(s, 0, sizeof(*s));
	memset(s->charset, 'B', sizeof(s->charset));
}

/* --- The alternate screen. --- */

static void need_alternate(Terminal *t)
{
	if (!t->alternate.cells)
		grid_init(&t->alternate, t->primary.width, t->primary.height);
}

void term_show_alternate(Terminal *t, bool on)
{
	bool pending = t->pending;

	if (on == t->modes.alternate)
		return;
	if (on)
		need_alternate(t);
	else
		term_record_screen(t);
	t->grid = on ? &t->alternate : &t->primary;
	t->modes.alternate = on;
	if (!on)
		t->modes.addressing = false;
	term_move(t, t->y, t->x);
	t->pending = pending;
}

static void clear_alternate(Terminal *t)
{
	struct grid *g = &t->alternate;

	grid_clear_rows(g, 0, g->height, term_blank(t));
	g->content = 0;
	t->pending = false;
}

void term_switch_alternate(Terminal *t, bool on)
{
	if (!on && t->modes.alternate) {
		term_record_screen(t);
		clear_alternate(t);
	}
	term_show_alternate(t, on);
}

void term_switch_saving(Terminal *t, bool on)
{
	if (on) {
		term_save_cursor(t);
		if (t->modes.alternate)
			term_record_screen(t);
		need_alternate(t);
		clear_alternate(t);
	}
	term_show_alternate(t, on);
	if (!on)
		term_restore_cursor(t);
}

void term_drop_alternate(Terminal *t)
{
	if (!t->modes.alternate && t->alternate.cells)
		term_drop_grid(t, &t->alternate);
}

/* --- Resets. --- */

/* What DECSTR and RIS leave alike. */
static void set_defaults(Terminal *t)
{
	t->autowrap = true;
	t->modes.cursor_visible = true;
	memset(t->charset, 'B', sizeof(t->charset));
	term_reset_margins(t);
}

void term_soft_reset(Terminal *t)
{
	t->insert = false;
	t->origin = false;
	t->column_margins = false;
	t->reverse_wrap = t->reverse_wrap_all = false;
	t->national = false;
	t->rectangle = false;
	t->protection = TERM_PROTECT_NONE;
	t->modes.cursor_keys = false;
	t->modes.keypad = false;
	t->modes.addressing = false;
	t->pen = (struct cell_style){ 0 };
	t->underline = CELL_DEFAULT;
	t->link = 0;
	t->shift = 0;
	t->single = 0;
	t->modes.modify_other = 0;
	memset(t->keyboard, 0, sizeof(t->keyboard));
	set_defaults(t);
	reset_saved(&t->saved[t->modes.alternate]);
	t->pending = t->pending && t->x + 1 == t->grid->width;
}

void term_reset_peer(Terminal *t)
{
	bool titled = t->titled;

	if (t->modes.alternate)
		term_record_screen(t);
	memset((char *)t + TERM_PEER_STATE, 0, sizeof(*t) - TERM_PEER_STATE);
	t->grid = &t->primary;
	term_drop_alternate(t);
	t->level = TERM_LEVEL;
	t->ansi = true;
	parser_set_vt52(&t->parser, false);
	set_defaults(t);
	reset_saved(&t->saved[0]);
	reset_saved(&t->saved[1]);
	for (unsigned x = 0; x < TERM_SIZE_MAX; x += 8)
		t->tabs[x] = true;
	if (titled)
		t->events.title(t->user, "");
}

void term_reset(Terminal *t)
{
	term_reset_peer(t);
	term_clear_to_history(t);
	term_follow_columns(t);
}

void term_align(Terminal *t)
{
	struct grid *g = t->grid;

	term_reset_margins(t);
	grid_clear_rows(g, 0, g->height, (struct cell){ .glyph = 'E', .width = 1 });
	g->content = g->height;
	for (unsigned y = 0; y < g->height; y++)
		row_changes(grid_row(g, y));
	term_move(t, 0, 0);
}
