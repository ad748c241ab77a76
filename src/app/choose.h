/*
 * What a user chooses for the session shown: set in it and remembered for its host.
 */
#ifndef HAIL_APP_CHOOSE_H
#define HAIL_APP_CHOOSE_H

#include <stdbool.h>

#include "app/app.h"
#include "base/err.h"
#include "config/options.h"

/* Sets `option` to `value` in the session shown, and for its host while the program runs. False
 * with `e` set if that can't be. */
bool app_choose(App *app, enum option option, const char *value, struct err *e);

#endif
