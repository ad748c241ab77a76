/*
 * Completion: candidates for the word before the cursor, in turn with each Tab.
 */
#ifndef HAIL_EDIT_COMPLETE_H
#define HAIL_EDIT_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "edit/line.h"

typedef struct Completion Completion;

Completion *completion_new(void);
void completion_free(Completion *c);

/* Forgets candidates and a completion under way: call when any key but Tab comes. */
void completion_reset(Completion *c);

/* Whether a completion is under way (the next Tab takes the next candidate). */
bool completion_active(const Completion *c);

/*
 * Begins a completion of the `n` bytes of `line` at `start` (up to the cursor): then add candidates
 * in order of preference, then call completion_apply.
 */
void completion_begin(Completion *c, const Line *line, size_t start);

/* Adds a candidate if it begins with the word (ASCII case ignored when `fold`), is not the word
 * itself and not there yet. */
void completion_add(Completion *c, const char *text, size_t n, bool fold);

/* Adds every word of `text` (letters, digits and -_./:@'), from the last to the first, as
 * completion_add. */
void completion_add_words(Completion *c, const char *text, size_t n);

/*
 * Replaces the word in `line` by the next candidate (first call: the first one; after the last
 * comes the word as typed again). Returns false if there is none.
 */
bool completion_apply(Completion *c, Line *line);

/* How many candidates there are; candidate `i`, borrowed; which one stands in the line (-1: the
 * word as typed). */
size_t completion_count(const Completion *c);
const char *completion_get(const Completion *c, size_t i);
long completion_current(const Completion *c);

/* The start of the word that ends at `cursor` in `text`. */
size_t completion_word_start(const char *text, size_t cursor);

#endif
