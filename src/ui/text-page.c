#include "ui/text-page.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "ui/sought.h"
#include "ui/wrapped-text.h"
#include "base/poison.h"

enum { PAGE_ROOMY = 40 }; /* columns in which the foot has room for more than q */

struct page {
	Layers *layers;
	char *title;
	struct wrapped_text text;
	text_page_fill *fill; /* NULL: the text stays as it is */
	void *user;
	bool follows; /* the end of it, while that is in sight */
	struct sought sought;
	const char *note; /* what the last key came to, if nothing is to be seen of it; or NULL */
};

static void refresh(struct page *p, unsigned width)
{
	bool end = p->follows && (!p->text.width || wrapped_text_at_end(&p->text));
	struct str text;

	if (!p->fill)
		return;
	str_init(&text);
	p->fill(p->user, width, &text);
	wrapped_text_set(&p->text, text.text);
	if (end)
		wrapped_text_to_end(&p->text);
	str_fini(&text);
}

static void draw_foot(const struct page *p, const struct layer_area *area, struct frame *out)
{
	struct str foot;

	str_init(&foot);
	if (out->cells.width < PAGE_ROOMY)
		str_append_format(&foot, " q closes: %s", p->note ? p->note : p->title);
	else if (p->note)
		str_append_format(&foot, " %s: %s  (q closes, / finds, n the next)", p->title,
				  p->note);
	else
		str_append_format(&foot, " %s  (q closes, / finds, PgUp/PgDn scroll, %zu line%s)",
				  p->title, p->text.count, p->text.count == 1 ? "" : "s");
	compose_row(foot.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&foot);
}

static void compose_page(void *self, struct layer_area *area, struct frame *out)
{
	struct page *p = self;

	if (area->floor <= area->top)
		return;
	area->bottom = area->floor - 1;
	refresh(p, out->cells.width);
	wrapped_text_draw(&p->text, area, area->bottom - area->top, out);
	if (sought_draw(&p->sought, area, out))
		return;
	draw_foot(p, area, out);
	out->cursor_shown = false;
}

/* --- Finding. */

static void find(struct page *p, bool here)
{
	p->note = NULL;
	if (!p->sought.text)
		p->note = "/ finds";
	else if (!wrapped_text_find(&p->text, p->sought.text, here))
		p->note = "not found";
}

static bool page_key(void *self, struct key k)
{
	struct page *p = self;

	if (p->sought.line) {
		if (sought_key(&p->sought, k))
			find(p, true);
		return true;
	}
	p->note = NULL;
	if (wrapped_text_scroll(&p->text, k))
		return true;
	if (key_text(k) == ' ')
		wrapped_text_page_down(&p->text);
	else if (k.sym == KEYSYM_ESCAPE || key_text(k) == 'q')
		layers_remove(p->layers, p);
	else if (key_text(k) == '/')
		sought_ask(&p->sought, "find: ");
	else if (key_text(k) == 'n')
		find(p, false);
	else if (key_text(k) || k.sym == KEYSYM_ENTER)
		p->note = "no key of this page";
	return true;
}

static bool page_mouse(void *self, const struct mouse_event *m)
{
	struct page *p = self;

	wrapped_text_wheel(&p->text, m);
	return true;
}

static void close_page(void *self)
{
	struct page *p = self;

	wrapped_text_fini(&p->text);
	sought_fini(&p->sought);
	free(p->title);
	free(p);
}

static const struct layer_ops text_page_layer = {
	.name = "text page",
	.modal = true,
	.key = page_key,
	.mouse = page_mouse,
	.compose = compose_page,
	.close = close_page,
};

/* The same, drawn anew each second. */
static const struct layer_ops ticking_page_layer = {
	.name = "text page",
	.modal = true,
	.anew_ms = 1000,
	.key = page_key,
	.mouse = page_mouse,
	.compose = compose_page,
	.close = close_page,
};

static void open_page(Layers *l, const struct layer_ops *ops, struct page page, const char *title,
		      const char *text, const void *pane)
{
	struct page *p = mem_alloc(sizeof(*p));

	*p = page;
	p->layers = l;
	p->title = mem_strdup(title);
	wrapped_text_init(&p->text, text);
	layers_push(l, ops, p, pane);
}

void text_page_open(Layers *l, const char *title, const char *text, const void *pane)
{
	open_page(l, &text_page_layer, (struct page){ .fill = NULL }, title, text, pane);
}

void text_page_open_live(Layers *l, const char *title, text_page_fill *fill, void *user,
			 const void *pane)
{
	open_page(l, &text_page_layer, (struct page){ .fill = fill, .user = user }, title, "",
		  pane);
}

void text_page_open_ticking(Layers *l, const char *title, text_page_fill *fill, void *user,
			    const void *pane)
{
	open_page(l, &ticking_page_layer, (struct page){ .fill = fill, .user = user }, title, "",
		  pane);
}

void text_page_open_tail(Layers *l, const char *title, text_page_fill *fill, void *user,
			 const void *pane)
{
	open_page(l, &text_page_layer, (struct page){ .fill = fill, .user = user, .follows = true },
		  title, "", pane);
}
