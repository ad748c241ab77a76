#include "term/terminal-private.h"

#include <assert.h>

#include "term/strip.h"

#include "base/poison.h"

bool term_joined(const Terminal *t)
{
	return !t->modes.alternate && scrollback_open(t->history);
}

uint64_t term_base(const Terminal *t)
{
	/* While the alternate screen shows, the open line is one of its own before the grid's. */
	return scrollback_end(t->history) + (t->modes.alternate && scrollback_open(t->history));
}

uint64_t term_number(const Terminal *t, unsigned y)
{
	uint64_t number = term_base(t);

	for (unsigned i = 0; i < y; i++)
		number += !(grid_row(t->grid, i)->flags & ROW_SOFT);
	return number;
}

bool term_on_last_line(Terminal *t)
{
	return grid_content(t->grid) <= grid_line_end(t->grid, t->y) + 1;
}

enum terminal_verdict term_raise(Terminal *t, const struct text_line *line, uint64_t number,
				 struct str *replacement)
{
	struct terminal_line event = {
		.number = number,
		.text = buf_length(&line->text) ? buf_data(&line->text) : "",
		.length = buf_length(&line->text),
		.runs = line->runs,
		.run_count = line->run_count,
		.sent = line->flags & ROW_SENT,
		.notice = line->flags & ROW_NOTICE,
		.continued = line->flags & ROW_CONTINUED,
		.time = line->time,
	};

	assert(!t->busy);
	t->busy = true;
	enum terminal_verdict verdict = t->events.line(t->user, &event, replacement);
	t->busy = false;
	if (!t->line_mode || event.sent || event.notice)
		return TERMINAL_KEEP;
	return verdict;
}

/* Removes the line in rows `start` to `end`, its open part in history included. */
static void remove_line(Terminal *t, unsigned start, unsigned end)
{
	for (unsigned y = start; y <= end; y++)
		grid_clear_row(t->grid, y, (struct cell){ .width = 1 });
	if (!start)
		scrollback_drop_open(t->history);
	t->y = start;
	t->x = 0;
	t->pending = false;
}

static void replace_line(Terminal *t, unsigned start, unsigned end, const struct str *text,
			 struct cell_style style)
{
	unsigned flags = grid_row(t->grid, end)->flags & ~(unsigned)ROW_SOFT;
	size_t n = term_cut(text->text, text->length, TEXT_LINE_LIMIT - t->grid->width);

	remove_line(t, start, end);
	term_print_client(t, text->text, n, style);
	grid_row(t->grid, t->y)->flags |= flags;
	grid_row(t->grid, t->y)->time = t->now;
}

/* Gathers the logical line of rows `start` to `end` into the scratch line. */
static void gather(Terminal *t, unsigned start, unsigned end)
{
	text_line_clear(&t->line);
	if (!start && scrollback_open(t->history))
		text_line_append_line(&t->line, scrollback_open(t->history));
	for (unsigned y = start; y <= end; y++)
		row_text_append(&t->line, grid_row(t->grid, y), t->grid->width, t->clusters);
	if (!(t->line.flags & ROW_CONTINUED))
		text_line_trim(&t->line, false);
	text_line_terminate(&t->line);
}

bool term_close_line(Terminal *t, unsigned flags)
{
	if (t->modes.alternate || t->modes.addressing || !term_on_last_line(t))
		return true;
	unsigned end = grid_line_end(t->grid, t->y), start = grid_line_start(t->grid, end);
	struct row *row = grid_row(t->grid, end);
	if (row->flags & ROW_CLOSED)
		return true;
	row->flags |= ROW_CLOSED | flags;
	row->time = t->now;
	if (!t->events.line)
		return true;
	gather(t, start, end);
	struct str replacement;
	str_init(&replacement);
	enum terminal_verdict verdict = term_raise(t, &t->line, term_number(t, start),
						   &replacement);
	if (verdict == TERMINAL_GAG)
		remove_line(t, start, end);
	else if (verdict == TERMINAL_REPLACE)
		replace_line(t, start, end, &replacement,
			     t->line.run_count ? t->line.runs[0].style : (struct cell_style){ 0 });
	str_fini(&replacement);
	return verdict != TERMINAL_GAG;
}
