/*
 * Selecting by the mouse: a drag characters (with Alt columns), a second click words, a third one
 * lines. What is selected when the button is let go is copied.
 */
#ifndef HAIL_APP_DRAG_H
#define HAIL_APP_DRAG_H

#include "app/pointer.h"
#include "base/mouse.h"

/* Presses of a button in one place without a pause. All zero: none yet. */
struct clicks {
	int64_t at; /* monotonic ms of the last */
	unsigned row, column, count;
};

/* One that is under way. Embedded in the owner of the pointer; all zero: none is. */
struct drag {
	bool on;
	unsigned clicks;
	bool block;
	struct selection first; /* what the press was on */
};

/* Takes an event of the left button over the text of the pointer's pane; false if it is none. */
bool drag_mouse(struct drag *d, App *app, struct pointer *p, const struct mouse_event *m);

/*
 * The same in a pane without a cursor, which gets a layer for it: the next key ends that, and goes
 * on to what is below.
 */
bool drag_begin(App *app, Pane *pane, const struct mouse_event *m);

#endif
