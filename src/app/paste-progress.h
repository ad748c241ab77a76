/*
 * How far a paste is that is sent line by line, as a row over its session; there Esc stops it.
 */
#ifndef HAIL_APP_PASTE_PROGRESS_H
#define HAIL_APP_PASTE_PROGRESS_H

#include "app/app.h"
#include "app/pane.h"

/* Shows it while a paste of `p` is under way. */
void paste_progress_follow(App *app, Pane *p);

#endif
