/*
 * Finds in one pass over a text which of many patterns may match it: each has strings of which one
 * must stand in what it matches (Aho and Corasick's automaton with a dense table; case of ASCII is
 * ignored for all). Owned by who makes it; one thread may use it at a time.
 */
#ifndef HAIL_RULES_SIEVE_H
#define HAIL_RULES_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Sieve Sieve;

/* Makes a sieve for `count` patterns. */
Sieve *sieve_new(size_t count);
void sieve_free(Sieve *s);

/* Says that pattern `i` may match any text. Before sieve_build. */
void sieve_pass_always(Sieve *s, size_t i);

/* Says that pattern `i` is the expression (PCRE2's) of `n` bytes at `text`. Before sieve_build. */
void sieve_add_expression(Sieve *s, size_t i, const char *text, size_t n, bool caseless);

/* Makes the automaton of what was said. */
void sieve_build(Sieve *s);

/* The patterns that may match in the `n` bytes at `text`: bit i % 64 of word i / 64. Borrowed until
 * the next call. */
const uint64_t *sieve_run(Sieve *s, const char *text, size_t n);

#endif
