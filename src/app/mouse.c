#include "app/mouse.h"

#include "app/drag.h"
#include "app/input.h"
#include "app/paint.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/poison.h"

/* --- What is asked for. */

/* What the peer of `p` is to know, as its user has switched it on; nothing in line mode. */
static struct terminal_modes wanted_modes(const Pane *p)
{
	const Session *s = pane_session(p);
	const Options *o = link_options(pane_link(p));
	struct terminal_modes wanted = *terminal_modes(session_terminal(s));
	bool live = session_mode(s).character && session_state(s) == SESSION_CONNECTED;

	if (!live || !options_mouse_forward(o))
		wanted.mouse = TERMINAL_MOUSE_OFF;
	wanted.focus &= live && options_focus_forward(o);
	return wanted;
}

/* Whether keys are to be told by number. A terminal isn't asked before it is known that the program
 * stays: nobody would take its answer. */
static bool wants_numbers(App *app)
{
	const Session *s = pane_session(app_current(app));

	switch (options_keyboard(settings_global(app_settings(app)))) {
	case OPTIONS_KEYBOARD_PLAIN: return false;
	case OPTIONS_KEYBOARD_KITTY: return true;
	case OPTIONS_KEYBOARD_AUTO: break;
	}
	if (session_state(s) != SESSION_CONNECTING)
		display_ask_keyboard(app_display(app));
	return display_has_numbers(app_display(app));
}

static void tell_focus(App *app)
{
	for (size_t i = 0; i < app_count(app); i++) {
		Pane *p = app_pane(app, i);

		pane_tell_focus(p, wanted_modes(p).focus, p == app_current(app));
	}
}

void app_ask_for_input(App *app)
{
	struct terminal_modes wanted = wanted_modes(app_current(app));
	const Options *global = settings_global(app_settings(app));
	struct screen_input input = { .focus = wanted.focus,
				      .numbers = wants_numbers(app),
				      .logical = !options_reorder(global) };

	if (options_mouse(global))
		input.mouse = wanted.mouse == TERMINAL_MOUSE_MOVES ? SCREEN_MOUSE_ANY :
								     SCREEN_MOUSE_BUTTONS;
	display_set_input(app_display(app), &input);
	tell_focus(app);
}

/* --- The peer. */

static unsigned clamp(unsigned n, unsigned first, unsigned end)
{
	return n < first ? first : n < end ? n : end - 1;
}

/* What drags a button out of the grid is told at its edge, as terminals do. */
static void keep_inside(const struct compose *c, struct mouse_event *m)
{
	struct compose_layout l = compose_layout(c);

	if (!l.grid_width || l.shown_row >= l.shown_end)
		return;
	m->row = clamp(m->row, l.shown_row, l.shown_end);
	m->column = clamp(m->column, l.grid_column, l.grid_column + l.grid_width);
}

/*
 * Whether the peer takes it: it has asked, and the cell is one of its grid's as it stands, or a
 * button is held that was pressed there. With Shift the mouse is ours, as in xterm.
 */
static bool to_peer(Pane *p, const struct mouse_event *m)
{
	struct compose c = { 0 };
	struct mouse_event there = *m;
	bool held = pane_holds_button(p) && (m->kind == MOUSE_RELEASE || m->kind == MOUSE_MOVE);

	/* Who took the press takes the release. */
	if (m->kind == MOUSE_RELEASE && !held)
		return false;
	pane_compose(p, &c);
	if (held)
		keep_inside(&c, &there);
	if (wanted_modes(p).mouse == TERMINAL_MOUSE_OFF || (m->mods & KEYMOD_SHIFT && !held) ||
	    !compose_grid_place(&c, there.row, there.column, &there.row, &there.column))
		return false;
	session_send_mouse(c.session, &there);
	if (m->kind == MOUSE_PRESS || m->kind == MOUSE_RELEASE)
		pane_hold_button(p, m->kind == MOUSE_PRESS);
	return true;
}

void app_on_focus(void *user, bool in)
{
	App *app = user;

	for (size_t i = 0; i < app_count(app); i++)
		pane_window_focus(app_pane(app, i), in);
	tell_focus(app);
}

/* --- The program's own rows. */

static void on_tabs(App *app, const struct mouse_event *m)
{
	size_t i;

	if (m->button == MOUSE_WHEEL_UP)
		app_show_next_session(app, -1);
	else if (m->button == MOUSE_WHEEL_DOWN)
		app_show_next_session(app, 1);
	else if (m->kind == MOUSE_PRESS && m->button == MOUSE_LEFT &&
		 app_tab_at(app, m->column, &i))
		app_show_session(app, i);
}

/* The wheel over the session. A program on the alternate screen scrolls by its arrow keys. */
static void on_wheel(App *app, const struct mouse_event *m)
{
	Pane *p = app_current(app);
	Session *s = pane_session(p);
	bool up = m->button == MOUSE_WHEEL_UP;
	struct key arrow = { .sym = up ? KEYSYM_UP : KEYSYM_DOWN };

	if (!up && m->button != MOUSE_WHEEL_DOWN)
		return;
	if (session_mode(s).character && terminal_modes(session_terminal(s))->alternate &&
	    !pane_is_scrolled(p)) {
		for (int i = 0; i < MOUSE_WHEEL_ROWS; i++)
			session_send_key(s, WIRE_TYPED, arrow);
		return;
	}
	pane_scroll(p, up ? -MOUSE_WHEEL_ROWS : MOUSE_WHEEL_ROWS);
}

void app_on_mouse(void *user, const struct mouse_event *m)
{
	App *app = user;
	Pane *p = app_current(app);
	struct compose_layout l = pane_layout(p);

	/* Another program may have left it on. */
	if (!options_mouse(settings_global(app_settings(app))))
		return;
	display_touch(app_display(app));
	if (layers_mouse(app_layers(app), m))
		return;
	if (pane_holds_button(p) && m->kind != MOUSE_PRESS && to_peer(p, m))
		return;
	if (m->row < l.tab_rows)
		on_tabs(app, m);
	else if (m->row == l.status_row && m->kind == MOUSE_PRESS && m->button == MOUSE_LEFT)
		app_open_menu(app);
	else if (!to_peer(p, m) && !drag_begin(app, p, m) && m->kind == MOUSE_WHEEL)
		on_wheel(app, m);
}
