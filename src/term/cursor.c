#include "term/terminal-private.h"

#include "base/poison.h"

struct cell term_blank(const Terminal *t)
{
	return (struct cell){ .width = 1, .style.bg = t->pen.bg };
}

void term_move(Terminal *t, unsigned y, unsigned x)
{
	y = y < t->grid->height ? y : t->grid->height - 1;
	t->prompt = t->prompt && y == t->y;
	t->y = y;
	t->x = x < t->grid->width ? x : t->grid->width - 1;
	t->pending = false;
	t->homed = false;
	t->prompt_break = false;
}

void term_address(Terminal *t, unsigned y, unsigned x)
{
	unsigned last_row = t->origin ? t->bottom : t->grid->height - 1;
	unsigned last_column = t->origin ? t->right : t->grid->width - 1;

	if (t->origin) {
		y += t->top;
		x += t->left;
	}
	y = y < last_row ? y : last_row;
	if (y && y != t->y)
		t->modes.addressing = true;
	term_move(t, y, x < last_column ? x : last_column);
	t->homed = !t->y && !t->x;
}

void term_up(Terminal *t, unsigned n)
{
	unsigned limit = t->y >= t->top ? t->top : 0;

	term_move(t, t->y - limit > n ? t->y - n : limit, t->x);
}

void term_down(Terminal *t, unsigned n)
{
	unsigned limit = t->y <= t->bottom ? t->bottom : t->grid->height - 1;

	term_move(t, limit - t->y > n ? t->y + n : limit, t->x);
}

/*
 * Reverse wraparound as xterm has it: the page is one line between the left margin or edge and the
 * right margin, and before its start comes its end; before the start of the region comes its end.
 */
static void wrap_back(Terminal *t, unsigned left, unsigned n)
{
	unsigned in_row = t->right + 1 - left;
	int64_t page = (int64_t)in_row * t->grid->height;
	int64_t place = (int64_t)in_row * t->y + t->x - left - n;

	if (t->x == left && t->y == t->top && term_in_columns(t))
		place = (int64_t)in_row * (t->bottom + 1) - 1;
	else if (place < 0)
		place += (-place / page + 1) * page;
	term_move(t, (unsigned)(place / in_row), (unsigned)(place % in_row) + left);
}

void term_left(Terminal *t, unsigned n)
{
	bool wraps = t->autowrap && (t->reverse_wrap || t->reverse_wrap_all);
	unsigned left = t->x >= t->left ? t->left : 0;

	if (wraps && t->pending)
		n--;
	if (wraps && n > t->x - left)
		wrap_back(t, left, n);
	else
		term_move(t, t->y, t->x - left > n ? t->x - n : left);
}

void term_right(Terminal *t, unsigned n)
{
	unsigned last = term_end_column(t) - 1;

	term_move(t, t->y, last - t->x > n ? t->x + n : last);
}

void term_return(Terminal *t)
{
	term_move(t, t->y, t->origin || t->x >= t->left ? t->left : 0);
}

void term_tab(Terminal *t, unsigned n)
{
	unsigned x = t->x, last = term_end_column(t) - 1;
	bool pending = t->pending;

	while (n-- && x < last) {
		do
			x++;
		while (x < last && !t->tabs[x]);
	}
	t->work += x - t->x;
	term_move(t, t->y, x);
	t->pending = pending;
}

void term_back_tab(Terminal *t, unsigned n)
{
	unsigned x = t->x, first = t->origin && x >= t->left ? t->left : 0;

	while (n-- && x > first) {
		do
			x--;
		while (x > first && !t->tabs[x]);
	}
	t->work += t->x - x;
	term_move(t, t->y, x);
}
