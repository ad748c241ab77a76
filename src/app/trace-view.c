#include "app/trace-view.h"

#include <stdlib.h>

#include "app/trace-text.h"
#include "base/least.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "base/poison.h"

enum { VIEW_ROOMY = 60 }; /* columns in which a title has room for its keys */

/* The kept lines of a pane's trace; none if it isn't kept any more. */
static struct trace_text kept(const Pane *p, uint64_t *first)
{
	const Trace *trace = link_traced(pane_link(p));
	struct trace_text t = { .bytes = "" };

	*first = 0;
	if (trace)
		t.bytes = trace_text(trace, &t.length, first);
	return t;
}

/* --- The strip. */

void trace_view_draw_strip(const Pane *p, const struct theme *theme, struct frame *out)
{
	struct compose_layout l = pane_layout(p);
	struct trace_text text;
	uint64_t first;
	unsigned rows;

	if (!l.strip_rows)
		return;
	rows = l.strip_rows - 1;
	text = kept(p, &first);
	text.brief = true;
	trace_text_draw(&text, trace_text_tail(&text, out->cells.width, rows), true, THEME_POPUP,
			theme, l.strip_row, rows, out);
	compose_row(
		out->cells.width < VIEW_ROOMY ?
			" trace" :
			" trace  (w in the menu shows all of it; c there, then trace off, ends it)",
		THEME_POPUP_TITLE, theme, l.strip_row + rows, 0, out);
}

/* --- The page. */

struct page {
	Layers *layers;
	Pane *pane;
	bool held; /* at `place`; otherwise the newest line is followed */
	uint64_t place; /* of the first byte shown, counted as trace_text does */
	unsigned width, rows; /* as last drawn */
};

/* Where the page stands in the text, and whether that is its end. */
static size_t page_at(struct page *p, const struct trace_text *t, uint64_t first)
{
	size_t tail = trace_text_tail(t, p->width, p->rows);
	size_t at = p->place > first ? (size_t)(p->place - first) : 0;

	p->held = p->held && at < tail;
	return p->held ? at : tail;
}

static void compose_page(void *self, struct layer_area *area, struct frame *out)
{
	struct page *p = self;
	struct compose_layout l = pane_layout(p->pane);
	struct trace_text text;
	struct str foot;
	uint64_t first;
	size_t at;

	if (area->floor <= area->top)
		return;
	/* It has the place of the strip, too. */
	area->top -= least(area->top, l.strip_rows);
	area->bottom = area->floor - 1;
	p->width = out->cells.width;
	p->rows = area->bottom - area->top;
	text = kept(p->pane, &first);
	at = page_at(p, &text, first);
	trace_text_draw(&text, at, !p->held, THEME_TEXT, area->theme, area->top, p->rows, out);
	str_init(&foot);
	str_append_format(&foot, " q closes%s: %s",
			  p->width < VIEW_ROOMY ? "" :
						  ", tracing goes on; PgUp/PgDn scroll, s strip",
			  p->held ? "trace, End follows" : "trace, live");
	compose_row(foot.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&foot);
	out->cursor_shown = false;
}

static void back(struct page *p, unsigned rows)
{
	uint64_t first;
	struct trace_text t = kept(p->pane, &first);
	size_t at = page_at(p, &t, first), from = at;

	while (from && trace_text_rows(&t, from, at, p->width, rows) < rows)
		from = trace_text_before(&t, from);
	p->held = true;
	p->place = first + from;
}

static void forward(struct page *p, unsigned rows)
{
	uint64_t first;
	struct trace_text t = kept(p->pane, &first);
	size_t at = page_at(p, &t, first), to = at;

	while (to < t.length && trace_text_rows(&t, at, to, p->width, rows) < rows)
		to = trace_text_next(&t, to);
	p->place = first + to;
}

static bool page_key(void *self, struct key k)
{
	struct page *p = self;
	unsigned page = p->rows > 1 ? p->rows - 1 : 1;

	switch (k.sym) {
	case KEYSYM_UP: back(p, 1); return true;
	case KEYSYM_DOWN: forward(p, 1); return true;
	case KEYSYM_PAGE_UP: back(p, page); return true;
	case KEYSYM_PAGE_DOWN: forward(p, page); return true;
	case KEYSYM_HOME:
		p->held = true;
		p->place = 0;
		return true;
	case KEYSYM_END: p->held = false; return true;
	default: break;
	}
	if (key_text(k) == ' ')
		forward(p, page);
	else if (key_text(k) == 's')
		pane_set_strip(p->pane, !pane_has_strip(p->pane));
	else if (k.sym == KEYSYM_ESCAPE || key_text(k) == 'q')
		layers_remove(p->layers, p);
	return true;
}

static bool page_mouse(void *self, const struct mouse_event *m)
{
	if (m->button == MOUSE_WHEEL_UP)
		back(self, MOUSE_WHEEL_ROWS);
	else if (m->button == MOUSE_WHEEL_DOWN)
		forward(self, MOUSE_WHEEL_ROWS);
	return true;
}

static const struct layer_ops page_layer = {
	.name = "trace",
	.modal = true,
	.key = page_key,
	.mouse = page_mouse,
	.compose = compose_page,
	.close = free,
};

void trace_view_open_page(Layers *l, Pane *pane)
{
	struct page *p;

	if (layers_find_in(l, &page_layer, pane))
		return;
	p = mem_alloc(sizeof(*p));
	p->layers = l;
	p->pane = pane;
	layers_push(l, &page_layer, p, pane);
}

void trace_view_close_page(Layers *l, const Pane *p)
{
	layers_remove(l, layers_find_in(l, &page_layer, p));
}
