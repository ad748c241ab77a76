/*
 * A layer: where a link leads, in full. o opens it, y copies it; nothing is opened before.
 */
#ifndef HAIL_APP_LINK_CARD_H
#define HAIL_APP_LINK_CARD_H

#include "app/app.h"
#include "app/pane.h"

/*
 * Shows over the session of `p` where the link `label` leads: to `target` (copied). What it says to
 * the peer is said only while the session has the connection of that number, in which it came
 * (session_connection).
 */
void link_card_open(App *app, Pane *p, unsigned connection, const char *label, const char *target);

#endif
