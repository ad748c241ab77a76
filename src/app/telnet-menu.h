/*
 * The menu of telnet commands, behind a key of the escape key's.
 */
#ifndef HAIL_APP_TELNET_MENU_H
#define HAIL_APP_TELNET_MENU_H

#include "app/app.h"

/* Opens it for the session shown, as the menu it comes from: over whatever lies there. */
void telnet_menu_open(App *app);

#endif
