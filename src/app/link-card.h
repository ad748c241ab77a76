/*
 * A layer: where a link leads, in full. o opens it, y copies it; nothing is opened before.
 */
#ifndef HAIL_APP_LINK_CARD_H
#define HAIL_APP_LINK_CARD_H

#include "app/app.h"
#include "app/pane.h"

/* Shows `target` (copied) over the session of `p`. */
void link_card_open(App *app, Pane *p, const char *target);

#endif
