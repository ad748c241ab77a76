/*
 * Lines of a document as plain text, as text with SGR sequences, or as HTML, for a clipboard or a
 * file. Pure functions.
 */
#ifndef HAIL_UI_MARKUP_H
#define HAIL_UI_MARKUP_H

#include "base/str.h"
#include "term/text-line.h"

enum markup_format {
	MARKUP_TEXT,
	MARKUP_ANSI, /* SGR (ECMA-48 8.3.117); colours as xterm has them */
	MARKUP_HTML, /* a <pre> element; its colours are those of xterm */
};

/* Appends what stands before the first line, a line with its newline, what stands after the last.
 */
void markup_begin(enum markup_format format, struct str *out);
void markup_line(enum markup_format format, const struct text_line *line, struct str *out);
void markup_end(enum markup_format format, struct str *out);

#endif
