#include "app/scroll-mode.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

struct scroll_mode {
	Display *display;
	Pane *pane;
};

/*
 * Who types something wants the peer to have it, or to search: the way back is said, and nothing of
 * it is sent, also not what follows a q in it.
 */
static void explain(const struct scroll_mode *m, uint32_t typed)
{
	bool search = typed == '/' || typed == '?';

	display_say(m->display, m->pane, MESSAGE_INFO,
		    search ? "search is not built in yet; Esc or End returns to the session" :
			     "the keys scroll now: q, Esc or End returns to the session");
	(search ? typed_rest_keep_words : typed_rest_keep)(display_layers(m->display));
}

static void move(const struct scroll_mode *m, struct key k)
{
	switch (k.sym) {
	case KEYSYM_UP: pane_scroll(m->pane, -1); return;
	case KEYSYM_DOWN: pane_scroll(m->pane, 1); return;
	case KEYSYM_PAGE_UP: pane_scroll_pages(m->pane, -1); return;
	case KEYSYM_PAGE_DOWN: pane_scroll_pages(m->pane, 1); return;
	case KEYSYM_HOME: pane_scroll_top(m->pane); return;
	case KEYSYM_ESCAPE:
	case KEYSYM_END: pane_scroll_tail(m->pane); return;
	default: break;
	}
	switch (key_text(k)) {
	case 0: return;
	case 'q':
	case 'G': pane_scroll_tail(m->pane); return;
	case 'g': pane_scroll_top(m->pane); return;
	case ' ': pane_scroll_pages(m->pane, 1); return;
	default: explain(m, key_text(k));
	}
}

static bool on_key(void *self, struct key k)
{
	const struct scroll_mode *m = self;

	move(m, k);
	if (!pane_is_scrolled(m->pane))
		layers_remove(display_layers(m->display), m);
	return true;
}

/* The wheel scrolls; what else the mouse does is for the program's rows. */
static bool on_mouse(void *self, const struct mouse_event *event)
{
	const struct scroll_mode *m = self;

	if (event->kind != MOUSE_WHEEL)
		return false;
	if (event->button == MOUSE_WHEEL_UP || event->button == MOUSE_WHEEL_DOWN)
		pane_scroll(m->pane,
			    event->button == MOUSE_WHEEL_UP ? -MOUSE_WHEEL_ROWS : MOUSE_WHEEL_ROWS);
	if (!pane_is_scrolled(m->pane))
		layers_remove(display_layers(m->display), m);
	return true;
}

static const struct layer_ops scroll_mode_layer = {
	.name = "scroll mode",
	.modal = true,
	.key = on_key,
	.mouse = on_mouse,
	.close = free,
};

bool scroll_mode_is_on(const Layers *l, const Pane *p)
{
	return layers_find_in(l, &scroll_mode_layer, p) != NULL;
}

void scroll_mode_begin(Display *d, Pane *p)
{
	struct scroll_mode *m;

	if (!pane_is_scrolled(p) || scroll_mode_is_on(display_layers(d), p))
		return;
	m = mem_alloc(sizeof(*m));
	*m = (struct scroll_mode){ d, p };
	layers_push(display_layers(d), &scroll_mode_layer, m, p);
}
