/*
 * Scroll mode: a layer of a pane in which the keys move the view, until q, Esc or End.
 */
#ifndef HAIL_APP_SCROLL_MODE_H
#define HAIL_APP_SCROLL_MODE_H

#include "app/display.h"
#include "app/pane.h"

/* Begins it in `p` if the view is scrolled and it hasn't begun. */
void scroll_mode_begin(Display *d, Pane *p);

/* Whether it is on. */
bool scroll_mode_is_on(const Layers *l, const Pane *p);

#endif
