/*
 * Lines of styled text: what a lens writes. Embedded in its owner (init/fini). What a peer wrote
 * gets into it by lens_put_peer alone, so that no line holds a control (but tabs that a lens puts
 * itself), and none can look like two.
 */
#ifndef HAIL_LENS_LENS_TEXT_H
#define HAIL_LENS_LENS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What a stretch of text is; the theme has a look for each. */
enum lens_style {
	LENS_PLAIN,
	LENS_NAME, /* of a field, a key, a tag */
	LENS_STRING,
	LENS_NUMBER,
	LENS_WORD, /* of the format: true, null, a command, a method */
	LENS_DIM, /* punctuation, offsets, notes */
	LENS_ERROR, /* what is wrong with the bytes, in words, or the bytes themselves */
};

/* A stretch of a style other than LENS_PLAIN. */
struct lens_run {
	size_t start, length; /* bytes of the text */
	enum lens_style style;
};

struct lens_text {
	struct str text; /* UTF-8; each line ends with a newline */
	struct lens_run *runs; /* in order; none touches one of the same style */
	size_t run_count, run_size;
	size_t limit; /* > 0: bytes of text after which nothing is appended any more; it may end
			 behind that, and within a line. Stays when it is cleared. */
};

/* Whether the limit was reached. */
bool lens_text_is_full(const struct lens_text *t);

/* Makes `t` empty without allocating. */
void lens_text_init(struct lens_text *t);

/* Frees what `t` holds and makes it empty again. */
void lens_text_fini(struct lens_text *t);

/* Makes `t` empty; keeps the allocations. */
void lens_text_clear(struct lens_text *t);

/* Cuts it to the first `length` bytes of its text, no more than there are. */
void lens_text_truncate(struct lens_text *t, size_t length);

/* Appends `n` bytes of our own: UTF-8 without controls but tabs. */
void lens_put(struct lens_text *t, enum lens_style style, const char *words, size_t n);

/* Appends a NUL-terminated string of our own. */
void lens_put_string(struct lens_text *t, enum lens_style style, const char *words);

/*
 * Appends `n` bytes that a peer wrote: UTF-8, with controls (a tab and a newline too) and code
 * points that can't be seen or turn text around by name (base/deceptive.h), and bytes that are no
 * UTF-8 as `\xNN`.
 */
void lens_put_peer(struct lens_text *t, enum lens_style style, const char *bytes, size_t n);

/* Appends formatted text of our own; what a peer wrote is no argument of it. */
void lens_format(struct lens_text *t, enum lens_style style, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Ends the line. */
void lens_newline(struct lens_text *t);

/* Appends `columns` blanks. */
void lens_indent(struct lens_text *t, unsigned columns);

#endif
