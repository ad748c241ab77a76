#include "term/terminal-private.h"

#include <assert.h>

#include "base/poison.h"

/* Where the text that local echo wrote begins in `line`. */
static size_t sent_start(const struct text_line *line)
{
	for (size_t i = 0; i < line->run_count; i++) {
		if (line->runs[i].style.attrs & CELL_SENT)
			return line->runs[i].start;
	}
	return buf_length(&line->text);
}

struct terminal_line term_event_line(const struct text_line *line, uint64_t number)
{
	return (struct terminal_line){
		.number = number,
		.text = buf_length(&line->text) ? buf_data(&line->text) : "",
		.length = buf_length(&line->text),
		.runs = line->runs,
		.run_count = line->run_count,
		.sent = line->flags & ROW_SENT,
		.sent_start = line->flags & ROW_SENT ? sent_start(line) : buf_length(&line->text),
		.notice = line->flags & ROW_NOTICE,
		.sent_from = line->flags & ROW_SENT_FROM,
		.continued = line->flags & ROW_CONTINUED,
		.time = line->time,
	};
}

void term_gather(Terminal *t, const struct grid *g, unsigned start, unsigned end)
{
	text_line_clear(&t->line);
	if (!start && g == &t->primary && scrollback_open(t->history)) {
		if (!(grid_row(g, 0)->flags & ROW_OWN))
			scrollback_disown_open(t->history);
		text_line_append_line(&t->line, scrollback_open(t->history));
	}
	for (unsigned y = start; y <= end; y++)
		row_text_append(&t->line, grid_row(g, y), g->width, t->clusters);
	text_line_terminate(&t->line);
	t->work += buf_length(&t->line.text) + end - start;
}

void term_record(Terminal *t, const struct text_line *line)
{
	struct terminal_line event = term_event_line(line, 0);

	if (!t->recording || !t->events.record)
		return;
	assert(!t->busy);
	if (!event.time)
		event.time = t->now;
	t->busy = true;
	t->events.record(t->user, &event);
	t->busy = false;
}

void term_record_unrecorded(void *terminal, const struct text_line *line)
{
	Terminal *t = terminal;

	if (!t->recording)
		return;
	text_line_clear(&t->line);
	text_line_append_line(&t->line, line);
	text_line_trim(&t->line, false);
	text_line_terminate(&t->line);
	t->work += buf_length(&t->line.text);
	term_record(t, &t->line);
}

bool term_mark_recorded(Terminal *t, struct grid *g, unsigned start, unsigned end)
{
	bool unrecorded = !start && g == &t->primary && scrollback_open_recorded(t->history);

	for (unsigned y = start; y <= end; y++) {
		struct row *row = grid_row(g, y);

		unrecorded |= (row->flags & ROW_UNRECORDED) != 0;
		row->flags &= ~(unsigned)ROW_UNRECORDED;
	}
	return unrecorded;
}

/* Raises `record` for the lines in rows `from` to `to` - 1 of `g` that need it. The line that holds
 * the cursor is taken as it stands, blanks and all. */
static void record_rows(Terminal *t, struct grid *g, unsigned from, unsigned to)
{
	unsigned start = grid_line_start(g, from), end;

	for (; start < to; start = end + 1) {
		end = grid_line_end(g, start);
		t->work += end - start + 1;
		if (!term_mark_recorded(t, g, start, end))
			continue;
		term_gather(t, g, start, end);
		if (g != t->grid || t->y < start || t->y > end)
			text_line_trim(&t->line, false);
		text_line_terminate(&t->line);
		term_record(t, &t->line);
	}
}

void term_record_above(Terminal *t, unsigned y)
{
	unsigned from = y;

	if (!t->recording)
		return;
	for (; from; from--) {
		const struct row *row = grid_row(t->grid, from - 1);

		/* Blank rows were perhaps skipped, too. */
		if (!(row->flags & ROW_UNRECORDED) &&
		    (row->flags & ~(unsigned)ROW_SENT_FROM || row->used))
			break;
		t->work++;
	}
	if (from < y)
		record_rows(t, t->grid, from, y);
}

void term_record_screen(Terminal *t)
{
	if (t->recording == TERMINAL_RECORD_SCREENS)
		record_rows(t, t->grid, 0, grid_content(t->grid));
}

/* Lines that are closed count as recorded: they are older than the record. */
static void mark_closed(Terminal *t)
{
	struct grid *g = &t->primary;
	unsigned end;

	for (unsigned start = 0; start < g->height; start = end + 1) {
		end = grid_line_end(g, start);
		if (grid_row(g, end)->flags & ROW_CLOSED)
			term_mark_recorded(t, g, start, end);
	}
}

void terminal_record(Terminal *t, enum terminal_recording what)
{
	if (what && !t->recording)
		mark_closed(t);
	t->recording = what;
}

void terminal_record_rest(Terminal *t)
{
	unsigned rows = grid_content(&t->primary);

	if (!t->recording)
		return;
	/* The first row may hold nothing but the end of a line whose beginning is in history. */
	record_rows(t, &t->primary, 0, rows ? rows : 1);
	if (t->modes.alternate)
		record_rows(t, &t->alternate, 0, grid_content(&t->alternate));
}
