/*
 * When a log goes on in another file, as words. Pure.
 */
#ifndef HAIL_LOG_ROTATION_H
#define HAIL_LOG_ROTATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { ROTATION_MIN = 1024 }; /* bytes at least */

/*
 * Reads `off`, `daily`, or a number of bytes with or without K, M or G behind it. False with `e`
 * set (unless NULL) if it is none.
 */
bool rotation_parse(const char *text, uint64_t *bytes, bool *daily, struct err *e);

#endif
