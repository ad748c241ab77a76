/*
 * Counting lines in text, many bytes at once. Pure functions.
 */
#ifndef HAIL_TERM_NEWLINES_H
#define HAIL_TERM_NEWLINES_H

#include <stddef.h>

/* How many newlines there are in the `n` bytes at `text`. */
size_t newlines_count(const char *text, size_t n);

/* One past newline number `count` of the `n` bytes at `text`, counted from 1; 0 for 0; `n` if there
 * are fewer. */
size_t newlines_skip(const char *text, size_t n, size_t count);

/* One past the last newline before byte `at` of `text`; 0 if there is none. */
size_t newlines_line_start(const char *text, size_t at);

#endif
