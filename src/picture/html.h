/*
 * Lines of styled text as HTML, in a document of their own. Pure.
 */
#ifndef HAIL_PICTURE_HTML_H
#define HAIL_PICTURE_HTML_H

#include <stddef.h>

#include "base/str.h"
#include "term/text-line.h"

/* What a document begins with, style sheet and all: light text on a dark ground, a `div` a line.
 * Nothing has to stand at its end. */
extern const char html_head[];

/* Appends `text` (UTF-8 without controls), which `count` runs cover, each that isn't plain in a
 * `<span>`. */
void html_put_line(struct str *out, const char *text, const struct terminal_run *runs,
		   size_t count);

#endif
