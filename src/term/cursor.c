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

/* Where the row above `y` is for reverse wraparound: the bottom one above the top. */
static unsigned row_above(const Terminal *t, unsigned y)
{
	if (y == t->top)
		return t->bottom;
	return y ? y - 1 : t->grid->height - 1;
}

void term_left(Terminal *t, unsigned n)
{
	bool wraps = t->autowrap && (t->reverse_wrap || t->reverse_wrap_all);
	unsigned x = t->x, y = t->y;

	if (wraps && t->pending)
		n--;
	for (;;) {
		unsigned limit = x >= t->left ? t->left : 0, step = n < x - limit ? n : x - limit;

		x -= step;
		n -= step;
		if (!n || !wraps)
			break;
		n--;
		x = t->right;
		y = row_above(t, y);
		t->work++;
	}
	term_move(t, y, x);
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
