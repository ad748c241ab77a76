/*
 * What a regular expression (PCRE2's syntax) can't match without: a string that stands in every
 * line with a match. Pure.
 */
#ifndef HAIL_BASE_REQUIRED_TEXT_H
#define HAIL_BASE_REQUIRED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/literal-regex.h"
#include "base/str.h"

/* Writes the longest such string that is easily found in the `n` bytes of the expression `text` to
 * `out`, which is empty; nothing if there is none. With `ignore_case` it is one of ASCII, in any
 * case. */
void required_text(const char *text, size_t n, bool ignore_case, struct str *out);

/* Writes strings to `out` of which one stands in every line with a match: such a string for each
 * alternative, or what a group has to choose from. False if there are none, or too many. With
 * `ignore_case` they are of ASCII, in any case. */
bool required_choice(const char *text, size_t n, bool ignore_case, struct literals *out);

/* Whether all that the expression matches surely begins with what it requires. */
bool required_text_begins(const char *text, size_t n, const struct str *required);

#endif
