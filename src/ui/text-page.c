#include "ui/text-page.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "base/poison.h"

struct page {
	Layers *layers;
	char *title, *text, *keys;
	void (*on_key)(void *user, struct key k);
	void (*closed)(void *user);
	void *user;
	char **lines; /* the text's lines, wrapped at `width` */
	size_t count, top;
	unsigned width, rows; /* as last drawn */
};

/* --- Lines. */

static void free_lines(struct page *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->lines[i]);
	free(p->lines);
	p->lines = NULL;
	p->count = 0;
}

/* Adds one line of the text, wrapped; what is continued is set in as far as its beginning was. */
static void wrap_line(struct page *p, const char *text, size_t n)
{
	unsigned indent = (unsigned)strspn(text, " ");
	bool first = true;

	indent = indent + 2 < p->width / 2 ? indent + 2 : 0;
	do {
		unsigned room = first ? p->width : p->width - indent;
		size_t used = compose_line_break(text, n, room);
		struct str line;

		str_init(&line);
		if (!first)
			str_append_format(&line, "%*s", (int)indent, "");
		str_append(&line, text, used);
		p->lines = mem_resize(p->lines, p->count + 1, sizeof(*p->lines));
		p->lines[p->count++] = str_take(&line);
		text += used;
		n -= used;
		first = false;
	} while (n);
}

static void wrap(struct page *p, unsigned width)
{
	const char *text = p->text;

	if (width == p->width)
		return;
	free_lines(p);
	p->width = width;
	while (*text) {
		size_t n = strcspn(text, "\n");

		wrap_line(p, text, n);
		text += n + (text[n] == '\n');
	}
}

/* The last first line: from there the end is shown. */
static size_t last_top(const struct page *p)
{
	return p->count > p->rows ? p->count - p->rows : 0;
}

/* --- The layer. */

static void compose_page(void *self, struct layer_area *area, struct frame *out)
{
	struct page *p = self;
	struct str foot;

	if (area->floor <= area->top)
		return;
	wrap(p, out->cells.width);
	area->bottom = area->floor - 1;
	p->rows = area->bottom - area->top;
	p->top = p->top < last_top(p) ? p->top : last_top(p);
	for (unsigned i = 0; i < p->rows; i++)
		compose_row(p->top + i < p->count ? p->lines[p->top + i] : "", THEME_TEXT,
			    area->theme, area->top + i, 0, out);
	str_init(&foot);
	str_append_format(&foot, " %s  (%s, PgUp/PgDn scroll, %zu lines)", p->title,
			  p->keys ? p->keys : "q closes", p->count);
	compose_row(foot.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&foot);
	out->cursor_shown = false;
}

static bool scroll(struct page *p, struct key k)
{
	size_t page = p->rows > 1 ? p->rows - 1 : 1;
	bool back = k.sym == KEYSYM_UP || k.sym == KEYSYM_PAGE_UP;
	bool whole = k.sym == KEYSYM_PAGE_UP || k.sym == KEYSYM_PAGE_DOWN || key_text(k) == ' ';
	size_t step = whole ? page : 1;

	if (back)
		p->top = p->top > step ? p->top - step : 0;
	else if (whole || k.sym == KEYSYM_DOWN)
		p->top = p->top + step < last_top(p) ? p->top + step : last_top(p);
	else if (k.sym == KEYSYM_HOME)
		p->top = 0;
	else if (k.sym == KEYSYM_END)
		p->top = last_top(p);
	else
		return false;
	return true;
}

static bool page_key(void *self, struct key k)
{
	struct page *p = self;

	if (scroll(p, k))
		return true;
	if (p->on_key)
		p->on_key(p->user, k);
	else if (k.sym == KEYSYM_ESCAPE || key_text(k) == 'q')
		layers_remove(p->layers, p);
	return true;
}

static void close_page(void *self)
{
	struct page *p = self;

	if (p->closed)
		p->closed(p->user);
	free_lines(p);
	free(p->title);
	free(p->text);
	free(p->keys);
	free(p);
}

const struct layer_ops text_page_layer = {
	.name = "text page",
	.modal = true,
	.key = page_key,
	.compose = compose_page,
	.close = close_page,
};

const void *text_page_open(Layers *l, const struct text_page *what, const void *pane)
{
	struct page *p = mem_alloc(sizeof(*p));

	p->layers = l;
	p->title = mem_strdup(what->title);
	p->text = mem_strdup(what->text);
	p->keys = what->keys ? mem_strdup(what->keys) : NULL;
	p->on_key = what->key;
	p->closed = what->closed;
	p->user = what->user;
	layers_push(l, &text_page_layer, p, pane);
	return p;
}
