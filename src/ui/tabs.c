#include "ui/tabs.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/poison.h"

enum {
	TABS_LONG = 40, /* cells of name and title together, where there is room */
	TABS_SHORT = 24, /* where there is less */
	TABS_NAME = 10, /* cells of the name alone, where there is none */
	TABS_EDGE = 2, /* cells for `<` and `>` */
};

/* ` 2 name: title +! `, name and title in at most `room` cells. */
static void format_tab(const struct tab *tab, size_t number, size_t room, struct str *out)
{
	struct str label;

	str_init(&label);
	str_append_string(&label, tab->name);
	if (*tab->title && room > TABS_NAME)
		str_append_format(&label, ": %s", tab->title);
	str_append_format(out, " %zu ", number);
	str_append(out, label.text, utf8_fit(label.text, label.length, room));
	str_append_format(out, "%s%s%s%s%s ",
			  tab->output || tab->bell || tab->asks || tab->lost ? " " : "",
			  tab->output ? "+" : "", tab->bell ? "!" : "", tab->asks ? "?" : "",
			  tab->lost ? "x" : "");
	str_fini(&label);
}

static size_t width_of(const struct tab *tab, size_t number, size_t room)
{
	struct str text;
	size_t width;

	str_init(&text);
	format_tab(tab, number, room, &text);
	width = utf8_text_width(text.text, text.length);
	str_fini(&text);
	return width;
}

static size_t total(const struct tab *tabs, size_t count, size_t room)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += width_of(&tabs[i], i + 1, room);
	return sum;
}

/* How many cells a name and title may take, so that all tabs fit if they can. */
static size_t choose_room(const struct tab *tabs, size_t count, size_t width)
{
	static const size_t rooms[] = { TABS_LONG, TABS_SHORT };

	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		if (total(tabs, count, rooms[i]) <= width)
			return rooms[i];
	}
	return TABS_NAME;
}

static size_t find_current(const struct tab *tabs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (tabs[i].current)
			return i;
	}
	return 0;
}

/* The first tab to draw, so that the current one is whole in `width` cells. */
static size_t first_shown(const struct tab *tabs, size_t count, size_t room, size_t width)
{
	size_t first = find_current(tabs, count);
	size_t used = width_of(&tabs[first], first + 1, room);

	while (first > 0) {
		used += width_of(&tabs[first - 1], first, room);
		if (used + TABS_EDGE > width)
			break;
		first--;
	}
	return first;
}

static void draw_edge(struct frame *out, unsigned column, const char *sign,
		      const struct theme *theme)
{
	cells_text(&out->cells, 0, column, 1, sign, 1, theme_style(theme, THEME_TAB));
}

/* Draws one tab from `column` on; returns the column after it, which may lie outside. */
static unsigned draw_tab(const struct tab *tab, size_t number, size_t room, unsigned column,
			 const struct theme *theme, struct frame *out)
{
	unsigned left = out->cells.width - column;
	unsigned width;
	struct str text;

	str_init(&text);
	format_tab(tab, number, room, &text);
	width = (unsigned)utf8_text_width(text.text, text.length);
	cells_text(&out->cells, 0, column, left, text.text, text.length,
		   theme_style(theme, tab->current ? THEME_TAB_CURRENT : THEME_TAB));
	str_fini(&text);
	return column + width;
}

/* The first tab that is drawn, and the cells for a name in each. */
static size_t choose_first(const struct tab *tabs, size_t count, size_t width, size_t *room)
{
	*room = choose_room(tabs, count, width);
	return total(tabs, count, *room) <= width ? 0 : first_shown(tabs, count, *room, width);
}

bool tabs_find(const struct tab *tabs, size_t count, unsigned width, unsigned column, size_t *index)
{
	size_t room;
	size_t i = choose_first(tabs, count, width, &room);
	size_t end = i > 0;

	if (column < end)
		return false;
	for (; i < count && end < width; i++) {
		end += width_of(&tabs[i], i + 1, room);
		*index = i;
		if (column < end)
			return true;
	}
	return false;
}

void tabs_draw(const struct tab *tabs, size_t count, const struct theme *theme, struct frame *out)
{
	unsigned width = out->cells.width;
	size_t room;
	size_t i = choose_first(tabs, count, width, &room);
	unsigned column = i > 0;

	for (unsigned k = 0; k < width; k++)
		draw_edge(out, k, k == 0 && i > 0 ? "<" : " ", theme);
	for (; i < count && column < width; i++)
		column = draw_tab(&tabs[i], i + 1, room, column, theme, out);
	if (i < count || column > width)
		draw_edge(out, width - 1, ">", theme);
}
