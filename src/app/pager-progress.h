/*
 * While the peer's pager is answered by itself: how many pages that were, as a row over its
 * session; there Esc stops it.
 */
#ifndef HAIL_APP_PAGER_PROGRESS_H
#define HAIL_APP_PAGER_PROGRESS_H

#include "app/app.h"
#include "app/pane.h"

/* Shows it while an output of `p` is paged. */
void pager_progress_follow(App *app, Pane *p);

#endif
