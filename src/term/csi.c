#include "term/sgr.h"
#include "term/terminal-private.h"

#include "base/poison.h"

static unsigned count_of(const struct parser_sequence *s)
{
	return parser_param(s, 0, 1);
}

/* CBT. */
static void back_tab(Terminal *t, unsigned n)
{
	unsigned x = t->x;

	while (n-- && x) {
		do
			x--;
		while (x && !t->tabs[x]);
	}
	t->work += t->x - x;
	term_move(t, t->y, x);
}

static bool cursor(Terminal *t, const struct parser_sequence *s)
{
	unsigned n = count_of(s);

	switch (s->final) {
	case 'A': term_up(t, n); return true;
	case 'B':
	case 'e': term_down(t, n); return true;
	case 'C':
	case 'a': term_move(t, t->y, t->x + n); return true;
	case 'D': term_move(t, t->y, t->x > n ? t->x - n : 0); return true;
	case 'E':
		term_down(t, n);
		term_move(t, t->y, 0);
		return true;
	case 'F':
		term_up(t, n);
		term_move(t, t->y, 0);
		return true;
	case 'G':
	case '`': term_move(t, t->y, n - 1); return true;
	case 'H':
	case 'f': term_address(t, n - 1, parser_param(s, 1, 1) - 1); return true;
	case 'd': term_address(t, n - 1, t->x); return true;
	case 'I': term_tab(t, n); return true;
	case 'Z': back_tab(t, n); return true;
	default: return false;
	}
}

static void delete_lines(Terminal *t, unsigned n)
{
	unsigned rows = t->bottom - t->y + 1;

	if (t->y == 0 && !t->modes.alternate)
		scrollback_close_open(t->history);
	grid_scroll_up(t->grid, t->y, t->bottom, n < rows ? n : rows, term_blank(t), false);
}

/* IL and DL: only within the margins; the cursor goes to the first column. */
static void edit_lines(Terminal *t, unsigned n, bool insert)
{
	if (t->y < t->top || t->y > t->bottom)
		return;
	if (insert)
		term_scroll_down(t, t->y, n);
	else
		delete_lines(t, n);
	term_move(t, t->y, 0);
}

static void erase_characters(Terminal *t, unsigned n)
{
	unsigned room = t->grid->width - t->x;

	grid_erase(t->grid, t->y, t->x, t->x + (n < room ? n : room), term_blank(t));
	t->pending = false;
}

static void edit_cells(Terminal *t, unsigned n, bool insert)
{
	if (insert)
		grid_insert_cells(t->grid, t->y, t->x, n, term_blank(t));
	else
		grid_delete_cells(t->grid, t->y, t->x, n, term_blank(t));
	grid_touch(t->grid, t->y, grid_row(t->grid, t->y), 0);
	t->pending = false;
}

static bool edit(Terminal *t, const struct parser_sequence *s)
{
	unsigned n = count_of(s);

	switch (s->final) {
	case '@': edit_cells(t, n, true); return true;
	case 'P': edit_cells(t, n, false); return true;
	case 'X': erase_characters(t, n); return true;
	case 'L': edit_lines(t, n, true); return true;
	case 'M': edit_lines(t, n, false); return true;
	case 'S':
		term_scroll_up(t, t->top, n, false);
		t->pending = false;
		return true;
	case 'T':
		if (s->count > 1)
			return false;
		term_scroll_down(t, t->top, n);
		t->pending = false;
		return true;
	case 'J': term_erase_display(t, parser_param(s, 0, 0)); return true;
	case 'K': term_erase_line(t, parser_param(s, 0, 0)); return true;
	case 'b': term_repeat(t, n); return true;
	default: return false;
	}
}

/* DECSTBM. */
static void set_margins(Terminal *t, const struct parser_sequence *s)
{
	unsigned height = t->grid->height, top = count_of(s), bottom = parser_param(s, 1, height);

	if (bottom > height)
		bottom = height;
	if (top >= bottom && height > 1)
		return;
	t->top = height > 1 ? top - 1 : 0;
	t->bottom = bottom - 1;
	if (t->top || t->bottom + 1 < height)
		t->modes.addressing = true;
	term_move(t, t->origin ? t->top : 0, 0);
}

static void clear_tabs(Terminal *t, unsigned what)
{
	if (what == 0)
		t->tabs[t->x] = false;
	for (unsigned x = 0; what == 3 && x < t->grid->width; x++)
		t->tabs[x] = false;
}

static void set_modes(Terminal *t, const struct parser_sequence *s, bool on)
{
	for (unsigned i = 0; i < s->count; i++) {
		if (s->marker)
			term_set_private_mode(t, parser_param(s, i, 0), on);
		else
			term_set_mode(t, parser_param(s, i, 0), on);
	}
}

static bool control(Terminal *t, const struct parser_sequence *s)
{
	switch (s->final) {
	case 'h': set_modes(t, s, true); return true;
	case 'l': set_modes(t, s, false); return true;
	case 'r': set_margins(t, s); return true;
	case 'g': clear_tabs(t, parser_param(s, 0, 0)); return true;
	case 's':
		if (s->count)
			return false;
		term_save_cursor(t);
		return true;
	case 'u': term_restore_cursor(t); return true;
	case 'c': term_device_attributes(t, s); return true;
	case 'n': term_device_status(t, s); return true;
	default: return false;
	}
}

/* Sequences with a private marker: DECSET, DECRST, DECSED, DECSEL. */
static bool marked(Terminal *t, const struct parser_sequence *s)
{
	if (s->marker != '?')
		return false;
	switch (s->final) {
	case 'h': set_modes(t, s, true); return true;
	case 'l': set_modes(t, s, false); return true;
	case 'J': term_erase_display(t, parser_param(s, 0, 0)); return true;
	case 'K': term_erase_line(t, parser_param(s, 0, 0)); return true;
	default: return false;
	}
}

/*
 * Queries that are never answered: DA2, DA3, private DSR, DECRQM, DECREQTPARM, XTVERSION, keyboard
 * state, window reports.
 */
static bool is_query(const struct parser_sequence *s)
{
	unsigned p = parser_param(s, 0, 0);

	switch (s->final) {
	case 'c':
	case 'n': return s->marker && !s->intermediate;
	case 'p': return s->intermediate == '$';
	case 'q': return s->marker == '>';
	case 'x': return !s->marker && !s->intermediate;
	case 'u': return s->marker == '?';
	case 't': return !s->marker && !s->intermediate && p >= 11;
	default: return false;
	}
}

void term_csi(Terminal *t, const struct parser_sequence *s)
{
	bool known;

	if (s->final == 'm' && !s->marker && !s->intermediate) {
		sgr_apply(&t->pen, s);
		return;
	}
	if (s->marker || s->intermediate) {
		known = !s->intermediate && marked(t, s);
		if (s->intermediate == '!' && s->final == 'p' && !s->marker) {
			term_soft_reset(t);
			known = true;
		}
	} else {
		known = cursor(t, s) || edit(t, s) || control(t, s);
	}
	if (!known && is_query(s))
		term_block(t, BLOCKED_REPORTS);
	else if (!known)
		term_block(t, BLOCKED_SEQUENCES);
	term_tell_modes(t);
}
