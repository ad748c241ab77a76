#include "app/drag.h"

#include <stdlib.h>

#include "app/program.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/poison.h"

enum { CLICK_MS = 400 }; /* from one click to the next of a double click, at most */

static unsigned count_clicks(struct clicks *c, const struct mouse_event *m)
{
	int64_t now = clock_mono_ms();
	bool again = c->count && c->count < 3 && now - c->at <= CLICK_MS && m->row == c->row &&
		     m->column == c->column;

	*c = (struct clicks){ now, m->row, m->column, again ? c->count + 1 : 1 };
	return c->count;
}

/* Whether the event lies over the text that the cursor can go to. */
static bool is_over(const Pane *pane, const struct mouse_event *m)
{
	struct compose_layout l = pane_layout(pane);

	return m->row >= l.shown_row && m->row < l.shown_end;
}

static void press(struct drag *d, App *app, struct pointer *p, const struct mouse_event *m)
{
	const Terminal *t = session_terminal(pane_session(p->pane));

	pointer_deselect(p);
	pointer_begin_at_cell(p, m->row, m->column);
	d->on = true;
	d->clicks = count_clicks(app_clicks(app), m);
	d->block = m->mods & KEYMOD_ALT;
	d->first = (struct selection){ SELECT_CHARACTERS, p->at, p->at };
	if (d->clicks == 2)
		d->first = select_word(t, p->at);
	else if (d->clicks == 3)
		d->first.kind = SELECT_LINES;
	if (d->clicks > 1)
		pointer_set(p, d->first);
}

static void move(struct drag *d, struct pointer *p, const struct mouse_event *m)
{
	const Terminal *t = session_terminal(pane_session(p->pane));
	struct selection s = d->first;

	pointer_move_to_cell(p, m->row, m->column);
	s.end = p->at;
	if (d->clicks == 1 && d->block)
		s.kind = SELECT_BLOCK;
	/* Whole words, the first one too, whichever way the drag goes. */
	if (d->clicks == 2 && view_is_before(p->at, d->first.begin)) {
		s.begin = d->first.end;
		s.end = select_word(t, p->at).begin;
	} else if (d->clicks == 2) {
		s.end = select_word(t, p->at).end;
	}
	if (p->selecting || s.end.line != s.begin.line || s.end.offset != s.begin.offset)
		pointer_set(p, s);
}

bool drag_mouse(struct drag *d, App *app, struct pointer *p, const struct mouse_event *m)
{
	if (m->kind == MOUSE_PRESS && m->button == MOUSE_LEFT && is_over(p->pane, m)) {
		press(d, app, p, m);
		return true;
	}
	if (!d->on || (m->kind != MOUSE_MOVE && m->kind != MOUSE_RELEASE))
		return false;
	if (m->kind == MOUSE_MOVE) {
		move(d, p, m);
		return true;
	}
	d->on = false;
	pointer_copy(p, app);
	return true;
}

/* --- The layer. */

struct drag_layer {
	App *app;
	Pane *pane;
	struct pointer pointer;
	struct drag drag;
};

static void end(struct drag_layer *l)
{
	pointer_end(&l->pointer);
	layers_remove(app_layers(l->app), l);
}

/* Esc does nothing but end it. */
static bool on_key(void *self, struct key k)
{
	end(self);
	return k.sym == KEYSYM_ESCAPE;
}

static bool on_bytes(void *self, const char *bytes, size_t n)
{
	(void)bytes;
	(void)n;
	end(self);
	return false;
}

/* A click that selects nothing leaves everything as it was; the wheel in a drag scrolls. */
static bool on_mouse(void *self, const struct mouse_event *m)
{
	struct drag_layer *l = self;
	bool taken = true;

	if (m->kind == MOUSE_WHEEL && l->drag.on)
		pane_scroll(l->pane,
			    m->button == MOUSE_WHEEL_UP ? -MOUSE_WHEEL_ROWS : MOUSE_WHEEL_ROWS);
	else
		taken = drag_mouse(&l->drag, l->app, &l->pointer, m);
	if (!taken && m->kind == MOUSE_MOVE)
		return true;
	if (!taken || (!l->drag.on && !l->pointer.selecting))
		end(l);
	return taken;
}

static void compose_selection(void *self, struct layer_area *area, struct frame *out)
{
	const struct drag_layer *l = self;
	bool shown = out->cursor_shown;
	unsigned row = out->cursor_row, column = out->cursor_column;

	pointer_compose(&l->pointer, area, out);
	out->cursor_shown = shown;
	out->cursor_row = row;
	out->cursor_column = column;
}

static const struct layer_ops drag_ops = {
	.name = "drag",
	.key = on_key,
	.unknown = on_bytes,
	.paste = on_bytes,
	.mouse = on_mouse,
	.compose = compose_selection,
	.close = free,
};

bool drag_begin(App *app, Pane *pane, const struct mouse_event *m)
{
	struct drag_layer *l;

	if (m->kind != MOUSE_PRESS || m->button != MOUSE_LEFT || !is_over(pane, m))
		return false;
	l = mem_alloc(sizeof(*l));
	*l = (struct drag_layer){ .app = app, .pane = pane, .pointer.pane = pane };
	layers_push(app_layers(app), &drag_ops, l, pane);
	drag_mouse(&l->drag, app, &l->pointer, m);
	return true;
}
