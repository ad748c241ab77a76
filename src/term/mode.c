#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

void term_tell_modes(Terminal *t)
{
	if (!memcmp(&t->told, &t->modes, sizeof(t->told)))
		return;
	t->told = t->modes;
	if (t->events.modes)
		t->events.modes(t->user);
}

void term_reset_margins(Terminal *t)
{
	t->top = 0;
	t->bottom = t->grid->height - 1;
}

void term_save_cursor(Terminal *t)
{
	struct term_saved *s = &t->saved[t->modes.alternate];

	s->x = t->x;
	s->y = t->y;
	s->pending = t->pending;
	s->origin = t->origin;
	s->pen = t->pen;
	memcpy(s->charset, t->charset, sizeof(s->charset));
	s->shift = t->shift;
}

void term_restore_cursor(Terminal *t)
{
	const struct term_saved *s = &t->saved[t->modes.alternate];

	term_move(t, s->y, s->x);
	t->pending = s->pending && t->x + 1 == t->grid->width;
	t->origin = s->origin;
	if (t->origin)
		t->modes.addressing = true;
	t->pen = s->pen;
	memcpy(t->charset, s->charset, sizeof(t->charset));
	t->shift = s->shift;
}

static void need_alternate(Terminal *t)
{
	if (!t->alternate.cells)
		grid_init(&t->alternate, t->primary.width, t->primary.height);
}

static void show_screen(Terminal *t, bool alternate)
{
	if (alternate == t->modes.alternate)
		return;
	if (alternate)
		need_alternate(t);
	else
		term_record_screen(t);
	t->grid = alternate ? &t->alternate : &t->primary;
	t->modes.alternate = alternate;
	if (!alternate)
		t->modes.addressing = false;
	term_reset_margins(t);
	term_move(t, t->y, t->x);
}

static void clear_alternate(Terminal *t)
{
	struct grid *g = &t->alternate;

	grid_clear_rows(g, 0, g->height, term_blank(t));
	g->content = 0;
}

void term_drop_alternate(Terminal *t)
{
	if (!t->modes.alternate && t->alternate.cells)
		term_drop_grid(t, &t->alternate);
}

/* ?1049: the cursor is saved, then a clear alternate screen shows; and back. */
static void switch_screen(Terminal *t, bool on)
{
	if (on && !t->modes.alternate) {
		term_save_cursor(t);
		need_alternate(t);
		clear_alternate(t);
	}
	bool back = !on && t->modes.alternate;
	show_screen(t, on);
	if (back)
		term_restore_cursor(t);
}

static void set_origin(Terminal *t, bool on)
{
	t->origin = on;
	if (on)
		t->modes.addressing = true;
	term_move(t, on ? t->top : 0, 0);
}

void term_set_mode(Terminal *t, unsigned mode, bool on)
{
	switch (mode) {
	case 4: t->insert = on; break;
	case 20: t->modes.newline = on; break;
	default: term_block(t, BLOCKED_SEQUENCES); break;
	}
}

/* As in xterm, resetting any of these modes turns the mouse off. */
static void set_mouse(Terminal *t, enum terminal_mouse mouse, bool on)
{
	t->modes.mouse = (unsigned char)(on ? mouse : TERMINAL_MOUSE_OFF);
}

void term_set_private_mode(Terminal *t, unsigned mode, bool on)
{
	switch (mode) {
	case 1: t->modes.cursor_keys = on; break;
	case 6: set_origin(t, on); break;
	case 7: t->autowrap = on; break;
	case 25: t->modes.cursor_visible = on; break;
	case 66: t->modes.keypad = on; break;
	case 47: show_screen(t, on); break;
	case 1047:
		if (!on && t->modes.alternate) {
			term_record_screen(t);
			clear_alternate(t);
		}
		show_screen(t, on);
		break;
	case 1048:
		if (on)
			term_save_cursor(t);
		else
			term_restore_cursor(t);
		break;
	case 1049: switch_screen(t, on); break;
	case 9: set_mouse(t, TERMINAL_MOUSE_X10, on); break;
	case 1000: set_mouse(t, TERMINAL_MOUSE_PRESSES, on); break;
	case 1002: set_mouse(t, TERMINAL_MOUSE_DRAGS, on); break;
	case 1003: set_mouse(t, TERMINAL_MOUSE_MOVES, on); break;
	case 1004: t->modes.focus = on; break;
	case 1006: t->modes.mouse_sgr = on; break;
	case 2004: t->modes.bracketed_paste = on; break;
	case 2027: t->modes.graphemes = on; break;
	case 12: break;
	default: term_block(t, BLOCKED_SEQUENCES); break;
	}
}

static void reset_saved(struct term_saved *s)
{
	memset(s, 0, sizeof(*s));
	memset(s->charset, 'B', sizeof(s->charset));
}

void term_soft_reset(Terminal *t)
{
	t->insert = false;
	t->origin = false;
	t->autowrap = true;
	t->modes.cursor_visible = true;
	t->modes.cursor_keys = false;
	t->modes.keypad = false;
	t->modes.addressing = false;
	t->pen = (struct cell_style){ 0 };
	memset(t->charset, 'B', sizeof(t->charset));
	t->shift = 0;
	t->single = 0;
	term_reset_margins(t);
	reset_saved(&t->saved[t->modes.alternate]);
}

void term_reset_peer(Terminal *t)
{
	bool titled = t->titled;

	if (t->modes.alternate)
		term_record_screen(t);
	memset((char *)t + TERM_PEER_STATE, 0, sizeof(*t) - TERM_PEER_STATE);
	t->grid = &t->primary;
	term_drop_alternate(t);
	t->autowrap = true;
	t->modes.cursor_visible = true;
	memset(t->charset, 'B', sizeof(t->charset));
	reset_saved(&t->saved[0]);
	reset_saved(&t->saved[1]);
	for (unsigned x = 0; x < TERM_SIZE_MAX; x += 8)
		t->tabs[x] = true;
	term_reset_margins(t);
	if (titled)
		t->events.title(t->user, "");
}

void term_reset(Terminal *t)
{
	term_reset_peer(t);
	term_clear_to_history(t);
}
