/*
 * Strings of JSON as they stand in a text. Pure functions.
 */
#ifndef HAIL_LENS_JSON_STRING_H
#define HAIL_LENS_JSON_STRING_H

#include <stddef.h>

#include "base/str.h"
#include "lens/lens-text.h"

/* Appends what the `n` bytes within quotes at `s`, which json_scan has taken, stand for: UTF-8, but
 * for bytes that were none before. */
void json_string_decode(const char *s, size_t n, struct str *out);

/* Appends the same as a string of JSON, with what it needs not escape as it is, as jq does. */
void json_string_show(struct lens_text *out, enum lens_style style, const char *s, size_t n);

/* Appends the `n` bytes at `s` as json_put takes a name: a NUL is the six characters of its escape.
 */
void json_string_name(const char *s, size_t n, struct str *out);

#endif
