/*
 * Regular expressions (PCRE2's) made fit for text of many lines. A pure function.
 */
#ifndef HAIL_BASE_LINE_REGEX_H
#define HAIL_BASE_LINE_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Rewrites the `n` bytes of the expression `text` into `out`, so that, with PCRE2_MULTILINE, it
 * never matches a newline, and matches in every line that `text` matches alone, once blanks at the
 * line's end are cut. It may match in a few lines more. False if it has what this can't be said of
 * here: lookarounds, verbs, possessive quantifiers and the like.
 */
bool line_regex(const char *text, size_t n, struct str *out);

#endif
