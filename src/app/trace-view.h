/*
 * What is seen of a pane's trace while the session goes on: a strip above it, and a page over it.
 */
#ifndef HAIL_APP_TRACE_VIEW_H
#define HAIL_APP_TRACE_VIEW_H

#include "app/pane.h"
#include "ui/frame.h"
#include "ui/layers.h"

/* Draws the strip of a pane that has one (pane_set_strip), where its layout leaves it rows. */
void trace_view_draw_strip(const Pane *p, const struct theme *theme, struct frame *out);

/* Opens a page over the session, which follows the newest line until it is scrolled; q closes it.
 */
void trace_view_open_page(Layers *l, Pane *p);

/* Whether the page is open for a pane; closes it. */
void trace_view_close_page(Layers *l, const Pane *p);

#endif
