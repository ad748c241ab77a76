#include "app/trace-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "base/poison.h"

enum {
	TEXT_DATE = 11, /* bytes of the date before the time */
	TEXT_STAMP = 24, /* of both */
	TEXT_HEX = 57, /* bytes of a row before its text */
	TEXT_TIMES = 40, /* columns from which the time is shown, */
	TEXT_BYTES = 78, /* and the hex */
	TEXT_INDENT = 2,
};

size_t trace_text_next(const struct trace_text *t, size_t at)
{
	const char *newline = at < t->length ? memchr(t->bytes + at, '\n', t->length - at) : NULL;

	return newline ? (size_t)(newline + 1 - t->bytes) : t->length;
}

size_t trace_text_before(const struct trace_text *t, size_t at)
{
	at -= at > 0;
	while (at && t->bytes[at - 1] != '\n')
		at--;
	return at;
}

/* The part of the line at `at` that is shown. */
static const char *shown(const struct trace_text *t, size_t at, unsigned width, size_t *n)
{
	const char *line = t->bytes + at;
	bool is_row = *line == ' ';
	size_t skip = width < TEXT_TIMES ? TEXT_STAMP : TEXT_DATE;

	*n = trace_text_next(t, at) - at - 1;
	if (is_row)
		skip = width < TEXT_BYTES ? TEXT_HEX : 0;
	if (*n < skip)
		skip = 0;
	*n -= skip;
	return line + skip;
}

/* A row of data behind the first one. */
static bool is_left_out(const struct trace_text *t, size_t at)
{
	static const char first[] = "  000000 ";

	return t->brief && t->bytes[at] == ' ' &&
	       (t->length - at < sizeof(first) || memcmp(t->bytes + at, first, sizeof(first) - 1));
}

/* Whether rows behind the line at `at` are left out. */
static bool is_cut(const struct trace_text *t, size_t at)
{
	size_t next = trace_text_next(t, at);

	return t->brief && t->bytes[at] == ' ' && next < t->length && is_left_out(t, next);
}

/* Where rows go. */
struct brush {
	enum theme_part part;
	const struct theme *theme;
	unsigned row, end;
	struct frame *out;
};

static void draw_part(struct brush *b, unsigned indent, const char *text, size_t n, bool cut)
{
	struct str line;

	if (b->row == b->end)
		return;
	str_init(&line);
	str_append_format(&line, "%*s", (int)indent, "");
	str_append(&line, text, n);
	if (cut)
		str_append_string(&line, " …");
	compose_row(line.text, b->part, b->theme, b->row++, 0, b->out);
	str_fini(&line);
}

/* Draws a line but for its first `skip` rows, or only counts: `b` is NULL. Returns its rows. */
static unsigned draw_line(const struct trace_text *t, size_t at, unsigned width, unsigned skip,
			  struct brush *b)
{
	unsigned rows = 0;
	size_t n;
	const char *text = shown(t, at, width, &n);

	if (is_left_out(t, at))
		return 0;
	do {
		unsigned indent = rows ? TEXT_INDENT : 0;
		size_t used = compose_line_break(text, n, width - indent);

		if (b && rows >= skip)
			draw_part(b, indent, text, used, used == n && is_cut(t, at));
		text += used;
		n -= used;
		rows++;
	} while (n);
	return rows;
}

unsigned trace_text_rows(const struct trace_text *t, size_t from, size_t to, unsigned width,
			 unsigned most)
{
	unsigned rows = 0;

	while (from < to && rows < most) {
		rows += draw_line(t, from, width, 0, NULL);
		from = trace_text_next(t, from);
	}
	return rows < most ? rows : most;
}

size_t trace_text_tail(const struct trace_text *t, unsigned width, unsigned rows)
{
	size_t at = t->length;
	unsigned used = 0;

	while (at && used < rows) {
		at = trace_text_before(t, at);
		used += draw_line(t, at, width, 0, NULL);
	}
	return at;
}

static bool has(const struct trace_text *t, size_t at, unsigned width, const char *sought)
{
	size_t n;
	const char *text = shown(t, at, width, &n);
	char *line = mem_strndup(text, n);
	bool found = strcasestr(line, sought) != NULL;

	free(line);
	return found;
}

size_t trace_text_find(const struct trace_text *t, size_t from, unsigned width, const char *sought)
{
	size_t at = from;

	while (at < t->length && !has(t, at, width, sought))
		at = trace_text_next(t, at);
	if (at < t->length)
		return at;
	for (at = 0; at < from && at < t->length; at = trace_text_next(t, at)) {
		if (has(t, at, width, sought))
			return at;
	}
	return t->length;
}

void trace_text_draw(const struct trace_text *t, size_t at, bool end, enum theme_part part,
		     const struct theme *theme, unsigned row, unsigned rows, struct frame *out)
{
	struct brush b = { part, theme, row, row + rows, out };
	unsigned width = out->cells.width;
	unsigned all = end ? trace_text_rows(t, at, t->length, width, UINT16_MAX) : 0;
	unsigned skip = all > rows ? all - rows : 0;

	while (at < t->length && b.row < b.end) {
		unsigned used;

		b.part = t->has_mark && at == t->mark ? THEME_HIT : part;
		used = draw_line(t, at, width, skip, &b);

		skip -= used < skip ? used : skip;
		at = trace_text_next(t, at);
	}
	while (b.row < b.end)
		compose_row("", part, theme, b.row++, 0, out);
}
