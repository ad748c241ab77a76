#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

void term_set_ansi(Terminal *t, bool on)
{
	if (on == t->ansi)
		return;
	t->ansi = on;
	parser_set_vt52(&t->parser, !on);
	/* As in xterm the sets of ANSI mode come back with it. */
	if (on) {
		memcpy(t->charset, t->ansi_charset, sizeof(t->charset));
		t->shift = t->ansi_shift;
	} else {
		memcpy(t->ansi_charset, t->charset, sizeof(t->charset));
		t->ansi_shift = t->shift;
		memset(t->charset, 'B', sizeof(t->charset));
		t->shift = 0;
	}
	t->single = 0;
}

bool term_vt52_escape(Terminal *t, const struct parser_sequence *s)
{
	switch (s->final) {
	case '<': term_set_ansi(t, true); return true;
	case '=': t->modes.keypad = true; return true;
	case '>': t->modes.keypad = false; return true;
	case 'A': term_up(t, 1); return true;
	case 'B': term_down(t, 1); return true;
	case 'C': term_right(t, 1); return true;
	case 'D': term_left(t, 1); return true;
	case 'F': t->charset[0] = '0'; return true;
	case 'G': t->charset[0] = 'B'; return true;
	case 'H': term_address(t, 0, 0); return true;
	case 'I': term_reverse_index(t); return true;
	case 'J': term_erase_display(t, 0, false); return true;
	case 'K': term_erase_line(t, 0, false); return true;
	case 'Y': term_address(t, s->params[0], s->params[1]); return true;
	/* No VT52 has it, but by nothing else would the command reset bring this mode to an end. */
	case 'c': term_reset(t); return true;
	case 'Z': return term_reply(t, "\x1b/Z");
	default: return false;
	}
}
