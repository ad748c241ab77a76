#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* What a row keeps though it is drawn anew. */
struct kept {
	bool unrecorded;
	int64_t time;
};

struct TerminalRedraw {
	struct Terminal before; /* the terminal as it was; its owned members are those of now */
	struct kept *rows; /* of the primary screen, then of the alternate one */
};

static void note_rows(struct kept *kept, const struct grid *g)
{
	for (unsigned y = 0; g->cells && y < g->height; y++) {
		kept[y].unrecorded = grid_row(g, y)->flags & ROW_UNRECORDED;
		kept[y].time = grid_row(g, y)->time;
	}
}

/* What was recorded in a row's place is not recorded again, and came when it did. */
static void restore_rows(const struct kept *kept, const struct grid *g)
{
	for (unsigned y = 0; g->cells && y < g->height; y++) {
		struct row *row = grid_row(g, y);

		if (!kept[y].unrecorded)
			row->flags &= ~(unsigned)ROW_UNRECORDED;
		if (kept[y].time && row->time)
			row->time = kept[y].time;
	}
}

/* The first row of the primary screen whose line's number is `since` or more. */
static unsigned row_of_line(const Terminal *t, uint64_t since)
{
	uint64_t number = scrollback_end(t->history);
	unsigned y = 0;

	while (y + 1 < t->primary.height && number < since)
		number += !(grid_row(&t->primary, y++)->flags & ROW_SOFT);
	return y;
}

/* Everything from line `since` on is gone, with all that the peer has set. */
static void take_back(Terminal *t, uint64_t since)
{
	unsigned y = row_of_line(t, since);

	t->titled = false;
	term_reset_peer(t);
	grid_clear_rows(&t->primary, y, t->primary.height, (struct cell){ .width = 1 });
	t->y = y;
}

TerminalRedraw *terminal_redraw_begin(Terminal *t, uint64_t since)
{
	TerminalRedraw *r = mem_alloc(sizeof(*r));
	unsigned height = t->primary.height;

	assert(!t->busy);
	term_forget_uncropped(t);
	r->before = *t;
	r->rows = mem_calloc(2 * (size_t)height, sizeof(*r->rows));
	note_rows(r->rows, &t->primary);
	note_rows(r->rows + height, &t->alternate);
	memset(&t->events, 0, sizeof(t->events));
	t->listening = false;
	t->recording = TERMINAL_RECORD_NOTHING;
	t->history = scrollback_new(height, (size_t)1 << 20);
	if (since != TERMINAL_REDRAW_OVER)
		take_back(t, since);
	t->pen = (struct cell_style){ 0 };
	t->context = (struct utf8_context){ 0 };
	parser_init(&t->parser, t->parser.actions, t);
	return r;
}

/* What was read is not all: the modes and the rest are as they were, the rows as far as it went. */
static void restore_peer(Terminal *t, const struct Terminal *before)
{
	bool alternate = t->modes.alternate;

	t->parser = before->parser;
	memcpy((char *)t + TERM_PEER_STATE, (const char *)before + TERM_PEER_STATE,
	       sizeof(*t) - TERM_PEER_STATE);
	if (alternate != t->modes.alternate && !t->alternate.cells)
		grid_init(&t->alternate, t->primary.width, t->primary.height);
	t->grid = t->modes.alternate ? &t->alternate : &t->primary;
}

void terminal_redraw_end(Terminal *t, TerminalRedraw *r, bool whole)
{
	bool open = scrollback_open(t->history);

	scrollback_free(t->history);
	t->history = r->before.history;
	if (!open)
		scrollback_close_open(t->history);
	t->events = r->before.events;
	t->listening = r->before.listening;
	t->recording = r->before.recording;
	t->blocked = r->before.blocked;
	t->now = r->before.now;
	t->titled = r->before.titled;
	if (!whole)
		restore_peer(t, &r->before);
	restore_rows(r->rows, &t->primary);
	restore_rows(r->rows + t->primary.height, &t->alternate);
	free(r->rows);
	free(r);
	term_tell_modes(t);
}
