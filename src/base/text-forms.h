/*
 * The ways in which Unicode writes the same text: an accented letter is one character, or a letter
 * and an accent (UAX #15, NFC and NFD). A pure function.
 */
#ifndef HAIL_BASE_TEXT_FORMS_H
#define HAIL_BASE_TEXT_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Writes to `out` a regular expression (PCRE2's) for the `n` bytes of UTF-8 at `text` in either
 * form, and as they are; false if there is one form only. */
bool text_forms(const char *text, size_t n, struct str *out);

#endif
