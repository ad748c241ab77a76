/*
 * Where a session is logged when no file is named.
 */
#ifndef HAIL_APP_LOG_NAME_H
#define HAIL_APP_LOG_NAME_H

#include <stdint.h>

#include "base/err.h"

/*
 * `logs/NAME-YYYY-MM-DD.log` in the state folder, for the session `name` on the local day of `wall`
 * (wall-clock ms); owned. The folders above it are made. NULL with `e` set.
 */
char *log_name_default(const char *name, int64_t wall, struct err *e);

#endif
