/*
 * Text of a script, a user or a device as lines that can be shown. Pure.
 */
#ifndef HAIL_FLEET_SHOWN_LINES_H
#define HAIL_FLEET_SHOWN_LINES_H

#include "base/str.h"

/* Appends each line of `text` (at least one, unless it is empty), `before` before it: a tab is a
 * blank, what can't be seen stands there by name. */
void shown_lines_append(struct str *out, const char *before, const char *text);

#endif
