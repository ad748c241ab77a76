#include "record/session-picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/palette.h"
#include "term/sgr.h"
#include "base/poison.h"

enum { REDACT_BEFORE = 100 }; /* lines above the screen that a private key may begin in */

/* --- Secrets. */

/* A line of the document as it shows: its text, and the cell that each byte of it stands in. */
struct shown_line {
	struct str text;
	size_t *cell;
	size_t size;
};

static void shown_line_add(struct shown_line *l, uint32_t cp, size_t cell)
{
	size_t from = l->text.length;

	str_append_codepoint(&l->text, cp);
	if (l->size < l->text.length) {
		l->size = 2 * l->text.length;
		l->cell = mem_resize(l->cell, l->size, sizeof(*l->cell));
	}
	for (; from < l->text.length; from++)
		l->cell[from] = cell;
}

static void shown_line_add_row(struct shown_line *l, const struct cells *cells, unsigned row)
{
	for (unsigned column = 0; column < cells->width; column++) {
		const struct cell *c = cells_get(cells, row, column);
		uint32_t base = cluster_base(cells->clusters, c->glyph);

		if (c->width)
			shown_line_add(l, base ? base : ' ', (size_t)row * cells->width + column);
	}
}

/* Covers the cells from `from` up to `to` with as much of the mark as fits. */
static void cover(struct cells *cells, size_t from, size_t to)
{
	const char *mark = REDACT_MARK;
	size_t end = (size_t)cells->width * cells->height;

	if (to + 1 < end && !cells->cell[to + 1].width)
		to++;
	for (size_t i = from; i <= to && i < end; i++) {
		struct cell *c = &cells->cell[i];

		c->glyph = *mark ? (unsigned char)*mark++ : '*';
		c->width = 1;
		c->joined = 0;
	}
}

static void cover_secrets(RedactRules *rules, struct shown_line *l, struct cells *cells)
{
	size_t count, n = l->text.length;
	const struct redact_span *spans;

	while (n && l->text.text[n - 1] == ' ')
		n--;
	spans = redact_rules_find(rules, l->text.text, n, &count);
	for (size_t i = 0; i < count; i++) {
		size_t last = spans[i].start + spans[i].length - 1;

		if (spans[i].length)
			cover(cells, l->cell[spans[i].start], l->cell[last]);
	}
	str_clear(&l->text);
}

/* What stands above may be the beginning of a secret of several lines. */
static void read_above(const Terminal *t, uint64_t top, RedactRules *rules)
{
	uint64_t line = top > REDACT_BEFORE ? top - REDACT_BEFORE : 0;
	struct str text;
	size_t count;

	str_init(&text);
	for (; line < top; line++) {
		if (terminal_line_text(t, line, &text))
			redact_rules_find(rules, text.text, text.length, &count);
	}
	str_fini(&text);
}

static void redact(const Session *s, const struct view_request *request, RedactRules *rules,
		   struct cells *cells)
{
	const Terminal *t = session_terminal(s);
	struct view_row *rows = mem_alloc(cells->height * sizeof(*rows));
	struct shown_line line = { 0 };
	uint64_t number = 0;
	bool open = false;

	redact_rules_restart(rules);
	str_init(&line.text);
	view_rows(t, request, rows);
	for (unsigned y = 0; y < cells->height; y++) {
		if (!rows[y].shown)
			continue;
		if (!open)
			read_above(t, rows[y].line, rules);
		else if (rows[y].line != number)
			cover_secrets(rules, &line, cells);
		number = rows[y].line;
		open = true;
		shown_line_add_row(&line, cells, y);
	}
	cover_secrets(rules, &line, cells);
	str_fini(&line.text);
	free(line.cell);
	free(rows);
}

/* --- The picture. */

static void apply_colours(const Terminal *t, struct cells *cells)
{
	const struct palette *palette = terminal_palette(t);
	bool reversed = terminal_modes(t)->reversed;

	if (!palette && !reversed)
		return;
	for (size_t i = 0; i < (size_t)cells->width * cells->height; i++) {
		struct cell_style *style = &cells->cell[i].style;

		if (palette && !(style->attrs & (CELL_SENT | CELL_NOTICE)))
			*style = palette_apply(palette, style);
		if (reversed)
			style->attrs ^= CELL_REVERSE;
	}
}

static struct view_request request_for(const Session *s, enum view_presentation presentation)
{
	const Terminal *t = session_terminal(s);

	return (struct view_request){
		.presentation = presentation,
		.width = terminal_width(t),
		.height = terminal_height(t),
		.tail = true,
		.wrap = session_wrap(s),
		.exact_cursor = session_mode(s).character,
	};
}

static void render(const Session *s, const struct view_request *request, RedactRules *rules,
		   struct screen_picture *out)
{
	const Terminal *t = session_terminal(s);
	struct view_result result;

	cells_reset(&out->cells, request->width, request->height);
	view_render(t, request, &out->cells, 0, 0, &result);
	if (rules)
		redact(s, request, rules, &out->cells);
	out->cursor_shown = result.cursor_shown && terminal_modes(t)->cursor_visible;
	out->cursor_row = result.cursor_row;
	out->cursor_column = result.cursor_column;
}

void session_picture(const Session *s, RedactRules *rules, struct screen_picture *out)
{
	struct view_request request = request_for(s, session_presentation(s, NULL));

	render(s, &request, rules, out);
	apply_colours(session_terminal(s), &out->cells);
}

/* --- The grid as text. */

static void append_row(const struct cells *cells, unsigned row, struct str *out)
{
	struct cell_style style = { 0 };
	unsigned end = cells->width;
	char text[SGR_DESCRIBED];

	while (end && !cells_get(cells, row, end - 1)->glyph &&
	       style_equal(&cells_get(cells, row, end - 1)->style, &style))
		end--;
	for (unsigned column = 0; column < end; column++) {
		const struct cell *c = cells_get(cells, row, column);
		uint32_t cps[CELL_CLUSTER_MAX];
		size_t count = cluster_expand(cells->clusters, c->glyph, cps);

		if (!c->width)
			continue;
		if (!style_equal(&c->style, &style)) {
			style = c->style;
			str_append_format(out, "\x1b[%sm",
					  sgr_describe(&style, SGR_SEMICOLONS, text));
		}
		for (size_t i = 0; i < count; i++)
			str_append_codepoint(out, cps[i]);
		if (!count)
			str_append(out, "  ", c->width);
	}
	str_append_string(out, "\x1b[0m");
}

void session_picture_screen(const Session *s, RedactRules *rules, struct str *out)
{
	struct view_request request = request_for(s, VIEW_SCREEN);
	const Terminal *t = session_terminal(s);
	struct view_row *rows = mem_alloc(request.height * sizeof(*rows));
	struct screen_picture picture = { .cursor_row = 0 };
	unsigned last = 0;

	cells_init(&picture.cells);
	render(s, &request, rules, &picture);
	view_rows(t, &request, rows);
	if (terminal_modes(t)->alternate)
		str_append_string(out, "\x1b[?1049h\x1b[H");
	for (unsigned y = 0; y < request.height; y++)
		last = rows[y].shown || y <= picture.cursor_row ? y : last;
	for (unsigned y = 0; y <= last; y++) {
		str_append_string(out, y ? "\r\n" : "");
		append_row(&picture.cells, y, out);
	}
	if (last > picture.cursor_row)
		str_append_format(out, "\x1b[%uA", last - picture.cursor_row);
	str_append_string(out, "\r");
	if (picture.cursor_column)
		str_append_format(out, "\x1b[%uC", picture.cursor_column);
	cells_fini(&picture.cells);
	free(rows);
}
