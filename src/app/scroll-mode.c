#include "app/scroll-mode.h"

#include <stdlib.h>
#include <string.h>

#include "app/copy.h"
#include "app/drag.h"
#include "app/links.h"
#include "app/program.h"
#include "app/search-mode.h"
#include "base/mem.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

struct scroll_mode {
	App *app;
	Pane *pane;
	struct pointer pointer;
	struct drag drag;
	Finder *finder; /* NULL: nothing was searched for */
	bool newer; /* where n goes */
	unsigned width, height; /* of the view, as last drawn */
};

static const struct scroll_mode_row key_rows[] = {
	{ "Up Down", "a row up or down; Space, PgUp, PgDn, Ctrl-F, Ctrl-B a page" },
	{ "g G", "to the oldest line, to the newest" },
	{ "h j k l", "show a cursor and move it, as the arrows do then" },
	{ "w b e", "by words; 0 ^ $ in the line; H M L in what is shown" },
	{ "Ctrl-D", "half a page down; Ctrl-U up" },
	{ "[ ]", "to the prompt before, to the next one" },
	{ "v", "select characters; V lines; Ctrl-V columns" },
	{ "o", "to the other end of what is selected" },
	{ "y", "copy it (Enter too)" },
	{ "/ ?", "search towards newer lines, towards older ones; n N the next hit" },
	{ "u", "links on the screen" },
	{ "q", "return; so do Esc and End, but where something is selected" },
};

const struct scroll_mode_row *scroll_mode_rows(size_t *count)
{
	*count = sizeof(key_rows) / sizeof(key_rows[0]);
	return key_rows;
}

/*
 * Who types something wants the peer to have it: the way back is said, and nothing of it is sent,
 * also not what follows a q in it.
 */
static void explain(const struct scroll_mode *m)
{
	display_say(app_display(m->app), m->pane, MESSAGE_INFO,
		    "the keys scroll now: q, Esc or End returns to the session");
	typed_rest_keep(app_layers(m->app));
}

static void leave(struct scroll_mode *m)
{
	pointer_end(&m->pointer);
	pane_scroll_tail(m->pane);
}

/* --- The cursor. */

static void copy(struct scroll_mode *m)
{
	if (!m->pointer.selecting)
		app_message(m->app, "nothing is selected: v, V or Ctrl-V selects");
	else if (pointer_copy(&m->pointer, m->app))
		pointer_end(&m->pointer);
}

/* The keys that need a cursor, and show one. */
static bool point_text(struct pointer *p, uint32_t typed)
{
	static const char keys[] = "hjklwbe0^$HMLvV";

	if (!typed || typed >= 0x80 || !strchr(keys, (int)typed))
		return false;
	pointer_begin(p);
	switch (typed) {
	case 'h': pointer_move(p, SELECT_LEFT); break;
	case 'j': pointer_move_rows(p, 1); break;
	case 'k': pointer_move_rows(p, -1); break;
	case 'l': pointer_move(p, SELECT_RIGHT); break;
	case 'w': pointer_move(p, SELECT_WORD); break;
	case 'b': pointer_move(p, SELECT_WORD_BACK); break;
	case 'e': pointer_move(p, SELECT_WORD_END); break;
	case '0': pointer_move(p, SELECT_LINE_START); break;
	case '^': pointer_move(p, SELECT_LINE_TEXT); break;
	case '$': pointer_move(p, SELECT_LINE_END); break;
	case 'H': pointer_move_in_view(p, 0); break;
	case 'M': pointer_move_in_view(p, 0.5); break;
	case 'L': pointer_move_in_view(p, 1); break;
	case 'v': pointer_select(p, SELECT_CHARACTERS); break;
	case 'V': pointer_select(p, SELECT_LINES); break;
	}
	return true;
}

/* What moves the view without a cursor moves the cursor when there is one. */
static bool move_pointer_by_text(struct pointer *p, uint32_t typed)
{
	switch (typed) {
	case 'g': pointer_move_to_end(p, false); return true;
	case 'G': pointer_move_to_end(p, true); return true;
	case ' ': pointer_move_pages(p, 1); return true;
	case 'o': pointer_swap(p); return true;
	default: return false;
	}
}

static bool move_pointer(struct pointer *p, struct key k)
{
	switch (k.sym) {
	case KEYSYM_UP: pointer_move_rows(p, -1); return true;
	case KEYSYM_DOWN: pointer_move_rows(p, 1); return true;
	case KEYSYM_PAGE_UP: pointer_move_pages(p, -1); return true;
	case KEYSYM_PAGE_DOWN: pointer_move_pages(p, 1); return true;
	case KEYSYM_ESCAPE:
		if (!p->selecting)
			return false;
		pointer_deselect(p);
		return true;
	case KEYSYM_HOME:
	case KEYSYM_END:
		if (!p->selecting)
			return false;
		pointer_move(p, k.sym == KEYSYM_HOME ? SELECT_LINE_START : SELECT_LINE_END);
		return true;
	default: return move_pointer_by_text(p, key_text(k));
	}
}

/* Ctrl and a letter; whether it is one of the mode's. */
static bool control(struct scroll_mode *m, uint32_t letter)
{
	struct pointer *p = &m->pointer;
	double pages = letter == 'd' ? 0.5 : letter == 'u' ? -0.5 : letter == 'f' ? 1 : -1;

	switch (letter) {
	case 'd':
	case 'u':
		pointer_begin(p);
		pointer_move_pages(p, pages);
		return true;
	case 'f':
	case 'b':
		if (p->on)
			pointer_move_pages(p, pages);
		else
			pane_scroll_pages(m->pane, (long)pages);
		return true;
	case 'v':
		pointer_begin(p);
		pointer_select(p, SELECT_BLOCK);
		return true;
	default: return false;
	}
}

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

static void find_next(struct scroll_mode *m, bool newer)
{
	History *searches = app_searches(m->app);
	size_t count = history_count(searches);
	Finder *f = scroll_mode_finder(m->app, m->pane);
	const char *last = count ? history_get(searches, count - 1) : "";
	struct err e;

	if (!finder_is_on(f)) {
		pointer_begin(&m->pointer);
		finder_set_origin(f, m->pointer.at);
		if (!finder_look_for(f, last, strlen(last), *app_search_manner(m->app), &e)) {
			app_error(m->app, "%s", e.text);
			return;
		}
	}
	if (!finder_next(f, newer))
		app_message(m->app, "nothing was searched for yet: / searches");
	else if (!finder_has_hit(f))
		app_message(m->app, "no line has it");
}

enum { PROMPT_LINES = 20000 }; /* that are looked through at a key */

static void find_prompt(struct scroll_mode *m, bool newer)
{
	uint64_t line;

	pointer_begin(&m->pointer);
	if (terminal_find_prompt(session_terminal(pane_session(m->pane)), m->pointer.at.line, newer,
				 PROMPT_LINES, &line))
		pointer_begin_at(&m->pointer, (struct view_anchor){ line, 0 });
	else
		app_message(m->app, "no prompt in the %d lines %s this one", PROMPT_LINES,
			    newer ? "behind" : "before");
}

/* Whether it is a key that looks for something: hits, links, prompts. */
static bool find_text(struct scroll_mode *m, uint32_t typed)
{
	switch (typed) {
	case '/':
	case '?': search_mode_open(m->app, m->pane, typed == '/'); return true;
	case 'n': find_next(m, m->newer); return true;
	case 'N': find_next(m, !m->newer); return true;
	case 'u': links_open(m->app, m->pane); return true;
	case '[':
	case ']': find_prompt(m, typed == ']'); return true;
	default: return false;
	}
}

/* --- The view. */

static void move_view(struct scroll_mode *m, struct key k)
{
	switch (k.sym) {
	case KEYSYM_UP: pane_scroll(m->pane, -1); return;
	case KEYSYM_DOWN: pane_scroll(m->pane, 1); return;
	case KEYSYM_PAGE_UP: pane_scroll_pages(m->pane, -1); return;
	case KEYSYM_PAGE_DOWN: pane_scroll_pages(m->pane, 1); return;
	case KEYSYM_HOME: pane_scroll_top(m->pane); return;
	case KEYSYM_ESCAPE:
	case KEYSYM_END: leave(m); return;
	default: break;
	}
	switch (key_text(k)) {
	case 0: return;
	case 'q':
	case 'G': leave(m); return;
	case 'g': pane_scroll_top(m->pane); return;
	case ' ': pane_scroll_pages(m->pane, 1); return;
	default: explain(m);
	}
}

static void act(struct scroll_mode *m, struct key k)
{
	struct pointer *p = &m->pointer;

	if (k.sym == KEYSYM_CHAR && k.mods == KEYMOD_CTRL && control(m, k.cp))
		return;
	if ((k.sym == KEYSYM_LEFT || k.sym == KEYSYM_RIGHT) && !k.mods) {
		pointer_begin(p);
		pointer_move(p, k.sym == KEYSYM_LEFT ? SELECT_LEFT : SELECT_RIGHT);
		return;
	}
	if (key_text(k) == 'y' || (k.sym == KEYSYM_ENTER && p->selecting)) {
		copy(m);
		return;
	}
	if (!find_text(m, key_text(k)) && !(p->on && move_pointer(p, k)) &&
	    !point_text(p, key_text(k)))
		move_view(m, k);
}

/* --- The layer. */

static bool on_key(void *self, struct key k)
{
	struct scroll_mode *m = self;

	act(m, k);
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
	if (m->finder && area->floor > area->top)
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

bool scroll_mode_selection(const Layers *l, const Pane *p, struct selection *out)
{
	const struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);

	return m && pointer_selection(&m->pointer, out);
}

void scroll_mode_follow(const Layers *l, const Pane *p)
{
	struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);
	unsigned top;
	struct view_request request = pane_view(p, &top);

	if (m && m->pointer.on && (m->width != request.width || m->height != request.height))
		pane_show_place(m->pane, m->pointer.at);
	if (m) {
		m->width = request.width;
		m->height = request.height;
	}
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
	struct scroll_mode *m = layers_find_in(app_layers(app), &scroll_mode_layer, p);

	if (!m->finder)
		m->finder = finder_new(app_loop(app), p, &finder_events, m);
	return m->finder;
}

const struct view_mark *scroll_mode_marks(const Layers *l, const Pane *p, const struct theme *theme,
					  size_t *count)
{
	const struct scroll_mode *m = layers_find_in(l, &scroll_mode_layer, p);
	unsigned top;
	struct view_request request = pane_view(p, &top);
	struct view_row *rows;
	struct view_anchor from = { 0 }, to = { 0 };
	bool any = false;

	*count = 0;
	if (!m || !m->finder)
		return NULL;
	rows = mem_calloc(request.height, sizeof(*rows));
	view_rows(session_terminal(pane_session(p)), &request, rows);
	for (unsigned y = 0; y < request.height; y++) {
		if (!rows[y].shown)
			continue;
		from = any ? from : (struct view_anchor){ rows[y].line, rows[y].part.start };
		to = (struct view_anchor){ rows[y].line, rows[y].part.next };
		any = true;
	}
	free(rows);
	return any ? finder_marks(m->finder, theme, from, to, count) : NULL;
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
