#include "term/terminal-private.h"

#include <assert.h>

#include "base/poison.h"

bool term_open_line_empty(const Terminal *t)
{
	return !t->x && !t->pending && row_blank(grid_row(t->grid, t->y)) &&
	       grid_line_start(t->grid, t->y) == t->y && !(t->y == 0 && term_joined(t));
}

/* Whether the cursor stands in a line of text that something new would be glued to. */
static bool in_text(const Terminal *t)
{
	return !term_is_drawn(t) && !term_open_line_empty(t);
}

/* What stands in the cursor's line is a prompt: remembered with the line. */
static void mark_prompt(Terminal *t)
{
	struct row *row = grid_row(t->grid, t->y);

	if (!in_text(t) || row->flags & ROW_PROMPT)
		return;
	row->flags |= ROW_PROMPT;
	row->packed_length = 0;
}

/* A line is sent from the cursor's line. */
static void mark_sent(Terminal *t)
{
	struct row *row = grid_row(t->grid, t->y);

	mark_prompt(t);
	if (!(row->flags & ROW_SENT_FROM))
		row->packed_length = 0;
	row->flags |= ROW_SENT_FROM;
}

/* What it costs to read the open line, as who is told of a prompt does. */
static uint64_t open_line_work(const Terminal *t)
{
	unsigned start = grid_line_start(t->grid, t->y);
	uint64_t work = (uint64_t)(t->y - start + 1) * t->grid->width;

	if (!start && term_joined(t))
		work += buf_length(&scrollback_open(t->history)->text);
	return work + t->grid->height;
}

void terminal_prompt(Terminal *t, bool marked)
{
	t->work += open_line_work(t);
	t->prompt = true;
	if (!marked)
		return;
	t->prompt_break = in_text(t);
	mark_prompt(t);
}

void terminal_replace_open_line(Terminal *t, const struct text_line *line)
{
	unsigned end = grid_line_end(t->grid, t->y);
	bool prompt = t->prompt, pending = t->prompt_break;

	assert(!t->busy);
	if (!t->line_mode || !in_text(t) || !term_on_last_line(t))
		return;
	term_forget_uncropped(t);
	term_replace_line(t, grid_line_start(t->grid, end), end, line);
	t->prompt = prompt;
	t->prompt_break = pending && in_text(t);
}

bool terminal_is_mid_line(Terminal *t)
{
	return !t->prompt && in_text(t) && term_on_last_line(t);
}

/*
 * Whether the cursor stands behind text that is no prompt. Who answers at once is faster than the
 * quiet that makes a prompt, so a space before the cursor, as in "login: ", makes one too.
 */
static bool unfinished(Terminal *t)
{
	return terminal_is_mid_line(t) &&
	       (!t->x || t->pending || grid_row(t->grid, t->y)->cell[t->x - 1].glyph != ' ');
}

void terminal_sent(Terminal *t)
{
	mark_sent(t);
	t->prompt = t->prompt_break = false;
}

/* Nothing that was sent before may become one with what is echoed now, wherever the peer has put
 * the cursor. */
static void disown_rows(Terminal *t)
{
	unsigned end = grid_content(t->grid);

	if (t->y == 0 && term_joined(t))
		scrollback_disown_open(t->history);
	for (unsigned y = t->y; y < end; y++) {
		if (grid_row(t->grid, y)->flags & ROW_OWN)
			grid_disown(t->grid, y);
	}
	t->work += end;
}

void terminal_echo(Terminal *t, const char *text, size_t n, int64_t now)
{
	assert(!t->busy);
	term_forget_uncropped(t);
	t->now = now;
	t->prompt_break = false;
	t->homed = false;
	if (unfinished(t))
		term_break_line(t);
	disown_rows(t);
	mark_sent(t);
	term_print_client(t, text, n, (struct cell_style){ .attrs = CELL_SENT });
	if (term_close_line(t, ROW_SENT))
		term_index(t, false);
	t->x = 0;
	t->pending = false;
	t->prompt = false;
}
