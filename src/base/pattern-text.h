/*
 * What can be said of a pattern's text, or of one that it is looked for in, before it is compiled.
 * Pure functions.
 */
#ifndef HAIL_BASE_PATTERN_TEXT_H
#define HAIL_BASE_PATTERN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether smart case means that case is ignored: no capital letter, with `escapes` those such as \W
 * aside. */
bool pattern_text_is_small(const char *text, size_t n, bool escapes);

/* Whether a letter beyond ASCII has another case. */
bool pattern_text_has_foreign_case(const char *text, size_t n);

/* How many characters of UTF-8 the `n` bytes are. */
size_t pattern_text_characters(const char *text, size_t n);

bool pattern_text_is_ascii(const char *text, size_t n);

/* Whether the regular expression has what may look far ahead, and then match little: lookaheads,
 * possessive quantifiers, atomic groups, alternatives, verbs. */
bool pattern_text_may_look_ahead(const char *text, size_t n);

/* The end of the line that holds byte `at`, of the `n` bytes of lines at `text`. */
size_t pattern_text_line_end(const char *text, size_t n, size_t at);

#endif
