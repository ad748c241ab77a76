#include "term/view-screen.h"

#include "term/terminal-private.h"

#include "base/poison.h"

bool view_shows_grid(const struct view_request *q)
{
	return q->presentation == VIEW_SCREEN && !q->filter.passes;
}

unsigned view_screen_top(const Terminal *t, unsigned height)
{
	unsigned top = t->grid->height > height ? t->grid->height - height : 0;

	return top < t->y ? top : t->y;
}

/* How many columns of a screen don't fit the view. */
static unsigned hidden_columns(const Terminal *t, const struct view_request *q)
{
	unsigned width = t->grid->width;

	return q->presentation == VIEW_SCREEN && width > q->width ? width - q->width : 0;
}

unsigned view_screen_left(const Terminal *t, const struct view_request *q)
{
	unsigned most = hidden_columns(t, q);

	return q->left < most ? q->left : most;
}

unsigned view_left_for(const Terminal *t, const struct view_request *q, unsigned column)
{
	unsigned width = q->width, step = width > 1 ? width / 2 : 1;
	unsigned left = view_screen_left(t, q), most = hidden_columns(t, q);

	if (column >= left && column - left < width)
		return left;
	if (column < width)
		return 0;
	left = ((column - width) / step + 1) * step;
	return left < most ? left : most;
}

unsigned view_left_at_cursor(const Terminal *t, const struct view_request *q)
{
	struct view_request from_first = *q;

	/* Lines that a filter has chosen have no cursor: they show from their beginnings on. */
	if (!view_shows_grid(q))
		return 0;
	from_first.left = 0;
	return view_left_for(t, &from_first, t->x);
}

bool view_grid_place(const Terminal *t, const struct view_request *request, unsigned row,
		     unsigned column, unsigned *grid_row, unsigned *grid_column)
{
	unsigned y = view_screen_top(t, request->height) + row;
	unsigned x = view_screen_left(t, request) + column;

	if (!request->tail || !view_shows_grid(request) || row >= request->height ||
	    column >= request->width || y >= t->grid->height || x >= t->grid->width)
		return false;
	*grid_row = y;
	*grid_column = x;
	return true;
}
