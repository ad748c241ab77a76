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

/* The `count` lines behind the first `first` ones of the `n` bytes at `text`, SIZE_MAX for all:
 * where they begin and, in `*length`, their bytes. */
const char *newlines_part(const char *text, size_t n, size_t first, size_t count, size_t *length);

/* Moves `*start`, where a line begins, to the beginning of the one that holds byte `at` >= `*start`
 * of `text`; how many lines that is on. */
size_t newlines_advance(const char *text, size_t at, size_t *start);

#endif
