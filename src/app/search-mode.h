/*
 * The search as it is typed: a layer with a row of its own over scroll mode, whose cursor goes to
 * the hit nearest to where the search began.
 */
#ifndef HAIL_APP_SEARCH_MODE_H
#define HAIL_APP_SEARCH_MODE_H

#include "app/app.h"
#include "app/pane.h"

/* Opens it for `p`, towards newer or older lines. Esc brings back what was, Enter stays. */
void search_mode_open(App *app, Pane *p, bool newer);

/* Searches for `text` as if it had been typed and entered, towards older lines. */
void search_mode_run(App *app, Pane *p, const char *text);

#endif
