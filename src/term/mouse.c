#include <stdio.h>
#include <string.h>

#include "term/terminal-private.h"

#include "base/poison.h"

enum {
	BYTE_OFFSET = 33, /* from a cell, counted from 0, to its byte */
	BYTE_CELLS = 223, /* that a byte can say */
	/* Bits of the button's number. */
	CODE_NONE = 3,
	CODE_SHIFT = 4,
	CODE_ALT = 8,
	CODE_CTRL = 16,
	CODE_MOVE = 32,
	CODE_WHEEL = 64,
	CODE_FURTHER = 128,
};

/* Whether the peer's mode tells of events of this kind. */
static bool is_wanted(enum terminal_mouse mode, const struct mouse_event *m)
{
	switch (mode) {
	case TERMINAL_MOUSE_OFF: return false;
	case TERMINAL_MOUSE_X10: return m->kind == MOUSE_PRESS && m->button <= MOUSE_RIGHT;
	case TERMINAL_MOUSE_PRESSES: return m->kind != MOUSE_MOVE;
	case TERMINAL_MOUSE_DRAGS: return m->kind != MOUSE_MOVE || m->button != MOUSE_NONE;
	case TERMINAL_MOUSE_MOVES: return true;
	}
	return false;
}

static unsigned button_code(enum mouse_button button)
{
	if (button == MOUSE_NONE)
		return CODE_NONE;
	if (button >= MOUSE_BUTTON_8)
		return CODE_FURTHER + (unsigned)(button - MOUSE_BUTTON_8);
	if (button >= MOUSE_WHEEL_UP)
		return CODE_WHEEL + (unsigned)(button - MOUSE_WHEEL_UP);
	return (unsigned)(button - MOUSE_LEFT);
}

/* Shift, Alt and Ctrl are no part of what X10's mode says. */
static unsigned code_of(const Terminal *t, const struct mouse_event *m)
{
	unsigned code = button_code(m->button);

	if (m->kind == MOUSE_RELEASE && !t->modes.mouse_sgr)
		code = CODE_NONE;
	if (m->kind == MOUSE_MOVE)
		code |= CODE_MOVE;
	if (t->modes.mouse == TERMINAL_MOUSE_X10)
		return code;
	return code | (m->mods & KEYMOD_SHIFT ? CODE_SHIFT : 0) |
	       (m->mods & KEYMOD_ALT ? CODE_ALT : 0) | (m->mods & KEYMOD_CTRL ? CODE_CTRL : 0);
}

size_t terminal_encode_mouse(const Terminal *t, const struct mouse_event *m, char out[32])
{
	unsigned code = code_of(t, m);
	char bytes[] = { '\x1b',
			 '[',
			 'M',
			 (char)(' ' + code),
			 (char)(m->column + BYTE_OFFSET),
			 (char)(m->row + BYTE_OFFSET) };

	if (!is_wanted((enum terminal_mouse)t->modes.mouse, m) || m->row >= t->grid->height ||
	    m->column >= t->grid->width)
		return 0;
	if (t->modes.mouse_sgr)
		return (size_t)snprintf(out, 32, "\x1b[<%u;%u;%u%c", code, m->column + 1,
					m->row + 1, m->kind == MOUSE_RELEASE ? 'm' : 'M');
	if (m->row >= BYTE_CELLS || m->column >= BYTE_CELLS)
		return 0;
	memcpy(out, bytes, sizeof(bytes));
	return sizeof(bytes);
}

size_t terminal_encode_focus(const Terminal *t, bool in, char out[32])
{
	if (!t->modes.focus)
		return 0;
	memcpy(out, in ? "\x1b[I" : "\x1b[O", 3);
	return 3;
}
