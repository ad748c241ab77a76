#include "app/scroll-mode-internal.h"

#include <stdlib.h>

#include "app/mark-list.h"
#include "app/program.h"
#include "base/mem.h"
#include "base/poison.h"

/* --- The search. */

static void on_found(void *user, struct view_anchor place, bool wrapped)
{
	struct scroll_mode *m = user;

	pointer_begin_at(&m->pointer, place);
	if (wrapped)
		app_message(m->app, "the search went round the end of the lines kept");
	display_touch(app_display(m->app));
}

static void on_none(void *user)
{
	const struct scroll_mode *m = user;

	display_touch(app_display(m->app));
}

static const struct finder_events finder_events = { on_found, on_none, on_none };

Finder *scroll_mode_own_finder(struct scroll_mode *m)
{
	if (!m->finder)
		m->finder = finder_new(app_loop(m->app), m->pane, &finder_events, m);
	return m->finder;
}

/* --- The layer. */

static bool on_key(void *self, struct key k)
{
	struct scroll_mode *m = self;

	scroll_keys_act(m, k);
	if (!pane_is_scrolled(m->pane))
		layers_remove(app_layers(m->app), m);
	return true;
}

static void compose_pointer(void *self, struct layer_area *area, struct frame *out)
{
	const struct scroll_mode *m = self;
	unsigned top;
	struct view_request request = pane_view(m->pane, &top);

	pointer_compose(&m->pointer, area, out);
	if (area->floor <= area->top)
		return;
	mark_list_draw_gutter(m->pane, area->theme, top, request.height, out);
	if (m->finder)
		finder_draw_gutter(m->finder, area->theme, top, request.height, out);
}

static void close_mode(void *self)
{
	struct scroll_mode *m = self;

	finder_free(m->finder);
	free(m);
}

/* The wheel scrolls, a drag selects; the rest is for the program's rows. */
static bool on_mouse(void *self, const struct mouse_event *event)
{
	struct scroll_mode *m = self;
	long rows = event->button == MOUSE_WHEEL_UP ? -MOUSE_WHEEL_ROWS : MOUSE_WHEEL_ROWS;

	if (event->kind != MOUSE_WHEEL)
		return drag_mouse(&m->drag, m->app, &m->pointer, event);
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		pane_scroll(m->pane, rows);
	if (!pane_is_scrolled(m->pane))
		layers_remove(app_layers(m->app), m);
	return true;
}

static const struct layer_ops scroll_mode_layer = {
	.name = "scroll mode",
	.modal = true,
	.key = on_key,
	.mouse = on_mouse,
	.compose = compose_pointer,
	.close = close_mode,
};

bool scroll_mode_wants_help(const Layers *l, struct key k)
{
	struct key help;

	return layers_top(l) == &scroll_mode_layer && key_parse(SCROLL_MODE_HELP, &help) &&
	       key_equal(help, k);
}

bool scroll_mode_selection(const Layers *l, const Pane *p, struct selection *out)
{
	const struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);

	return m && pointer_selection(&m->pointer, out);
}

void scroll_mode_follow(const Layers *l, const Pane *p)
{
	struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);
	struct view_request request;
	unsigned top;

	if (!m)
		return;
	request = pane_view(p, &top);
	if (m->pointer.on && (m->width != request.width || m->height != request.height))
		pane_show_place(m->pane, m->pointer.at);
	m->width = request.width;
	m->height = request.height;
}

bool scroll_mode_hint(const Layers *l, const Pane *p, bool narrow, struct str *out)
{
	const struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);

	if (!m)
		return false;
	if (!narrow && m->finder && finder_is_on(m->finder)) {
		finder_status(m->finder, out);
		str_append_string(out, " (n N), ");
	}
	if (m->pointer.selecting)
		str_append_string(out, narrow ? "y copies" : "selecting: y copies, Esc ends");
	else if (m->finder && finder_is_on(m->finder))
		str_append_string(out, "q returns");
	else if (m->pointer.on)
		str_append_string(out, narrow ? "q returns" : "v V ^V select, q returns");
	else
		str_append_string(out, narrow ? "q returns" : "scrolling: q returns");
	return true;
}

static struct scroll_mode *begin(App *app, Pane *p)
{
	struct scroll_mode *m = layers_find_in(app_layers(app), &scroll_mode_layer, p);

	if (m)
		return m;
	m = mem_alloc(sizeof(*m));
	*m = (struct scroll_mode){ .app = app, .pane = p, .pointer.pane = p };
	layers_push(app_layers(app), &scroll_mode_layer, m, p);
	return m;
}

void scroll_mode_begin(App *app, Pane *p)
{
	if (pane_is_scrolled(p))
		begin(app, p);
}

void scroll_mode_point(App *app, Pane *p, const struct view_anchor *place)
{
	struct scroll_mode *m = begin(app, p);

	if (place)
		pointer_begin_at(&m->pointer, *place);
	else
		pointer_begin(&m->pointer);
}

/* --- For a search. */

Finder *scroll_mode_finder(App *app, Pane *p)
{
	return scroll_mode_own_finder(begin(app, p));
}

const struct view_mark *scroll_mode_marks(const Layers *l, const Pane *p, const struct theme *theme,
					  size_t *count)
{
	const struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);
	struct view_anchor from, to;

	*count = 0;
	if (!m || !m->finder || !pane_stretch(p, &from, &to))
		return NULL;
	return finder_marks(m->finder, theme, from, to, count);
}

void scroll_mode_set_direction(App *app, Pane *p, bool newer)
{
	begin(app, p)->newer = newer;
}

struct scroll_state scroll_mode_state(const Layers *l, const Pane *p)
{
	const struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);

	return (struct scroll_state){ .on = m != NULL,
				      .pointing = m && m->pointer.on,
				      .at = m ? m->pointer.at : (struct view_anchor){ 0 },
				      .view = pane_place(p) };
}

void scroll_mode_show(App *app, Pane *p, const struct scroll_state *state)
{
	struct scroll_mode *m = begin(app, p);

	pane_return(p, state->view);
	if (state->pointing)
		m->pointer.at = state->at;
}

void scroll_mode_restore(App *app, Pane *p, const struct scroll_state *state)
{
	struct scroll_mode *m = begin(app, p);

	finder_free(m->finder);
	m->finder = NULL;
	if (!state->pointing)
		pointer_end(&m->pointer);
	scroll_mode_show(app, p, state);
	if (!state->on)
		layers_remove(app_layers(app), m);
}

struct view_anchor scroll_mode_search_origin(App *app, Pane *p, const struct scroll_state *state,
					     bool newer)
{
	struct scroll_mode *m = begin(app, p);
	struct pointer start = m->pointer;

	if (state->pointing)
		return state->at;
	pointer_move_in_view(&start, newer ? 0 : 1);
	return newer ? (struct view_anchor){ start.at.line, 0 } :
		       (struct view_anchor){ start.at.line + 1, 0 };
}
