#include "ui/popup.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ui/compose.h"
#include "base/poison.h"

enum { POPUP_KEY = 9 }; /* cells for the key, with a blank on both sides */

struct box {
	Layers *layers;
	char *title;
	bool selects;
	size_t selected, top;
	size_t shown; /* rows that moved last time, as last drawn */
	unsigned row, left; /* where the first of them was drawn */
	const struct popup_events *events;
	void *user;
};

/* --- Drawing. */

static size_t row_width(const struct box *b, size_t i)
{
	struct str key, text;
	size_t width;

	str_init(&key);
	str_init(&text);
	b->events->row(b->user, i, &key, &text);
	width = POPUP_KEY + utf8_text_width(text.text, text.length) + 1;
	str_fini(&key);
	str_fini(&text);
	return width;
}

/* What the title of a menu of `count` rows says of Down when not all of it fits. */
static const char *more_text(const struct box *b, size_t count, bool more)
{
	if (!more || b->selects)
		return "";
	return b->top + b->shown + 1 < count ? " (Down: more)" : " (Down: top)";
}

static unsigned box_width(const struct box *b, size_t count, bool more, unsigned most)
{
	size_t width = utf8_text_width(b->title, strlen(b->title)) + 2 +
		       strlen(more_text(b, SIZE_MAX, more));

	for (size_t i = 0; i < count; i++)
		width = row_width(b, i) > width ? row_width(b, i) : width;
	return width < most ? (unsigned)width : most;
}

static void draw_text(const char *text, enum theme_part part, const struct layer_area *area,
		      unsigned row, unsigned column, struct frame *out)
{
	if (column < out->cells.width)
		cells_text(&out->cells, row, column, out->cells.width - column, text, strlen(text),
			   theme_style(area->theme, part));
}

static void draw_row(const struct box *b, size_t i, const struct layer_area *area, unsigned row,
		     unsigned left, struct frame *out)
{
	bool selected = b->selects && i == b->selected;
	enum theme_part part = selected ? THEME_POPUP_SELECTED : THEME_POPUP;
	struct str key, text;

	str_init(&key);
	str_init(&text);
	b->events->row(b->user, i, &key, &text);
	compose_row("", part, area->theme, row, left, out);
	draw_text(key.text, selected ? part : THEME_POPUP_KEY, area, row, left + 1, out);
	draw_text(text.text, part, area, row, left + POPUP_KEY, out);
	str_fini(&key);
	str_fini(&text);
}

static void draw_title(const struct box *b, const char *more, const struct layer_area *area,
		       unsigned row, unsigned left, struct frame *out)
{
	unsigned width = (unsigned)utf8_text_width(b->title, strlen(b->title));

	compose_row("", THEME_POPUP_TITLE, area->theme, row, left, out);
	draw_text(b->title, THEME_POPUP_TITLE, area, row, left + 1, out);
	draw_text(more, THEME_POPUP_TITLE, area, row, left + 1 + width, out);
}

/* Moves the window of `b->shown` rows so that the selected one is in it. */
static void follow_selection(struct box *b, size_t moving)
{
	if (!b->selects)
		return;
	if (b->selected < b->top)
		b->top = b->selected;
	if (b->selected >= b->top + b->shown && b->selected < moving)
		b->top = b->selected + 1 - b->shown;
}

/* What was listed has gone while the box was open; a click anywhere is beside its rows. */
static void compose_empty(struct box *b, struct layer_area *area, struct frame *out)
{
	unsigned left = out->cells.width - box_width(b, 0, false, out->cells.width);

	if (area->bottom - area->top < 2)
		return;
	area->bottom -= 2;
	draw_title(b, "", area, area->bottom, left, out);
	compose_row("", THEME_POPUP, area->theme, area->bottom + 1, left, out);
	draw_text("none is left", THEME_POPUP, area, area->bottom + 1, left + 1, out);
	b->left = out->cells.width;
	b->shown = 0;
	out->cursor_shown = false;
}

/* The title, then as many rows as fit; the last of all is always one of them. */
static void compose_box(void *self, struct layer_area *area, struct frame *out)
{
	struct box *b = self;
	size_t count = b->events->count(b->user);
	size_t room = area->bottom - area->top;
	size_t rows = count + 1 < room ? count + 1 : room;
	bool more = rows < count + 1;
	unsigned left = out->cells.width - box_width(b, count, more, out->cells.width);
	unsigned row;

	if (!count)
		compose_empty(b, area, out);
	if (rows < 2 || !count)
		return;
	b->selected = b->selected < count ? b->selected : count - 1;
	b->shown = rows - 2;
	b->top = b->top + b->shown < count ? b->top : count - 1 - b->shown;
	follow_selection(b, count - 1);
	area->bottom -= (unsigned)rows;
	row = area->bottom;
	draw_title(b, more_text(b, count, more), area, row++, left, out);
	b->row = row;
	b->left = left;
	for (size_t i = 0; i < b->shown; i++)
		draw_row(b, b->top + i, area, row++, left, out);
	draw_row(b, count - 1, area, row, left, out);
	out->cursor_shown = false;
}

/* --- Keys. */

/* Down in a menu: what did not fit, and then from the beginning again. */
static void turn_page(struct box *b)
{
	size_t count = b->events->count(b->user);
	size_t moving = count ? count - 1 : 0;

	if (b->shown >= moving)
		return;
	b->top = b->top + b->shown >= moving ? 0 : b->top + b->shown;
}

static bool move(struct box *b, struct key k)
{
	size_t count = b->events->count(b->user);
	size_t last = count ? count - 1 : 0;

	if (k.mods)
		return false;
	if (!b->selects) {
		if (k.sym != KEYSYM_DOWN && k.sym != KEYSYM_PAGE_DOWN)
			return false;
		turn_page(b);
		return true;
	}
	switch (k.sym) {
	case KEYSYM_UP: b->selected = b->selected ? b->selected - 1 : last; return true;
	case KEYSYM_DOWN: b->selected = b->selected + 1 < count ? b->selected + 1 : 0; return true;
	case KEYSYM_HOME: b->selected = 0; return true;
	case KEYSYM_END: b->selected = last; return true;
	default: return false;
	}
}

static bool box_key(void *self, struct key k)
{
	struct box *b = self;

	if (!move(b, k) && b->events->key(b->user, b->selected, k))
		layers_remove(b->layers, b);
	return true;
}

/* --- The mouse. */

/* The row under the mouse; false if there is none. */
static bool find_row(const struct box *b, const struct mouse_event *m, size_t *i)
{
	size_t at = m->row - b->row;

	if (m->row < b->row || m->column < b->left || at > b->shown)
		return false;
	*i = at < b->shown ? b->top + at : b->events->count(b->user) - 1;
	return true;
}

/* The key that the row `i` stands for. */
static bool row_means(const struct box *b, size_t i, struct key *k)
{
	struct str key, text;
	bool means;

	*k = (struct key){ .sym = KEYSYM_ENTER };
	if (b->selects)
		return true;
	str_init(&key);
	str_init(&text);
	b->events->row(b->user, i, &key, &text);
	means = key_parse(key.text, k);
	str_fini(&key);
	str_fini(&text);
	return means;
}

/* A click on a row is its key, one beside the box is Esc; the wheel moves. */
static bool box_mouse(void *self, const struct mouse_event *m)
{
	struct box *b = self;
	struct key k = { .sym = KEYSYM_ESCAPE };
	size_t i = b->selected;

	if (m->kind == MOUSE_WHEEL) {
		k.sym = m->button == MOUSE_WHEEL_UP ? KEYSYM_UP : KEYSYM_DOWN;
		move(b, k);
		return true;
	}
	if (m->kind != MOUSE_PRESS || m->button != MOUSE_LEFT)
		return true;
	if (find_row(b, m, &i) && !row_means(b, i, &k))
		return true;
	b->selected = i;
	return box_key(b, k);
}

static void close_box(void *self)
{
	struct box *b = self;

	if (b->events->closed)
		b->events->closed(b->user);
	free(b->title);
	free(b);
}

static const struct layer_ops popup_layer = {
	.name = "popup",
	.modal = true,
	.key = box_key,
	.mouse = box_mouse,
	.compose = compose_box,
	.close = close_box,
};

const void *popup_open(Layers *l, const struct popup *what, const void *pane)
{
	struct box *b = mem_alloc(sizeof(*b));
	struct str title;

	str_init(&title);
	str_append_string(&title, what->title);
	if (what->keys)
		str_append_format(&title, " (%s)", what->keys);
	*b = (struct box){ .layers = l,
			   .title = str_take(&title),
			   .selects = what->selects,
			   .selected = what->selected,
			   .events = what->events,
			   .user = what->user };
	layers_push(l, &popup_layer, b, pane);
	return b;
}
