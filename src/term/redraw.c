#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/terminal-private.h"

#include "base/poison.h"

enum { REDRAW_LINES = 1000 }; /* that may leave the screen beyond those that had left it before */

/* What a row keeps though it is drawn anew. */
struct kept {
	bool unrecorded;
	int64_t time;
};

struct TerminalRedraw {
	struct Terminal before; /* the terminal as it was; its owned members are those of now */
	uint64_t since;
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

/* The first row of the primary screen whose line's number is `since` or more; `end` lines were in
 * history before. */
static unsigned row_of_line(const Terminal *t, uint64_t end, uint64_t since)
{
	uint64_t number = end + scrollback_end(t->history);
	unsigned y = 0;

	while (y + 1 < t->primary.height && number < since)
		number += !(grid_row(&t->primary, y++)->flags & ROW_SOFT);
	return y;
}

/* Everything from line `since` on is gone, with all that the peer has set. */
static void take_back(Terminal *t, uint64_t end, uint64_t since)
{
	unsigned y;

	t->titled = false;
	term_reset_peer(t);
	term_follow_columns(t);
	y = row_of_line(t, end, since);
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
	r->since = since;
	r->rows = mem_calloc(2 * (size_t)height, sizeof(*r->rows));
	note_rows(r->rows, &t->primary);
	note_rows(r->rows + height, &t->alternate);
	memset(&t->events, 0, sizeof(t->events));
	t->listening = false;
	t->recording = TERMINAL_RECORD_NOTHING;
	t->history = scrollback_new(REDRAW_LINES, (size_t)1 << 20);
	if (since != TERMINAL_REDRAW_OVER)
		take_back(t, scrollback_end(r->before.history), since);
	t->pen = (struct cell_style){ 0 };
	t->context = (struct utf8_context){ 0 };
	parser_init(&t->parser, t->parser.actions, t);
	parser_set_lines(&t->parser, t->line_mode);
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
	term_follow_columns(t);
}

static void push(Scrollback *h, struct text_line *line)
{
	line->flags &= ~(unsigned)ROW_UNRECORDED;
	scrollback_push(h, line);
}

/* Lines that have left the screen now, but had not before, are history: the character set has
 * others. */
static void keep_lines(const Terminal *t, Scrollback *history, uint64_t since)
{
	uint64_t end = scrollback_end(history), i = end > since ? end - since : 0;
	struct text_line line;

	text_line_init(&line);
	for (i = i > scrollback_first(t->history) ? i : scrollback_first(t->history);
	     i < scrollback_end(t->history); i++) {
		text_line_clear(&line);
		if (scrollback_get(t->history, i, &line))
			push(history, &line);
	}
	if (scrollback_open(t->history) && !scrollback_open(history)) {
		text_line_clear(&line);
		text_line_append_line(&line, scrollback_open(t->history));
		push(history, &line);
	}
	text_line_fini(&line);
}

void terminal_redraw_end(Terminal *t, TerminalRedraw *r, bool whole)
{
	bool open = scrollback_open(t->history);

	if (r->since != TERMINAL_REDRAW_OVER)
		keep_lines(t, r->before.history, r->since);
	scrollback_free(t->history);
	t->history = r->before.history;
	if (!open)
		scrollback_close_open(t->history);
	t->events = r->before.events;
	t->listening = r->before.listening;
	t->recording = r->before.recording;
	t->blocked = r->before.blocked;
	t->questions = r->before.questions;
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
