/*
 * The mouse and the focus of the window: to the layers, to the program's own rows, to the peer.
 */
#ifndef HAIL_APP_MOUSE_H
#define HAIL_APP_MOUSE_H

#include "app/app.h"
#include "base/mouse.h"

/* Asks the terminal for what the program and the peer of the session shown want to know; tells the
 * peers that want to know it which of them has the focus. At the end of a turn. */
void app_ask_for_input(App *app);

/* Handlers of what the decoder finds (user: the App). */
void app_on_mouse(void *user, const struct mouse_event *m);
void app_on_focus(void *user, bool in);

#endif
