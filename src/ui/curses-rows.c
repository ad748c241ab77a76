#include "ui/curses-rows.h"

#include "ui/curses-cells.h"
#include "base/poison.h"

enum { ROWS_CELLS = 8192 }; /* with a colour each they are some 300 KB */

void curses_rows_init(struct curses_rows *r)
{
	*r = (struct curses_rows){ .next = 0 };
	frame_init(&r->shown);
}

void curses_rows_fini(struct curses_rows *r)
{
	frame_fini(&r->shown);
}

static bool put_all(struct curses_rows *r, const struct frame *f)
{
	bool good = true;

	r->left = 0;
	for (unsigned row = 0; row < f->cells.height; row++) {
		good &= curses_cells_put(f, row, 0, f->cells.width);
		frame_copy_row(&r->shown, f, row);
	}
	return good;
}

/* Puts what differs in one row; returns how many cells that are. */
static unsigned put_row(struct curses_rows *r, const struct frame *f, unsigned row)
{
	unsigned from = 0, to = f->cells.width;

	if (!frame_find_change(&r->shown, f, row, &from, &to))
		return 0;
	if (!curses_cells_put(f, row, from, to)) {
		put_all(r, f);
		return to - from;
	}
	frame_copy_row(&r->shown, f, row);
	return to - from;
}

void curses_rows_begin(struct curses_rows *r, const struct frame *f, bool all)
{
	r->left = f->cells.height;
	frame_compact(&r->shown);
	if (all || !frame_fits(&r->shown, f)) {
		cells_reset(&r->shown.cells, f->cells.width, f->cells.height);
		if (!put_all(r, f))
			put_all(r, f);
	} else if (f->cursor_row < r->left) {
		put_row(r, f, f->cursor_row);
	}
}

bool curses_rows_put(struct curses_rows *r, const struct frame *f)
{
	unsigned cells = 0;

	while (r->left && cells < ROWS_CELLS) {
		unsigned row = r->next < f->cells.height ? r->next : 0;

		r->next = row + 1;
		r->left--;
		cells += put_row(r, f, row);
	}
	return r->left > 0;
}
