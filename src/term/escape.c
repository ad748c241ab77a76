#include "term/terminal-private.h"

#include "base/poison.h"

/* DECALN: the screen full of E, margins and cursor reset. */
static void align(Terminal *t)
{
	struct grid *g = t->grid;

	term_reset_margins(t);
	grid_clear_rows(g, 0, g->height, (struct cell){ .glyph = 'E', .width = 1 });
	g->content = g->height;
	for (unsigned y = 0; y < g->height; y++)
		row_changes(grid_row(g, y));
	term_move(t, 0, 0);
}

static bool plain(Terminal *t, char final)
{
	switch (final) {
	case '7': term_save_cursor(t); return true;
	case '8': term_restore_cursor(t); return true;
	case '=': t->modes.keypad = true; return true;
	case '>': t->modes.keypad = false; return true;
	case 'D': term_next_line(t, false); return true;
	case 'E': term_next_line(t, true); return true;
	case 'H': t->tabs[t->x] = true; return true;
	case 'M': term_reverse_index(t); return true;
	case 'N': t->single = 2; return true;
	case 'O': t->single = 3; return true;
	case 'c': term_reset(t); return true;
	case 'n': t->shift = 2; return true;
	case 'o': t->shift = 3; return true;
	case 'Z': term_block(t, BLOCKED_REPORTS); return true;
	case '\\': return true;
	default: return false;
	}
}

/* SCS (ECMA-35 14.3): DEC graphics and the British set; all others are taken for ASCII. */
static void designate(Terminal *t, unsigned set, char final)
{
	t->charset[set] = final == '0' || final == 'A' ? final : 'B';
}

void term_escape(Terminal *t, const struct parser_sequence *s)
{
	bool known = true;

	switch (s->intermediate) {
	case 0: known = plain(t, s->final); break;
	case '(': designate(t, 0, s->final); break;
	case ')': designate(t, 1, s->final); break;
	case '*': designate(t, 2, s->final); break;
	case '+': designate(t, 3, s->final); break;
	case '#':
		known = s->final == '8';
		if (known)
			align(t);
		break;
	default: known = false; break;
	}
	if (!known)
		term_block(t, BLOCKED_SEQUENCES);
	term_tell_modes(t);
}

/* Shows a control by name, if it is to be shown; whether that is all. */
static bool show_control(Terminal *t, unsigned char byte)
{
	bool all = t->controls == TERMINAL_CONTROLS_ALL, returned = t->returned;

	if (!t->controls || (!all && byte >= '\a' && byte <= '\r' && byte != '\v' && byte != '\f'))
		return false;
	term_print_name(t, byte);
	if (!all || (byte != '\r' && byte != '\n' && byte != '\b'))
		return false;
	t->returned = byte == '\r';
	if (byte == '\n')
		term_next_line(t, t->line_mode || t->modes.newline || returned);
	return true;
}

void term_control(Terminal *t, unsigned char byte)
{
	if (show_control(t, byte))
		return;
	switch (byte) {
	case 0x05: term_block_bytes(t, BLOCKED_REPORTS, (const char *)&byte, 1); break;
	case 0x07:
		if (t->events.bell)
			t->events.bell(t->user);
		break;
	case 0x08: term_move(t, t->y, t->x ? t->x - 1 : 0); break;
	case 0x09: term_tab(t, 1); break;
	case 0x0a:
	case 0x0b:
	case 0x0c: term_linefeed(t); break;
	case 0x0d: term_move(t, t->y, 0); break;
	case 0x0e: t->shift = 1; break;
	case 0x0f: t->shift = 0; break;
	default: term_block_bytes(t, BLOCKED_CONTROLS, (const char *)&byte, 1); break;
	}
}
