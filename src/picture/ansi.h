/*
 * Styled text as text with SGR sequences (ECMA-48 8.3.117). Pure.
 */
#ifndef HAIL_PICTURE_ANSI_H
#define HAIL_PICTURE_ANSI_H

#include <stddef.h>

#include "base/str.h"
#include "term/text-line.h"

/* Appends `text` (UTF-8 without controls), which `count` runs cover, with sequences where styles
 * change, and one that ends the last style; what is concealed shows. */
void ansi_put_line(struct str *out, const char *text, const struct terminal_run *runs,
		   size_t count);

#endif
