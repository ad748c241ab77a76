/*
 * The character sets that peers use, as a layer: the last lines of the peer read in each; a key
 * chooses one for the session and its host.
 */
#ifndef HAIL_APP_CHARSET_LIST_H
#define HAIL_APP_CHARSET_LIST_H

#include "app/app.h"

void charset_list_open(App *app);

/* `name` as the list spells it, if it is there; else itself. */
const char *charset_list_name(const char *name);

#endif
