#include "app/flow-view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "base/str.h"
#include "config/paths.h"
#include "ui/compose.h"
#include "ui/sought.h"
#include "base/poison.h"

/* Columns in which the title of the strip, and the foot of the page, has room for its keys. */
enum { VIEW_ROOMY = 60, VIEW_PAGE_ROOMY = 76 };

/* --- The strip. */

void flow_view_draw_strip(const Pane *p, const struct flow_source *source,
			  const struct theme *theme, struct frame *out)
{
	struct compose_layout l = pane_layout(p);
	struct flow_text text;
	struct str title;
	uint64_t first;
	unsigned rows;

	if (!l.strip_rows || pane_strip(p) != source->strip)
		return;
	rows = l.strip_rows - 1;
	text = source->text(p, true, &first);
	flow_text_draw(&text, flow_text_tail(&text, out->cells.width, rows), true,
		       source->strip_part, theme, l.strip_row, rows, out);
	str_init(&title);
	str_append_char(&title, ' ');
	source->name(p, &title);
	if (out->cells.width >= VIEW_ROOMY)
		str_append_string(&title, source->strip_keys);
	compose_row(title.text, THEME_POPUP_TITLE, theme, l.strip_row + rows, 0, out);
	str_fini(&title);
}

/* --- The page. */

struct FlowPage {
	const struct flow_source *source;
	Layers *layers;
	Pane *pane;
	bool held; /* at `place`; otherwise the newest line is followed */
	uint64_t place; /* of the first byte shown, counted as the source does */
	unsigned width, rows; /* as last drawn */
	struct sought sought, file;
	bool found; /* the line at `found_at`, counted so, too */
	uint64_t found_at;
	uint64_t number; /* the source's */
	struct str note; /* what the last key came to, if nothing else is to be seen of it */
};

static struct flow_text text_of(const FlowPage *p, uint64_t *first)
{
	struct flow_text t = p->source->text(p->pane, false, first);
	uint64_t chosen;

	t.has_mark = p->found && p->found_at >= *first;
	t.mark = (size_t)(p->found_at - *first);
	if (p->source->chosen && p->source->chosen(p, &chosen) && chosen >= *first) {
		t.has_cursor = true;
		t.cursor = (size_t)(chosen - *first);
	}
	return t;
}

/* Where the page stands in the text, and whether that is its end. */
static size_t page_at(FlowPage *p, const struct flow_text *t, uint64_t first)
{
	size_t tail = flow_text_tail(t, p->width, p->rows);
	size_t at = p->place > first ? (size_t)(p->place - first) : 0;

	at = flow_text_shown(t, at < t->length ? at : t->length);
	p->held = p->held && at < tail;
	return p->held ? at : tail;
}

static void draw_foot(const FlowPage *p, const struct layer_area *area, struct frame *out)
{
	struct str foot;

	str_init(&foot);
	str_append_format(&foot,
			  " q closes%s: ", p->width < VIEW_PAGE_ROOMY ? "" : p->source->keys);
	if (p->note.length) {
		str_append(&foot, p->note.text, p->note.length);
	} else {
		p->source->name(p->pane, &foot);
		str_append_string(&foot, p->held ? ", End follows" : ", live");
	}
	compose_row(foot.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&foot);
	out->cursor_shown = false;
}

static void compose_page(void *self, struct layer_area *area, struct frame *out)
{
	FlowPage *p = self;
	struct compose_layout l = pane_layout(p->pane);
	struct flow_text text;
	uint64_t first;
	size_t at;

	if (area->floor <= area->top)
		return;
	/* It has the place of the strip, too. */
	area->top -= least(area->top, l.strip_rows);
	area->bottom = area->floor - 1;
	p->width = out->cells.width;
	p->rows = area->bottom - area->top;
	text = text_of(p, &first);
	at = page_at(p, &text, first);
	flow_text_draw(&text, at, !p->held, THEME_TEXT, area->theme, area->top, p->rows, out);
	if (!sought_draw(&p->sought, area, out) && !sought_draw(&p->file, area, out))
		draw_foot(p, area, out);
}

static void back(FlowPage *p, unsigned rows)
{
	uint64_t first;
	struct flow_text t = text_of(p, &first);
	size_t at = page_at(p, &t, first), from = at;

	while (from && flow_text_rows(&t, from, at, p->width, rows) < rows)
		from = flow_text_before(&t, from);
	p->held = true;
	p->place = first + from;
}

static void forward(FlowPage *p, unsigned rows)
{
	uint64_t first;
	struct flow_text t = text_of(p, &first);
	size_t at = page_at(p, &t, first), to = at;

	while (to < t.length && flow_text_rows(&t, at, to, p->width, rows) < rows)
		to = flow_text_next(&t, to);
	p->place = first + to;
}

/* --- Its keys. */

void flow_page_note(FlowPage *p, const char *note)
{
	str_clear(&p->note);
	str_append_string(&p->note, note);
}

/* Brings the next line that has it into sight: behind the one found before or the first in sight,
 * or that one itself (`here`). */
static void find(FlowPage *p, bool here)
{
	uint64_t first;
	struct flow_text t = text_of(p, &first);
	size_t at = page_at(p, &t, first);

	if (!p->sought.text) {
		flow_page_note(p, "/ finds");
		return;
	}
	if (p->found && p->found_at >= first)
		at = (size_t)(p->found_at - first);
	at = flow_text_find(&t, at, here, p->width, p->sought.text);
	if (at == t.length) {
		flow_page_note(p, "not found");
		return;
	}
	p->found = p->held = true;
	p->found_at = p->place = first + at;
	if (p->source->reveal)
		p->source->reveal(p->pane, p->found_at);
}

/* Writes what shows to a new file. */
static void save(FlowPage *p)
{
	uint64_t first;
	struct flow_text t = text_of(p, &first);
	char *path = paths_expand(p->file.text);
	struct str text;

	str_init(&text);
	flow_text_write(&t, &text);
	str_clear(&p->note);
	if (access(path, F_OK) == 0)
		str_append_format(&p->note, "%s is there already", p->file.text);
	else if (private_file_put(path, text.text ? text.text : "", text.length))
		str_append_format(&p->note, "written to %s", p->file.text);
	else
		str_append_format(&p->note, "cannot write %s: %s", p->file.text, strerror(errno));
	str_fini(&text);
	free(path);
}

static void toggle_strip(FlowPage *p)
{
	bool on = pane_strip(p->pane) != p->source->strip;

	pane_set_strip(p->pane, on ? p->source->strip : PANE_STRIP_NONE);
	if (!on)
		flow_page_note(p, "the strip is off");
	else if (pane_layout(p->pane).strip_rows)
		flow_page_note(p, "the strip is on");
	else
		flow_page_note(p, "no room for a strip");
}

static bool scroll(FlowPage *p, struct key k)
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

/* A key of what is typed at the foot. */
static bool typed_key(FlowPage *p, struct key k)
{
	if (p->sought.line) {
		if (sought_key(&p->sought, k))
			find(p, true);
	} else if (p->file.line) {
		if (sought_key(&p->file, k))
			save(p);
	} else {
		return false;
	}
	return true;
}

static bool page_key(void *self, struct key k)
{
	FlowPage *p = self;

	str_clear(&p->note);
	if (typed_key(p, k) || scroll(p, k))
		return true;
	if (key_text(k) == '/')
		sought_ask(&p->sought, "find: ");
	else if (key_text(k) == 'n')
		find(p, false);
	else if (key_text(k) == 's')
		toggle_strip(p);
	else if (key_text(k) == 'w')
		sought_ask(&p->file, "write to: ");
	else if (k.sym == KEYSYM_ESCAPE || key_text(k) == 'q')
		layers_remove(p->layers, p);
	else if (p->source->key && p->source->key(p, k))
		return true;
	else if (key_text(k) || k.sym == KEYSYM_ENTER)
		flow_page_note(p, "no key of this page");
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
	FlowPage *p = self;

	sought_fini(&p->sought);
	sought_fini(&p->file);
	str_fini(&p->note);
	free(p);
}

static const struct layer_ops page_layer = {
	.name = "flow",
	.modal = true,
	.key = page_key,
	.mouse = page_mouse,
	.compose = compose_page,
	.close = close_page,
};

void flow_view_open(Layers *l, Pane *pane, const struct flow_source *source)
{
	FlowPage *p = layers_find_in(l, &page_layer, pane);

	if (p && p->source == source)
		return;
	layers_remove(l, p);
	p = mem_alloc(sizeof(*p));
	p->source = source;
	p->layers = l;
	p->pane = pane;
	str_init(&p->note);
	layers_push(l, &page_layer, p, pane);
}

void flow_view_close(Layers *l, const Pane *pane, const struct flow_source *source)
{
	FlowPage *p = layers_find_in(l, &page_layer, pane);

	if (p && p->source == source)
		layers_remove(l, p);
}

Pane *flow_page_pane(const FlowPage *p)
{
	return p->pane;
}

uint64_t flow_page_number(const FlowPage *p)
{
	return p->number;
}

void flow_page_set_number(FlowPage *p, uint64_t number)
{
	p->number = number;
}

void flow_page_sight(FlowPage *p, uint64_t *start, uint64_t *end)
{
	uint64_t first;
	struct flow_text t = text_of(p, &first);
	size_t at = page_at(p, &t, first);
	unsigned rows = 0;

	*start = first + at;
	while (at < t.length && rows < p->rows) {
		size_t next = flow_text_next(&t, at);

		rows += flow_text_rows(&t, at, next, p->width, p->rows);
		at = next;
	}
	*end = first + at;
}

void flow_page_go(FlowPage *p, uint64_t place)
{
	p->held = true;
	p->place = place;
}
