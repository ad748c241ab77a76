/*
 * Text in HTML and XML. Pure.
 */
#ifndef HAIL_PICTURE_ESCAPE_H
#define HAIL_PICTURE_ESCAPE_H

#include <stddef.h>

#include "base/str.h"

/* Appends `n` bytes of UTF-8 without controls as text, or the value of an attribute in double
 * quotes. */
void escape_put(struct str *out, const char *text, size_t n);

#endif
