/*
 * Lenses of panes: found by name, put on, looked through.
 */
#ifndef HAIL_APP_LENSES_H
#define HAIL_APP_LENSES_H

#include <stdbool.h>

#include "app/app.h"
#include "app/pane.h"
#include "base/err.h"

/* Looks at a pane through the lens `name`, or through the one that is guessed ("guess"), as its
 * options say. False with `e` set if there is none, or it can't. */
bool lenses_put(App *app, Pane *p, const char *name, struct err *e);

/* The options of a pane may have changed: a lens that is on begins anew where it reads by another
 * rule than the option `frame` gives now. */
void lenses_configure(App *app, Pane *p);

/* A pane is connected: what its option `lens` says is put on, unless there is one, and shown beside
 * the session or, where there is no room, over it. */
void lenses_connected(App *app, Pane *p);

/* Calls `each` with the names that there are, and `guess`. */
void lenses_each(App *app, void (*each)(void *user, const char *name), void *user);

#endif
