#include "term/terminal-private.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "term/pack.h"

#include "base/utf8.h"
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
	const struct row *row = grid_row(t->grid, 0), *end = t->grid->rows + t->grid->height;
	uint64_t number = term_base(t);

	for (unsigned i = 0; i < y; i++) {
		number += !(row->flags & ROW_SOFT);
		if (++row == end)
			row = t->grid->rows;
	}
	return number;
}

bool term_on_last_line(Terminal *t)
{
	return grid_content(t->grid) <= grid_line_end(t->grid, t->y) + 1;
}

enum terminal_verdict term_raise(Terminal *t, const struct text_line *line, uint64_t number,
				 struct text_line *replacement)
{
	struct terminal_line event = term_event_line(line, number);

	assert(!t->busy);
	t->busy = true;
	enum terminal_verdict verdict = t->events.line(t->user, &event, replacement);
	t->busy = false;
	if (event.sent || event.notice || (verdict == TERMINAL_GAG && !t->line_mode))
		return TERMINAL_KEEP;
	return verdict;
}

/* Removes the line in rows `start` to `end`, its open part in history included. */
static void remove_line(Terminal *t, unsigned start, unsigned end)
{
	grid_clear_rows(t->grid, start, end + 1, (struct cell){ .width = 1 });
	if (!start)
		scrollback_drop_open(t->history);
	t->y = start;
	t->x = 0;
	t->pending = false;
}

void term_replace_line(Terminal *t, unsigned start, unsigned end, const struct text_line *line)
{
	unsigned flags = grid_row(t->grid, end)->flags & ~(unsigned)ROW_SOFT;
	size_t room = TEXT_LINE_LIMIT - t->grid->width;

	remove_line(t, start, end);
	for (size_t i = 0; i < line->run_count && room; i++) {
		const struct terminal_run *run = &line->runs[i];
		const char *text = buf_data(&line->text) + run->start;
		size_t n = utf8_cut(text, run->length, room);
		struct cell_style style = run->style;

		style.attrs &= ~(uint32_t)(CELL_SENT | CELL_NOTICE);
		term_print_client(t, text, n, style);
		room = n < run->length ? 0 : room - n;
	}
	/* No peer may read what rules have made of it. */
	for (unsigned y = grid_line_start(t->grid, t->y); y <= t->y; y++)
		grid_row(t->grid, y)->flags |= ROW_FOREIGN;
	grid_row(t->grid, t->y)->flags |= flags;
	grid_row(t->grid, t->y)->time = t->now;
}

enum { PACKED_PER_CELL = 4 }; /* bytes; a row that takes more is encoded again */

/* Keeps the scratch line, which is all of `row`, for when the row becomes history. */
static void keep_packed(Terminal *t, struct row *row)
{
	size_t bound = pack_bound(&t->line);

	if (bound > PACKED_PER_CELL * (size_t)t->grid->width + PACK_HEAD)
		return;
	if (row->packed_size < bound) {
		row->packed = mem_resize(row->packed, bound, 1);
		row->packed_size = (uint32_t)bound;
	}
	row->packed_length = (uint32_t)pack_line(&t->line, row->packed);
}

/* Gathers a closed line and packs it if it can be. */
static void gather_closed(Terminal *t, unsigned start, unsigned end)
{
	term_gather(t, t->grid, start, end);
	if (!(t->line.flags & ROW_CONTINUED)) {
		text_line_trim(&t->line, true);
		if (start == end && !(start == 0 && term_joined(t)))
			keep_packed(t, grid_row(t->grid, end));
		text_line_trim(&t->line, false);
	}
	text_line_terminate(&t->line);
}

/* Whether `line` has the text of the line that was told of. */
static bool has_same_text(const Terminal *t, const struct text_line *line)
{
	size_t n = buf_length(&line->text);

	return n && n == buf_length(&t->line.text) &&
	       !memcmp(buf_data(&line->text), buf_data(&t->line.text), n);
}

/* What the answer comes to: a line that keeps its text gets its looks here. In char mode the peer
 * counts on what stands where. */
static enum terminal_verdict take_looks(Terminal *t, unsigned start, unsigned end,
					const struct text_line *line)
{
	if (!has_same_text(t, line))
		return t->line_mode ? TERMINAL_REPLACE : TERMINAL_KEEP;
	term_restyle_line(t, start, end, !start && term_joined(t), line);
	return TERMINAL_KEEP;
}

/* Raises the event `line` for the gathered line of rows `start` to `end`. What the answer comes to,
 * with the text of another line in `replacement`. */
static enum terminal_verdict ask(Terminal *t, unsigned start, unsigned end,
				 struct text_line *replacement)
{
	enum terminal_verdict verdict = term_raise(t, &t->line, term_number(t, start), replacement);

	return verdict == TERMINAL_REPLACE ? take_looks(t, start, end, replacement) : verdict;
}

/* Puts `line` in the place of the gathered line and records that. */
static void replace(Terminal *t, unsigned start, unsigned end, struct text_line *line)
{
	term_replace_line(t, start, end, line);
	term_mark_recorded(t, t->grid, grid_line_start(t->grid, t->y), t->y);
	line->flags = t->line.flags;
	line->time = t->line.time;
	text_line_terminate(line);
	term_record(t, line);
}

/* Tells whoever listens of the closed line in rows `start` to `end`, does what the answer says, and
 * records what is left. */
static enum terminal_verdict tell(Terminal *t, unsigned start, unsigned end)
{
	enum terminal_verdict verdict = TERMINAL_KEEP;

	term_record_above(t, start);
	bool fresh = term_mark_recorded(t, t->grid, start, end);
	gather_closed(t, start, end);
	if (t->listening && t->events.line) {
		struct text_line replacement;

		text_line_init(&replacement);
		verdict = ask(t, start, end, &replacement);
		if (verdict == TERMINAL_REPLACE)
			replace(t, start, end, &replacement);
		text_line_fini(&replacement);
	}
	if (verdict == TERMINAL_GAG)
		remove_line(t, start, end);
	else if (verdict == TERMINAL_KEEP && (fresh || !buf_length(&t->line.text)))
		term_record(t, &t->line);
	return verdict;
}

bool term_close_line(Terminal *t, unsigned flags)
{
	if (term_is_drawn(t) || !term_on_last_line(t))
		return true;
	unsigned end = grid_line_end(t->grid, t->y), start = grid_line_start(t->grid, end);
	struct row *row = grid_row(t->grid, end);
	if (row->flags & ROW_CLOSED)
		return true;
	row->flags |= ROW_CLOSED | flags;
	/* A prompt's newline may come long after it, with what follows. */
	if (!row->time)
		row->time = t->now;
	if (!t->listening && !t->recording)
		return true;
	return tell(t, start, end) != TERMINAL_GAG;
}

void term_break_line(Terminal *t)
{
	if (!term_close_line(t, 0))
		return;
	term_index(t, false);
	t->x = 0;
	t->pending = false;
}
