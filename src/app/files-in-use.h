/*
 * The files that sessions of this program write: what one of them is must not become something
 * else meanwhile.
 */
#ifndef HAIL_APP_FILES_IN_USE_H
#define HAIL_APP_FILES_IN_USE_H

#include <stdbool.h>

#include "app/app.h"
#include "base/err.h"

/* What a file can be; bits. Several sessions may have one log. */
enum { FILE_IS_LOG = 1, FILE_IS_TRACE = 2, FILE_IS_RECORDING = 4 };

/* Whether `path` is none of the files that are one of `kinds`, by whatever name. False with `e` set
 * saying what it is. */
bool files_check_unused(App *app, const char *path, unsigned kinds, struct err *e);

#endif
