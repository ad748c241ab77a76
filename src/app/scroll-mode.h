/*
 * Scroll mode: a layer of a pane in which the keys move the view, or a cursor in it from which text
 * is selected and copied, until q, Esc or End.
 */
#ifndef HAIL_APP_SCROLL_MODE_H
#define HAIL_APP_SCROLL_MODE_H

#include "app/app.h"
#include "app/pane.h"
#include "app/pointer.h"
#include "ui/layers.h"

/* Begins it in `p` if the view is scrolled and it hasn't begun. */
void scroll_mode_begin(App *app, Pane *p);

/* Begins it with the cursor on, wherever the view is; at `place`, if that isn't NULL. */
void scroll_mode_point(App *app, Pane *p, const struct view_anchor *place);

/* What is selected in it; false if nothing is. */
bool scroll_mode_selection(const Layers *l, const Pane *p, struct selection *out);

/* What its keys do now, for the status line; NULL if it isn't on. */
const char *scroll_mode_hint(const Layers *l, const Pane *p, bool narrow);

/* A row for each kind of its keys, for help. */
struct scroll_mode_row {
	const char *keys, *summary;
};
const struct scroll_mode_row *scroll_mode_rows(size_t *count);

#endif
