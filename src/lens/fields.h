/*
 * What a message of a binary format holds, one walk over it: names and values on its lines, or as
 * its tree. A number that isn't there, or more than is there, is said once.
 */
#ifndef HAIL_LENS_FIELDS_H
#define HAIL_LENS_FIELDS_H

#include <stdint.h>

#include "base/json.h"
#include "lens/lens-text.h"

struct fields {
	const char *bytes;
	size_t n, at;
	struct lens_text *out; /* where lines go; NULL: nowhere */
	Json *object; /* where members go; NULL: nowhere */
	bool wrong; /* something is, and has been said */
};

/* The next number of `width` bytes, the highest first; of no bytes that are there, 0. */
uint64_t fields_take(struct fields *f, size_t width);

/* The next `n` bytes, or as many as are there; *taken says. */
const char *fields_take_bytes(struct fields *f, uint64_t n, size_t *taken);

/* How many bytes are left. */
size_t fields_left(const struct fields *f);

/* What kind of message it is, on the line, and `type` in the tree. */
void fields_type(struct fields *f, const char *name);

/* A member: `name=value`, on the line. Words are ours. */
void fields_number(struct fields *f, const char *name, uint64_t value);
void fields_word(struct fields *f, const char *name, const char *word);
void fields_text(struct fields *f, const char *name, const char *bytes, size_t n);
void fields_hex(struct fields *f, const char *name, const char *bytes, size_t n);

/* Something that holds: its name alone, true in the tree. */
void fields_flag(struct fields *f, const char *name);

/* Values, `a_line` on each line, numbered from `first` on; an array of the tree. */
void fields_values(struct fields *f, const char *name, const uint16_t *values, size_t count,
		   size_t a_line, unsigned first);

/* Ends the line and begins another, indented, with `name` before what follows if it isn't NULL. */
void fields_line(struct fields *f, const char *name);

/* Says what is wrong, once; nothing is told behind it. */
void fields_wrong(struct fields *f, const char *words);

/* What follows goes into an object of its own, `name` in the tree or the next of that array; it
 * returns what fields_leave goes back to. */
Json *fields_enter(struct fields *f, const char *name);
Json *fields_enter_item(struct fields *f, Json *array);
void fields_leave(struct fields *f, Json *around);

/* A new array of the tree; NULL if there is no tree. */
Json *fields_array(struct fields *f, const char *name);

/* A payload: text on a line, or rows of hex. */
void fields_payload(struct fields *f, const char *name, const char *bytes, size_t n);

#endif
