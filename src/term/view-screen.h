/*
 * Which part of the grid a screen view shows at the tail (term/view.h). Inside of term/ only.
 */
#ifndef HAIL_TERM_VIEW_SCREEN_H
#define HAIL_TERM_VIEW_SCREEN_H

#include "term/view.h"

/* Whether the view at the tail is the grid itself. */
bool view_shows_grid(const struct view_request *q);

/* The grid's row that a screen view of `height` rows begins with at the tail: the lowest that holds
 * the cursor. */
unsigned view_screen_top(const Terminal *t, unsigned height);

/* The first column of the screen that shows, at the tail and above it. */
unsigned view_screen_left(const Terminal *t, const struct view_request *q);

#endif
