/*
 * The list of what the user has sent, to be sent again or after a change.
 */
#ifndef HAIL_APP_SENT_H
#define HAIL_APP_SENT_H

#include "app/app.h"
#include "base/err.h"

/* Opens the list of the session shown; Enter puts an entry as a command on the command line. False
 * with `e` set if nothing was sent. */
bool sent_open(App *app, struct err *e);

#endif
