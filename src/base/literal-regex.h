/*
 * A regular expression (PCRE2's syntax) that stands for a few strings, e.g. `error|warning` or
 * `(re|dis)connect\.`. Pure.
 */
#ifndef HAIL_BASE_LITERAL_REGEX_H
#define HAIL_BASE_LITERAL_REGEX_H

#include <stdbool.h>
#include <stddef.h>

enum { LITERALS_MAX = 8, LITERAL_BYTES = 64 };

struct literals {
	size_t count;
	struct literal {
		size_t length; /* at least 1 */
		char text[LITERAL_BYTES];
	} of[LITERALS_MAX];
};

/* Writes the strings that the `n` bytes of the expression `text` stand for to `out`, in the order
 * in which they are tried at a place; false if it isn't so simple, or they are too many. */
bool literal_regex(const char *text, size_t n, struct literals *out);

#endif
