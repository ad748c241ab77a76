/*
 * What is painted: the session shown, the status line and the tabs.
 */
#ifndef HAIL_APP_PAINT_H
#define HAIL_APP_PAINT_H

#include "app/app.h"
#include "ui/frame.h"
#include "ui/layers.h"

/* Draws what lies below layers and messages (user: the App); the function of struct display_events.
 */
void app_compose(void *user, struct frame *out, struct layer_area *area);

/* Whether the session that is shown has half a picture (?2026); of struct display_events. */
bool app_is_half(void *user);

/* Ends that, for its peer has taken too long; of struct display_events. */
void app_end_half(void *user);

/* The session whose tab has the column `column`; false if none has. */
bool app_tab_at(App *app, unsigned column, size_t *index);

#endif
