/*
 * Some bytes of a message, and lines of them. Pure functions.
 */
#ifndef HAIL_LENS_SLICE_H
#define HAIL_LENS_SLICE_H

#include "lens/lens-row.h"

/* Some bytes of a message. */
struct slice {
	const char *s;
	size_t n;
};

/* The length of the first line with its newline, 0 if it isn't all there, for a row's `frame`; an
 * empty line stands between messages. */
size_t slice_frame_line(struct lens_scan *scan, const char *bytes, size_t n);

/* A line without its end. */
struct slice slice_line(const char *bytes, size_t n);

/* Takes `n` bytes off the beginning, at most all. */
struct slice slice_take(struct slice *from, uint64_t n);

/* Takes what stands before the next `c`, or all, and the `c`. */
struct slice slice_until(struct slice *from, char c);

/* Takes the blanks at the beginning. */
void slice_skip_blanks(struct slice *from);

/* Whether `text` begins with the string, or is it. */
bool slice_begins(struct slice text, const char *word);
bool slice_is(struct slice text, const char *word);

/* How many digits `text` begins with. */
size_t slice_digits(struct slice text);

/* A value of JSON: a string, to be freed or put into another. */
Json *slice_json(struct slice text);

/* Puts a text that isn't empty into an object. */
void slice_put(Json *object, const char *name, struct slice text);

/* Appends bytes that a peer wrote. */
void slice_show(struct lens_text *out, enum lens_style style, struct slice text);

#endif
