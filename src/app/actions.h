/*
 * What keys do: the same from the menu and in line mode.
 */
#ifndef HAIL_APP_ACTIONS_H
#define HAIL_APP_ACTIONS_H

#include "app/app.h"
#include "app/keymap.h"

/* Does `action`; `k` says which session for APP_SESSION. */
void app_act(App *app, enum app_action action, struct key k);

/* Opens the command line, unless it is open, with `text` at its cursor. */
void app_open_command_line(App *app, const char *text);

#endif
