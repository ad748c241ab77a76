/*
 * The steps of --expect and --send in the program with a screen: they run in the session of the
 * command line once that is connected, and messages say what is waited for.
 */
#ifndef HAIL_APP_FIRST_STEPS_H
#define HAIL_APP_FIRST_STEPS_H

#include "app/app.h"
#include "app/pane.h"
#include "base/err.h"

typedef struct FirstSteps FirstSteps;

/* Makes the steps of the command line for `p`. NULL with `e` set if one is wrong. */
FirstSteps *first_steps_new(App *app, Pane *p, struct err *e);

/* Gives them up. NULL is fine. */
void first_steps_free(FirstSteps *f);

/* What happened to a pane: nothing if it is another one, or `f` is NULL. */
void first_steps_connected(FirstSteps *f, const Pane *p);
void first_steps_changed(FirstSteps *f, const Pane *p);
void first_steps_ended(FirstSteps *f, const Pane *p);

/* Whether they are those of `p`. */
bool first_steps_are_of(const FirstSteps *f, const Pane *p);

#endif
