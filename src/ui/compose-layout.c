#include "ui/compose.h"

#include "base/least.h"

#include "base/poison.h"

enum {
	LAYOUT_TAIL_FROM = 10, /* rows of text from which a live tail is shown while scrolled */
	LAYOUT_TAIL_MAX = 8,
	LAYOUT_STATUS_ROWS = 1,
	LAYOUT_STRIP_FROM = 9, /* rows of text from which there is room for a strip */
	LAYOUT_STRIP_MAX = 10,
};

static unsigned less(unsigned a, unsigned b)
{
	return a > b ? a - b : 0;
}

static unsigned tail_rows(unsigned main_rows)
{
	return main_rows < LAYOUT_TAIL_FROM ? 0 : least(main_rows / 4, LAYOUT_TAIL_MAX);
}

unsigned compose_session_rows(unsigned height, size_t tabs)
{
	unsigned chrome = LAYOUT_STATUS_ROWS + (tabs > 1);

	return height > chrome + 1 ? height - chrome : 2;
}

/* Whether the grid is shown as it is, in a size that doesn't follow the window's. */
static bool shows_fixed_grid(const struct compose *c)
{
	return session_has_fixed_size(c->session) &&
	       session_presentation(c->session, NULL) == VIEW_SCREEN;
}

bool compose_shows_times(const struct compose *c)
{
	return session_shows_times(c->session) && c->width >= COMPOSE_TIMES_FROM &&
	       session_presentation(c->session, NULL) == VIEW_TRANSCRIPT;
}

/* The grid wants rows that the status line and the tab line have: first the one gives way, then the
 * other. They lie over it while something else does. */
static void give_way(const struct compose *c, struct compose_layout *l)
{
	unsigned rows = terminal_height(session_terminal(c->session));

	if (rows > l->main_rows) {
		l->main_rows += LAYOUT_STATUS_ROWS;
		l->status_row = c->covered ? l->status_row : c->height;
	}
	if (rows > l->main_rows && l->top) {
		l->main_rows += l->top;
		l->top = 0;
		l->tab_rows = c->covered;
	}
}

static void place_grid(const struct compose *c, struct compose_layout *l)
{
	const Terminal *t = session_terminal(c->session);
	bool in_place = !c->scrolled || c->held;

	l->grid_width = least(terminal_width(t), c->width);
	if (in_place)
		l->grid_height = least(terminal_height(t), l->main_rows);
	if (session_place(c->session) == SESSION_PLACE_TOP_LEFT)
		return;
	l->grid_column = (c->width - l->grid_width) / 2;
	if (in_place)
		l->grid_row = l->top + (l->main_rows - l->grid_height) / 2;
}

/* The peer isn't told: the session's last rows show, its first ones are out of sight. */
static void place_strip(struct compose_layout *l)
{
	l->strip_row = l->top;
	l->strip_rows = l->main_rows < LAYOUT_STRIP_FROM ?
				0 :
				least(l->main_rows / 3, LAYOUT_STRIP_MAX);
	l->top += l->strip_rows;
	l->main_rows -= l->strip_rows;
}

struct compose_layout compose_layout(const struct compose *c)
{
	bool input = !session_mode(c->session).character, fixed = shows_fixed_grid(c);
	struct compose_layout l = { .top = c->tab_count > 1, .tab_rows = c->tab_count > 1 };
	unsigned tail;

	l.status_row = less(c->height, LAYOUT_STATUS_ROWS);
	l.input_row = input ? less(l.status_row, 1) : c->height;
	l.main_rows = less(input ? l.input_row : l.status_row, l.top);
	if (c->strip)
		place_strip(&l);
	else if (fixed && !input && !c->scrolled)
		give_way(c, &l);
	tail = c->scrolled && !c->whole ? tail_rows(l.main_rows) : 0;
	l.view_rows = tail ? l.main_rows - tail - 1 : l.main_rows;
	l.grid_row = l.top;
	l.grid_column = compose_shows_times(c) ? COMPOSE_TIMES : 0;
	l.grid_width = c->width - l.grid_column;
	l.grid_height = l.view_rows;
	if (fixed)
		place_grid(c, &l);
	l.shown_row = l.grid_row < l.tab_rows ? l.tab_rows : l.grid_row;
	l.shown_end = least(l.grid_row + l.grid_height, l.status_row);
	return l;
}

struct view_request compose_view(const struct compose *c)
{
	struct compose_layout l = compose_layout(c);

	struct view_request request = {
		.presentation = session_presentation(c->session, NULL),
		.width = l.grid_width,
		.height = l.grid_height,
		.tail = !c->scrolled,
		.anchor = c->anchor,
		.wrap = session_wrap(c->session),
		.left = c->left,
		.exact_cursor = session_mode(c->session).character,
		.filter = c->filter,
		.marks = c->marks,
		.mark_count = c->mark_count,
	};

	if (!c->scrolled)
		request.left = view_left_at_cursor(session_terminal(c->session), &request);
	return request;
}

bool compose_grid_place(const struct compose *c, unsigned row, unsigned column, unsigned *grid_row,
			unsigned *grid_column)
{
	struct compose_layout l = compose_layout(c);
	struct view_request request = compose_view(c);

	return row >= l.shown_row && row < l.shown_end && column >= l.grid_column &&
	       view_grid_place(session_terminal(c->session), &request, row - l.grid_row,
			       column - l.grid_column, grid_row, grid_column);
}
