#include "ui/compose-parts.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ui/theme.h"
#include "base/poison.h"

void compose_clear_row(struct cells *cells, unsigned row, struct cell_style style)
{
	for (unsigned column = 0; column < cells->width; column++)
		cells_text(cells, row, column, 1, " ", 1, style);
}

void compose_too_small(struct cells *cells)
{
	static const char text[] = "20x5 needed";

	if (cells->height)
		cells_text(cells, 0, 0, cells->width, text, sizeof(text) - 1,
			   theme_style(THEME_MESSAGE));
}

size_t compose_line_break(const char *text, size_t n, unsigned width)
{
	size_t at = 0;
	size_t blank = 0;
	size_t used = 0;

	while (at < n) {
		size_t length = utf8_cluster_length(text + at, n - at);

		used += utf8_text_width(text + at, length);
		if (used > width && text[at] == ' ')
			return at + 1;
		if (used > width)
			return blank ? blank : at ? at : length;
		if (text[at] == ' ')
			blank = at + 1;
		at += length;
	}
	return n;
}

unsigned compose_message_rows(const char *text, unsigned width)
{
	unsigned rows = 0;

	while (*text) {
		text += compose_line_break(text, strlen(text), width);
		rows++;
	}
	return rows;
}

void compose_message(struct cells *cells, unsigned top, unsigned bottom, const char *text,
		     struct cell_style style)
{
	for (unsigned row = top; row < bottom; row++) {
		size_t n = compose_line_break(text, strlen(text), cells->width);

		compose_clear_row(cells, row, style);
		cells_text(cells, row, 0, cells->width, text, n, style);
		text += n;
	}
}

static unsigned popup_width(const struct compose_popup_row *rows, size_t count, unsigned max)
{
	size_t width = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = 9 + utf8_text_width(rows[i].text, strlen(rows[i].text)) + 2;

		width = n > width ? n : width;
	}
	return width < max ? (unsigned)width : max;
}

void compose_popup(struct cells *cells, unsigned bottom, const struct compose_popup_row *rows,
		   size_t count)
{
	unsigned width = popup_width(rows, count, cells->width);
	unsigned left = cells->width - width;
	unsigned shown = count < bottom ? (unsigned)count : bottom;
	struct str line;

	for (unsigned i = 0; i < shown; i++) {
		unsigned row = bottom - shown + i;

		str_init(&line);
		str_append_format(&line, " %-7s ", rows[i].key);
		cells_text(cells, row, left, width, line.text, line.length,
			   theme_style(THEME_POPUP_KEY));
		str_clear(&line);
		str_append_format(&line, "%-*s", (int)width, rows[i].text);
		if (width > 9)
			cells_text(cells, row, left + 9, width - 9, line.text, line.length,
				   theme_style(THEME_POPUP));
		str_fini(&line);
	}
}

void compose_pager(struct cells *cells, const struct compose_pager *pager, unsigned rows)
{
	unsigned last = rows - 1;
	struct str foot;

	for (unsigned row = 0; row < last; row++) {
		size_t i = pager->top + row;

		if (i < pager->count)
			cells_text(cells, row, 0, cells->width, pager->lines[i],
				   strlen(pager->lines[i]), theme_style(THEME_TEXT));
	}
	str_init(&foot);
	str_append_format(&foot, " %s  (%s, PgUp/PgDn scroll, %zu lines)", pager->title,
			  pager->keys ? pager->keys : "q closes", pager->count);
	compose_clear_row(cells, last, theme_style(THEME_POPUP));
	cells_text(cells, last, 0, cells->width, foot.text, foot.length, theme_style(THEME_POPUP));
	str_fini(&foot);
}
