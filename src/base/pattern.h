/*
 * What is looked for in a line of text: a literal string or a regular expression (PCRE2, with JIT
 * where there is one). Matching is bounded in steps and memory, so that no line makes it hang.
 * One thread may use a pattern at a time.
 */
#ifndef HAIL_BASE_PATTERN_H
#define HAIL_BASE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct Pattern Pattern;

enum pattern_kind { PATTERN_LITERAL, PATTERN_REGEX };

enum pattern_case {
	PATTERN_CASE_SMART, /* ignored if the pattern has no capital letter */
	PATTERN_CASE_EXACT,
	PATTERN_CASE_IGNORED,
};

enum { PATTERN_LENGTH_MAX = 4096 }; /* bytes of a pattern */

/* A stretch of the text, in bytes. */
struct pattern_match {
	size_t start, length;
};

enum pattern_result {
	PATTERN_NONE,
	PATTERN_FOUND,
	PATTERN_OVER_LIMIT, /* gave up: it would take too many steps or too much memory */
};

/* Makes a pattern of the `n` bytes of UTF-8 at `text`, at least 1 and no newline among them. NULL
 * if it is none; `err` then says why, and at which character. */
Pattern *pattern_new(const char *text, size_t n, enum pattern_kind kind, enum pattern_case how,
		     struct err *err);
void pattern_free(Pattern *p);

/*
 * Finds the first match at or after byte `from` (at a character's border) in the `n` bytes of the
 * line `text`. A match of no bytes is found only if the line has no other, and only from 0.
 */
enum pattern_result pattern_find(Pattern *p, const char *text, size_t n, size_t from,
				 struct pattern_match *match);

/*
 * Passes over text that can't match, e.g. many lines at once: the first place at or after `from`
 * such that every line before the one that holds it is without a match; `n` if no line has one.
 */
size_t pattern_candidate(Pattern *p, const char *text, size_t n, size_t from);

/* Whether pattern_candidate passes over something. */
bool pattern_passes_over(const Pattern *p);

/*
 * Counts the matches, as pattern_find finds them, in each of the lines that the `n` bytes at `text`
 * are, newlines between them, without the blanks at their ends. Writes the numbers to `counts`,
 * which has room for `room`. Stops before a line that has to be looked at alone, since it is long
 * or costs much, and is made for few KiB at a time. Returns how many lines it counted in, and in
 * `*used` their bytes.
 */
size_t pattern_count_lines(Pattern *p, const char *text, size_t n, uint16_t *counts, size_t room,
			   size_t *used);

/* What finding has cost so far: a count that only grows, one is about a byte looked at. */
uint64_t pattern_work(const Pattern *p);

#endif
