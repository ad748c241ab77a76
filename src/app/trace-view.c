#include "app/trace-view.h"

#include <stdlib.h>

#include "app/trace-text.h"
#include "base/least.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "ui/sought.h"
#include "base/poison.h"

/* Columns in which the title of the strip, and the foot of the page, has room for its keys. */
enum { VIEW_ROOMY = 60, VIEW_PAGE_ROOMY = 76 };

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
	struct sought sought;
	bool found; /* the line at `found_at`, counted so, too */
	uint64_t found_at;
	const char
		*note; /* what the last key came to, if nothing else is to be seen of it; or NULL */
};

/* Where the page stands in the text, and whether that is its end. */
static size_t page_at(struct page *p, const struct trace_text *t, uint64_t first)
{
	size_t tail = trace_text_tail(t, p->width, p->rows);
	size_t at = p->place > first ? (size_t)(p->place - first) : 0;

	p->held = p->held && at < tail;
	return p->held ? at : tail;
}

static void draw_foot(const struct page *p, const struct layer_area *area, struct frame *out)
{
	const char *state = p->held ? "trace, End follows" : "trace, live";
	struct str foot;

	str_init(&foot);
	str_append_format(
		&foot, " q closes%s: %s",
		p->width < VIEW_PAGE_ROOMY ? "" : ", tracing goes on; PgUp/PgDn, / finds, s strip",
		p->note ? p->note : state);
	compose_row(foot.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&foot);
	out->cursor_shown = false;
}

static void compose_page(void *self, struct layer_area *area, struct frame *out)
{
	struct page *p = self;
	struct compose_layout l = pane_layout(p->pane);
	struct trace_text text;
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
	text.has_mark = p->found && p->found_at >= first;
	text.mark = (size_t)(p->found_at - first);
	trace_text_draw(&text, at, !p->held, THEME_TEXT, area->theme, area->top, p->rows, out);
	if (!sought_draw(&p->sought, area, out))
		draw_foot(p, area, out);
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

/* Brings the next line that has it into sight: behind the one found before or the first in sight,
 * or that one itself (`here`). */
static void find(struct page *p, bool here)
{
	uint64_t first;
	struct trace_text t = kept(p->pane, &first);
	size_t at = page_at(p, &t, first);

	if (!p->sought.text) {
		p->note = "/ finds";
		return;
	}
	if (p->found && p->found_at >= first)
		at = (size_t)(p->found_at - first);
	at = trace_text_find(&t, here ? at : trace_text_next(&t, at), p->width, p->sought.text);
	if (at == t.length) {
		p->note = "not found";
		return;
	}
	p->found = p->held = true;
	p->found_at = p->place = first + at;
}

static void toggle_strip(struct page *p)
{
	pane_set_strip(p->pane, !pane_has_strip(p->pane));
	if (!pane_has_strip(p->pane))
		p->note = "the strip is off";
	else if (pane_layout(p->pane).strip_rows)
		p->note = "the strip is on";
	else
		p->note = "no room for a strip";
}

static bool scroll(struct page *p, struct key k)
{
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
	return key_text(k) == ' ';
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
	if (scroll(p, k))
		return true;
	if (key_text(k) == '/')
		sought_ask(&p->sought);
	else if (key_text(k) == 'n')
		find(p, false);
	else if (key_text(k) == 's')
		toggle_strip(p);
	else if (k.sym == KEYSYM_ESCAPE || key_text(k) == 'q')
		layers_remove(p->layers, p);
	else if (key_text(k) || k.sym == KEYSYM_ENTER)
		p->note = "no key of this page";
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

static void close_page(void *self)
{
	struct page *p = self;

	sought_fini(&p->sought);
	free(p);
}

static const struct layer_ops page_layer = {
	.name = "trace",
	.modal = true,
	.key = page_key,
	.mouse = page_mouse,
	.compose = compose_page,
	.close = close_page,
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
