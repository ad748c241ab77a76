#include <assert.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/utf8.h"
#include "term/cell-line.h"
#include "term/terminal-private.h"

#include "base/poison.h"

/* Moves the first `n` rows of the primary screen to history. */
static void scroll_out(Terminal *t, unsigned n)
{
	struct grid *g = t->grid;

	for (unsigned y = 0; y < n; y++)
		term_row_to_history(t, grid_row(g, y));
	if (n)
		grid_scroll_up(g, 0, g->height - 1, n, (struct cell){ .width = 1 }, false);
	t->y = t->y > n ? t->y - n : 0;
}

/* Opens `count` rows at `start` and writes the line into them. */
static void insert_rows(Terminal *t, const struct cell_line *s, unsigned start, unsigned end,
			unsigned count)
{
	struct grid *g = t->grid;
	size_t at = 0;

	grid_scroll_down(g, start, end + count - 1, count, (struct cell){ .width = 1 });
	for (unsigned y = start; y < start + count; y++) {
		struct row *row = grid_row(g, y);
		struct wrapped_row part = cell_line_wrap(s, at, g->width, CELL_LINE_HARD);

		cell_line_copy(s, part, row->cell, g->width);
		grid_touch(g, y, row, g->width);
		row->flags = s->flags | (y + 1 < start + count ? (unsigned)ROW_SOFT : 0);
		row->time = s->time;
		at = part.next;
	}
}

static unsigned count_rows(const struct cell_line *s, unsigned width)
{
	unsigned rows = 0;
	size_t at = 0;

	do {
		at = cell_line_wrap(s, at, width, CELL_LINE_HARD).next;
		rows++;
	} while (at < s->count);
	return rows;
}

/* Puts the notice before the open line, scrolling as need be. Returns its line number. */
static uint64_t place_notice(Terminal *t, const struct text_line *line)
{
	struct grid *g = t->grid;
	struct cell_line s;
	uint64_t number;

	cell_line_init(&s);
	cell_line_add_line(&s, line, t->clusters);
	unsigned rows = count_rows(&s, g->width), content = grid_content(g);
	unsigned end = content > t->y + 1 ? content : t->y + 1;
	unsigned start = term_on_last_line(t) ? grid_line_start(g, t->y) : end;
	unsigned over = rows > g->height - end ? rows - (g->height - end) : 0;
	if (over > start || (!start && term_joined(t))) {
		scroll_out(t, over > start ? start : 0);
		number = scrollback_end(t->history);
		scrollback_push(t->history, line);
	} else {
		bool below = t->y >= start;

		scroll_out(t, over);
		insert_rows(t, &s, start - over, end - over, rows);
		t->y += below ? rows : 0;
		number = term_number(t, start - over);
	}
	cell_line_fini(&s);
	return number;
}

/* Appends text with nothing in it that a terminal could obey. */
static void add_text(struct text_line *line, const char *text, size_t n, struct cell_style style)
{
	uint32_t first = ' ';

	style.attrs |= CELL_NOTICE;
	utf8_decode(text, n, &first);
	if (!utf8_width(first) && !(deceptive_class(first) & DECEPTIVE_PLACE))
		text_line_append(line, " ", 1, style); /* a mark needs a character before it */
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(text, n, &cp);
		char out[DECEPTIVE_NAME_MAX];

		if (!used)
			used = n;
		if (deceptive_class(cp) & DECEPTIVE_PLACE)
			text_line_append(line, out, deceptive_name(cp, out), style);
		else
			text_line_append(line, out, utf8_encode(cp, out), style);
		text += used;
		n -= used;
	}
}

/* Puts one line of a notice where it belongs. On a screen drawn by addresses that is history alone.
 */
static void add_notice(Terminal *t, struct text_line *line)
{
	uint64_t number = scrollback_end(t->history);

	text_line_terminate(line);
	line->flags = ROW_NOTICE | ROW_CLOSED;
	line->time = t->now;
	if (term_is_drawn(t))
		scrollback_push(t->history, line);
	else
		number = place_notice(t, line);
	if (t->listening && t->events.line) {
		struct text_line unused;

		text_line_init(&unused);
		term_raise(t, line, number, &unused);
		text_line_fini(&unused);
	}
	term_record(t, line);
}

static void add_plain_notice(Terminal *t, const char *text, size_t n)
{
	struct text_line line;

	text_line_init(&line);
	add_text(&line, text, n, (struct cell_style){ 0 });
	add_notice(t, &line);
	text_line_fini(&line);
}

void terminal_notice(Terminal *t, const char *text, size_t n, int64_t now)
{
	assert(!t->busy);
	t->now = now;
	n = utf8_cut(text, n, TEXT_LINE_LIMIT);
	t->work += n;
	for (;;) {
		const char *end = n ? memchr(text, '\n', n) : NULL;
		size_t length = end ? (size_t)(end - text) : n;

		add_plain_notice(t, text, length);
		if (!end || n == length + 1)
			return;
		text += length + 1;
		n -= length + 1;
	}
}

void terminal_notice_line(Terminal *t, const struct text_line *line, int64_t now)
{
	size_t room = utf8_cut(buf_data(&line->text), buf_length(&line->text), TEXT_LINE_LIMIT);
	struct text_line own;

	assert(!t->busy);
	t->now = now;
	t->work += room;
	text_line_init(&own);
	for (size_t i = 0; i < line->run_count && line->runs[i].start < room; i++) {
		const struct terminal_run *run = &line->runs[i];
		size_t left = room - run->start;

		add_text(&own, buf_data(&line->text) + run->start,
			 run->length < left ? run->length : left, run->style);
	}
	add_notice(t, &own);
	text_line_fini(&own);
}
