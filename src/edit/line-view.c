#include "edit/line-private.h"

#include "base/deceptive.h"
#include "base/utf8.h"
#include "base/poison.h"

/* Appends a cluster that holds bytes which are no character; returns its cells. */
static size_t show_bytes(const char *s, size_t n, struct str *out)
{
	size_t cells = 0;

	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(s + i, n - i, &cp);

		if (used > 1 || cp != UTF8_REPLACEMENT) {
			str_append(out, s + i, used);
			cells += (size_t)utf8_width(cp);
			i += used;
			continue;
		}
		str_append_format(out, "<%02x>", (unsigned)(unsigned char)s[i++]);
		cells += 4;
	}
	return cells;
}

/* Appends one control character as it is shown; returns its cells. */
static size_t show_control(uint32_t cp, struct str *out)
{
	char name[DECEPTIVE_NAME_MAX];
	size_t n;

	if (cp == '\n') {
		str_append_string(out, "\xe2\x90\x8a"); /* ␊ */
		return 1;
	}
	n = deceptive_name(cp, name);
	str_append(out, name, n);
	return n;
}

/* Appends a cluster as it is shown; returns its cells (≥ 1, so that the cursor can stand on it). */
static size_t show_cluster(const char *s, size_t n, struct str *out)
{
	size_t cells = 0;
	uint32_t cp;

	if (!utf8_valid(s, n))
		return show_bytes(s, n, out);
	utf8_decode(s, n, &cp);
	if (!(deceptive_class(cp) & DECEPTIVE_CONTROLS)) {
		cells = utf8_text_width(s, n);
		if (!cells)
			str_append_string(out, "\xe2\x97\x8c"); /* ◌: something to stand on */
		str_append(out, s, n);
		return cells ? cells : 1;
	}
	for (size_t i = 0; i < n;) {
		i += utf8_decode(s + i, n - i, &cp);
		cells += show_control(cp, out);
	}
	return cells;
}

/* One cluster at `at` into the emptied `cell`: its length in bytes, its cells. */
static size_t next_cluster(const Line *l, size_t at, bool dots, struct str *cell, size_t *cells)
{
	const struct str *s = &l->draft.text;
	size_t n = utf8_cluster_length(s->text + at, s->length - at);

	str_clear(cell);
	if (dots)
		str_append_string(cell, "\xe2\x80\xa2"); /* • */
	*cells = dots ? 1 : show_cluster(s->text + at, n, cell);
	return n;
}

/* The column of the cursor in the whole text, and the cells of what it stands on. */
static size_t cursor_column(const Line *l, bool dots, struct str *cell, size_t *under)
{
	size_t column = 0;

	for (size_t at = 0; at < l->draft.cursor;) {
		size_t cells;

		at += next_cluster(l, at, dots, cell, &cells);
		column += cells;
	}
	*under = 1;
	if (l->draft.cursor < l->draft.text.length)
		next_cluster(l, l->draft.cursor, dots, cell, under);
	return column;
}

/*
 * The first column to show, from the cursor alone: the text moves by half a window when the
 * cursor leaves it, so that it doesn't move with every key.
 */
static size_t first_column(size_t column, size_t under, size_t width)
{
	size_t last = column + under - 1;
	size_t step = width > 1 ? width / 2 : 1;
	size_t first = last < width ? 0 : ((last - width) / step + 1) * step;

	return first < column ? first : column;
}

unsigned line_view(const Line *l, unsigned width, bool reveal, struct str *out)
{
	bool dots = l->masked && !reveal;
	size_t column = 0, start = 0, under, cells;
	size_t cursor, first;
	struct str cell;

	if (!width)
		return 0;
	str_init_secret(&cell);
	cursor = cursor_column(l, dots, &cell, &under);
	first = first_column(cursor, under, width);
	for (size_t at = 0; at < l->draft.text.length; column += cells) {
		at += next_cluster(l, at, dots, &cell, &cells);
		if (column < first) {
			start = column + cells;
			continue;
		}
		if (column + cells - start > width)
			break;
		str_append(out, cell.text, cell.length);
	}
	line_wipe(&cell);
	return (unsigned)(cursor - start);
}
