#include "ui/curses-internal.h"

#include "base/poison.h"

/* Any of 1000, 1002 and 1003 turns the others off (xterm). */
void curses_input_on(const struct screen_input *in, struct str *out)
{
	if (in->mouse != SCREEN_MOUSE_OFF)
		str_append_format(out, "\x1b[?%sh\x1b[?1006h",
				  in->mouse == SCREEN_MOUSE_ANY ? "1003" : "1002");
	if (in->focus)
		str_append_string(out, "\x1b[?1004h");
}

void curses_input_off(const struct screen_input *in, struct str *out)
{
	if (in->focus)
		str_append_string(out, "\x1b[?1004l");
	if (in->mouse != SCREEN_MOUSE_OFF)
		str_append_format(out, "\x1b[?1006l\x1b[?%sl",
				  in->mouse == SCREEN_MOUSE_ANY ? "1003" : "1002");
}
