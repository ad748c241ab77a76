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
	unsigned limit = t->origin ? t->bottom : t->grid->height - 1;

	if (t->origin)
		y += t->top;
	if (y > limit)
		y = limit;
	if (y && y != t->y)
		t->modes.addressing = true;
	term_move(t, y, x);
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

void term_tab(Terminal *t, unsigned n)
{
	unsigned x = t->x, last = t->grid->width - 1;
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
