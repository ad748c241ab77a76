#include "term/terminal-private.h"

#include "base/poison.h"

/* SPA and EPA. */
static void protect(Terminal *t, bool on)
{
	if (on) {
		t->protection = TERM_PROTECT_ISO;
		t->pen.attrs |= CELL_PROTECTED;
	} else {
		t->pen.attrs &= ~(uint32_t)CELL_PROTECTED;
	}
}

static bool plain(Terminal *t, char final)
{
	static const struct parser_sequence no_parameters;

	switch (final) {
	case '6': term_back_index(t); return true;
	case '7': term_save_cursor(t); return true;
	case '8': term_restore_cursor(t); return true;
	case '9': term_forward_index(t); return true;
	case '=': t->modes.keypad = true; return true;
	case '>': t->modes.keypad = false; return true;
	case 'D': term_next_line(t, false); return true;
	case 'E': term_next_line(t, true); return true;
	case 'H': t->tabs[t->x] = true; return true;
	case 'M': term_reverse_index(t); return true;
	case 'N': t->single = 2; return true;
	case 'O': t->single = 3; return true;
	case 'V': protect(t, true); return true;
	case 'W': protect(t, false); return true;
	case 'Z': return term_device_attributes(t, &no_parameters);
	case 'c': term_reset(t); return true;
	case 'n': t->shift = 2; return true;
	case 'o': t->shift = 3; return true;
	/* LS3R, LS2R, LS1R: UTF-8 has no right half whose set could be chosen. */
	case '|':
	case '}':
	case '~':
	case '\\': return true;
	default: return false;
	}
}

/* Announcers (ECMA-35 15.2), and how the C1 controls of replies are sent: S7C1T, S8C1T. */
static bool announce(Terminal *t, char final)
{
	if (final == 'F' || final == 'G')
		t->eight_bit = final == 'G' && t->level > 1;
	return final == 'F' || final == 'G' || (final >= 'L' && final <= 'N');
}

void term_escape(Terminal *t, const struct parser_sequence *s)
{
	bool known = false;

	switch (s->intermediate) {
	case 0: known = t->ansi ? plain(t, s->final) : term_vt52_escape(t, s); break;
	case ' ': known = !s->second && announce(t, s->final); break;
	case '#':
		known = !s->second && s->final == '8';
		if (known)
			term_align(t);
		break;
	default: known = term_designate(t, s->intermediate, s->second, s->final); break;
	}
	if (!known)
		term_block(t, BLOCKED_SEQUENCES);
	term_tell_modes(t);
}

/* Whether a control is obeyed and would be expected to show nothing. */
static bool acts(unsigned char byte)
{
	return (byte >= '\a' && byte <= '\n') || byte == '\r' || byte == 0x0e || byte == 0x0f;
}

/* Shows a control by name, if it is to be shown; whether that is all. */
static bool show_control(Terminal *t, unsigned char byte)
{
	bool all = t->controls == TERMINAL_CONTROLS_ALL, returned = t->returned;

	if (!all && (!term_names_controls(t) || acts(byte)))
		return false;
	term_print_name(t, byte);
	if (!all || (byte != '\r' && byte != '\n' && byte != '\b'))
		return false;
	t->returned = byte == '\r';
	if (byte == '\n')
		term_next_line(t, t->line_mode || t->modes.newline || returned);
	return true;
}

/* HT. With ?41 a deferred wrap comes first, which curses of old relied on. */
static void tab(Terminal *t)
{
	if (t->pending && t->tab_wraps && t->autowrap)
		term_wrap(t);
	term_tab(t, 1);
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
	case 0x08: term_left(t, 1); break;
	case 0x09: tab(t); break;
	case 0x0a:
	case 0x0b:
	case 0x0c: term_linefeed(t); break;
	case 0x0d: term_return(t); break;
	case 0x0e: t->shift = 1; break;
	case 0x0f: t->shift = 0; break;
	default: term_block_bytes(t, BLOCKED_CONTROLS, (const char *)&byte, 1); break;
	}
}
