/*
 * A view limited to the lines that match: a layer of a pane that has no row of its own, only a sign
 * in the status line. What comes and matches shows at the tail; scrolling, searching and selecting
 * know no other lines. Esc ends it.
 */
#ifndef HAIL_APP_LIMIT_H
#define HAIL_APP_LIMIT_H

#include "app/app.h"
#include "app/pane.h"
#include "base/str.h"
#include "ui/layers.h"

/*
 * Limits the view of `p` as the arguments of /limit say, in place of a limit that is; without any,
 * ends that. False with `e` set.
 */
bool limit_begin(App *app, Pane *p, const char *args, struct err *e);

/* Before anything is drawn: looks at what has come. */
void limit_follow(const Layers *l, const Pane *p);

/* Appends what the view is limited to and how many lines of how many those are; false if it isn't.
 */
bool limit_hint(const Layers *l, const Pane *p, bool narrow, struct str *out);

#endif
