/*
 * Cells as a picture: text, text with SGR sequences, a page of HTML, an image in SVG. What is
 * concealed is blank in it, links are text, and nothing in it loads or runs anything. Pure
 * functions.
 */
#ifndef HAIL_PICTURE_PICTURE_H
#define HAIL_PICTURE_PICTURE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "term/cell.h"

enum picture_format { PICTURE_TEXT, PICTURE_ANSI, PICTURE_HTML, PICTURE_SVG };

/* The format that the ending of `path` stands for; a name without one is text. False with `e` set
 * for another ending. */
bool picture_format_of(const char *path, enum picture_format *out, struct err *e);

/* Appends `c` in `format`; `title` (UTF-8) is that of a page or an image. */
void picture_put(enum picture_format format, const struct cells *c, const char *title,
		 struct str *out);

/* Appends row `row` as UTF-8 text, trailing blanks cut, marks of direction by name. */
void picture_put_row(const struct cells *c, unsigned row, struct str *out);

#endif
