/*
 * What the control socket can do in the program with a screen: look at sessions, and what keys do.
 * The questions of links, and whatever else lies over a session, are the user's alone.
 */
#ifndef HAIL_APP_CONTROL_H
#define HAIL_APP_CONTROL_H

#include "app/app.h"
#include "app/pane.h"
#include "base/err.h"

typedef struct Control Control;

/* Runs a command line as if it was typed; false with `e` set. */
typedef bool control_run_fn(App *app, const char *line, struct err *e);

/* Makes it; there is no socket yet. */
Control *control_new(App *app, control_run_fn *run);

/* Removes the socket, if there is one. NULL is fine. */
void control_free(Control *c);

/* Opens the socket or removes it, as the option `control` says now; at the end of a turn. */
void control_update(Control *c);

/* Something has changed in a session; `p` is gone. Nothing if `c` is NULL. */
void control_changed(Control *c);
void control_forget(Control *c, const Pane *p);

#endif
