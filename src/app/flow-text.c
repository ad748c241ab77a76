#include "app/flow-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "base/poison.h"

enum { TEXT_INDENT = 2 };

/* Where the line at `at` ends, behind its newline. */
static size_t line_end(const struct flow_text *t, size_t at)
{
	const char *newline = at < t->length ? memchr(t->bytes + at, '\n', t->length - at) : NULL;

	return newline ? (size_t)(newline + 1 - t->bytes) : t->length;
}

static size_t visible(const struct flow_text *t, size_t at, bool back)
{
	bool all = !t->format->shown || at == t->length;

	return all ? at : t->format->shown(t, at, back);
}

size_t flow_text_next(const struct flow_text *t, size_t at)
{
	return visible(t, line_end(t, at), false);
}

size_t flow_text_before(const struct flow_text *t, size_t at)
{
	const char *newline;

	if (!at)
		return 0;
	newline = at > 1 ? memrchr(t->bytes, '\n', at - 1) : NULL;
	return visible(t, newline ? (size_t)(newline + 1 - t->bytes) : 0, true);
}

size_t flow_text_shown(const struct flow_text *t, size_t at)
{
	return visible(t, at, true);
}

/* The part of the line at `at` that is shown. */
static const char *shown(const struct flow_text *t, size_t at, unsigned width, size_t *n)
{
	size_t skip = 0;

	*n = line_end(t, at) - at - 1;
	if (t->format->skip)
		skip = t->format->skip(t, at, *n, width);
	if (*n < skip)
		skip = 0;
	*n -= skip;
	return t->bytes + at + skip;
}

/* --- Rows. */

/* Where rows go. */
struct brush {
	enum theme_part part;
	bool plain; /* all of the line is of that part */
	const struct theme *theme;
	unsigned row, end;
	struct frame *out;
};

static enum theme_part part_of(enum lens_style style)
{
	switch (style) {
	case LENS_PLAIN: break;
	case LENS_NAME: return THEME_LENS_NAME;
	case LENS_STRING: return THEME_LENS_STRING;
	case LENS_NUMBER: return THEME_LENS_NUMBER;
	case LENS_WORD: return THEME_LENS_WORD;
	case LENS_DIM: return THEME_LENS_DIM;
	case LENS_ERROR: return THEME_LENS_ERROR;
	}
	return THEME_TEXT;
}

/* The first run that ends behind `at`. */
static size_t run_at(const struct flow_text *t, size_t at)
{
	size_t from = 0, to = t->run_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (t->runs[middle].start + t->runs[middle].length <= at)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static unsigned put(const struct brush *b, unsigned column, const char *text, size_t n,
		    enum theme_part part)
{
	unsigned width = b->out->cells.width;

	if (column >= width || !n)
		return column;
	return column + cells_text(&b->out->cells, b->row, column, width - column, text, n,
				   theme_style(b->theme, part));
}

/* Draws the `n` bytes at `text`, in their styles. */
static unsigned put_styled(const struct flow_text *t, const struct brush *b, unsigned column,
			   const char *text, size_t n)
{
	size_t at = (size_t)(text - t->bytes), end = at + n;
	size_t run = b->plain ? t->run_count : run_at(t, at);

	while (at < end) {
		const struct lens_run *r = run < t->run_count ? &t->runs[run] : NULL;
		bool inside = r && r->start <= at;
		size_t to = end;

		if (inside && r->start + r->length < to)
			to = r->start + r->length;
		else if (r && !inside && r->start < to)
			to = r->start;
		column = put(b, column, t->bytes + at, to - at,
			     inside ? part_of(r->style) : b->part);
		run += inside;
		at = to;
	}
	return column;
}

static void draw_part(const struct flow_text *t, struct brush *b, unsigned indent, const char *text,
		      size_t n, const struct str *rest)
{
	unsigned column;

	if (b->row == b->end)
		return;
	compose_row("", b->part, b->theme, b->row, 0, b->out);
	column = put_styled(t, b, indent, text, n);
	put(b, column, rest->text, rest->length, b->part);
	b->row++;
}

/* Draws a line but for its first `skip` rows, or only counts: `b` is NULL. Returns its rows. */
static unsigned draw_line(const struct flow_text *t, size_t at, unsigned width, unsigned skip,
			  struct brush *b)
{
	struct str rest, none;
	unsigned rows = 0;
	size_t n;
	const char *text = shown(t, at, width, &n);

	str_init(&rest);
	str_init(&none);
	if (b && t->format->rest)
		t->format->rest(t, at, &rest);
	do {
		unsigned indent = rows ? TEXT_INDENT : 0;
		size_t used = compose_line_break(text, n, width - indent);

		if (b && rows >= skip)
			draw_part(t, b, indent, text, used, used == n ? &rest : &none);
		text += used;
		n -= used;
		rows++;
	} while (n);
	str_fini(&rest);
	return rows;
}

unsigned flow_text_rows(const struct flow_text *t, size_t from, size_t to, unsigned width,
			unsigned most)
{
	unsigned rows = 0;

	while (from < to && rows < most) {
		rows += draw_line(t, from, width, 0, NULL);
		from = flow_text_next(t, from);
	}
	return rows < most ? rows : most;
}

size_t flow_text_tail(const struct flow_text *t, unsigned width, unsigned rows)
{
	size_t at = t->length;
	unsigned used = 0;

	while (at && used < rows) {
		at = flow_text_before(t, at);
		used += draw_line(t, at, width, 0, NULL);
	}
	return at;
}

static bool has(const struct flow_text *t, size_t at, unsigned width, const char *sought)
{
	size_t n;
	const char *text = shown(t, at, width, &n);
	char *line = mem_strndup(text, n);
	bool found = strcasestr(line, sought) != NULL;

	free(line);
	return found;
}

size_t flow_text_find(const struct flow_text *t, size_t from, bool here, unsigned width,
		      const char *sought)
{
	size_t at = here ? from : line_end(t, from);

	while (at < t->length && !has(t, at, width, sought))
		at = line_end(t, at);
	if (at < t->length)
		return at;
	for (at = 0; at <= from && at < t->length; at = line_end(t, at)) {
		if (has(t, at, width, sought))
			return at;
	}
	return t->length;
}

void flow_text_write(const struct flow_text *t, struct str *out)
{
	for (size_t at = visible(t, 0, false); at < t->length; at = flow_text_next(t, at)) {
		str_append(out, t->bytes + at, line_end(t, at) - at - 1);
		if (t->format->rest)
			t->format->rest(t, at, out);
		str_append_char(out, '\n');
	}
}

/* The part that the line at `at` is drawn in. */
static void choose_part(const struct flow_text *t, size_t at, enum theme_part part, struct brush *b)
{
	bool marked = t->has_mark && at == t->mark, chosen = t->has_cursor && at == t->cursor;

	b->plain = marked || chosen;
	b->part = marked ? THEME_HIT : chosen ? THEME_MARKED : part;
}

void flow_text_draw(const struct flow_text *t, size_t at, bool end, enum theme_part part,
		    const struct theme *theme, unsigned row, unsigned rows, struct frame *out)
{
	struct brush b = { part, false, theme, row, row + rows, out };
	unsigned width = out->cells.width;
	unsigned all = end ? flow_text_rows(t, at, t->length, width, UINT16_MAX) : 0;
	unsigned skip = all > rows ? all - rows : 0;

	while (at < t->length && b.row < b.end) {
		unsigned used;

		choose_part(t, at, part, &b);
		used = draw_line(t, at, width, skip, &b);
		skip -= used < skip ? used : skip;
		at = flow_text_next(t, at);
	}
	while (b.row < b.end)
		compose_row("", part, theme, b.row++, 0, out);
}
