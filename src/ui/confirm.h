/*
 * A layer: a question at the bottom of the screen that one key answers.
 */
#ifndef HAIL_UI_CONFIRM_H
#define HAIL_UI_CONFIRM_H

#include "ui/layers.h"

/* Asks `text` (copied) in `pane`, NULL: for the program. y calls `yes` with `user`; every key takes
 * the question away. `release` is called with `user` when it has gone; NULL: there is nothing to
 * release. */
void confirm_open(Layers *l, const char *text, void (*yes)(void *user), void *user,
		  void (*release)(void *user), const void *pane);

#endif
