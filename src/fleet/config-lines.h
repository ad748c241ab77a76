/*
 * The lines of a file of configuration that are sent, each to be done before the next. Pure.
 */
#ifndef HAIL_FLEET_CONFIG_LINES_H
#define HAIL_FLEET_CONFIG_LINES_H

#include <stddef.h>

#include "base/str.h"

/* What is sent at once: a line, or a banner of several, with newlines between them. */
struct config_line {
	char *text; /* owned */
	size_t number; /* of its first line in the file, from 1 */
};

/* Embedded in its owner; all zero is none. */
struct config_lines {
	struct config_line *list;
	size_t count;
};

/*
 * Splits `text`. Blank lines, and those that begin with `!` or `#` as comments do, are left out.
 * What follows `banner KIND DELIMITER` up to the delimiter, or where there is none up to a line
 * `EOF`, belongs to it: no prompt comes before its end.
 */
void config_lines_split(struct config_lines *lines, const char *text);
void config_lines_fini(struct config_lines *lines);

#endif
