#include "term/terminal-private.h"

#include "term/document.h"
#include "base/poison.h"

/* The first row of line `number` of the grid. */
static unsigned first_row(const struct document *d, uint64_t number)
{
	return d->start[number - d->base];
}

/* The number of the first line that isn't closed. */
static uint64_t first_open(const struct document *d)
{
	for (uint64_t n = d->base; n < d->end; n++) {
		if (!(grid_row(d->t->grid, first_row(d, n + 1) - 1)->flags & ROW_CLOSED))
			return n;
	}
	return d->end;
}

/* Whether line `number` will be recorded by itself: it was written to since. */
static bool is_due(const struct document *d, uint64_t number)
{
	if (number < d->base)
		return false;
	for (unsigned y = first_row(d, number); y < first_row(d, number + 1); y++) {
		if (grid_row(d->t->grid, y)->flags & ROW_UNRECORDED)
			return true;
	}
	return false;
}

uint64_t terminal_unrecorded(const Terminal *t)
{
	struct document d;

	document_open(&d, t);
	uint64_t number = first_open(&d);
	document_close(&d);
	return number;
}

uint64_t terminal_record_again(Terminal *t, uint64_t from, size_t most)
{
	struct text_line line;
	struct document d;

	text_line_init(&line);
	document_open(&d, t);
	if (from < d.first)
		from = d.first;
	for (uint64_t end = first_open(&d); from < end && most; from++, most--) {
		if (is_due(&d, from) || !document_line(&d, from, &line))
			continue;
		text_line_trim(&line, false);
		text_line_terminate(&line);
		t->work += buf_length(&line.text) + 1;
		term_record(t, &line);
	}
	document_close(&d);
	text_line_fini(&line);
	return from;
}
