/*
 * What is painted: the session shown, the status line and the tabs.
 */
#ifndef HAIL_APP_PAINT_H
#define HAIL_APP_PAINT_H

#include "ui/frame.h"
#include "ui/layers.h"

/* Draws what lies below layers and messages (user: the App); the function of struct display_events.
 */
void app_compose(void *user, struct frame *out, struct layer_area *area);

#endif
