/*
 * What the mouse did over the terminal, independent of how it is told. Plain values.
 */
#ifndef HAIL_BASE_MOUSE_H
#define HAIL_BASE_MOUSE_H

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_MOVE, MOUSE_WHEEL };

/* Buttons by the numbers that X gives them; 8 to 11 are those beyond the wheel's. */
enum mouse_button {
	MOUSE_NONE, /* moved while none is held, or let go without saying which */
	MOUSE_LEFT,
	MOUSE_MIDDLE,
	MOUSE_RIGHT,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN,
	MOUSE_WHEEL_LEFT,
	MOUSE_WHEEL_RIGHT,
	MOUSE_BUTTON_8,
	MOUSE_BUTTON_11 = MOUSE_BUTTON_8 + 3,
};

enum { MOUSE_WHEEL_ROWS = 3 }; /* by which one step of the wheel scrolls */

struct mouse_event {
	enum mouse_kind kind;
	enum mouse_button button; /* MOUSE_WHEEL: the direction; MOUSE_MOVE: the one held */
	unsigned row, column; /* cells, from 0 */
	unsigned mods; /* KEYMOD_ bits of base/key.h */
};

#endif
