/*
 * The links on the screen: a list of them, then where one leads, which only a further key opens or
 * copies.
 */
#ifndef HAIL_APP_LINKS_H
#define HAIL_APP_LINKS_H

#include "app/app.h"
#include "app/pane.h"

/* Lists the links that the pane shows; says so if there are none. */
void links_open(App *app, Pane *p);

#endif
