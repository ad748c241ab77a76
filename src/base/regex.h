/*
 * A regular expression (PCRE2, with JIT where there is one) matched in a text, with the groups that
 * it captures. Matching is bounded in steps and memory, so that no text makes it hang. One thread
 * may use it at a time. What only looks for text uses base/pattern.h.
 */
#ifndef HAIL_BASE_REGEX_H
#define HAIL_BASE_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef struct Regex Regex;

enum {
	REGEX_GROUPS_MAX = 100, /* groups that an expression may have, the whole match among them */
	REGEX_LENGTH_MAX = 4096, /* bytes of an expression */
};

enum regex_result {
	REGEX_NONE,
	REGEX_FOUND,
	REGEX_OVER_LIMIT, /* gave up: it would take too many steps or too much memory */
};

/* Where a group stands in the text, in bytes; `start` is SIZE_MAX if it took no part. */
struct regex_group {
	size_t start, length;
};

/*
 * Compiles the `n` bytes of UTF-8 at `text` (PCRE2's syntax, UTF and Unicode's properties; `^` and
 * `$` are the ends of the text, `$` not before a newline; `.` is any character but one). `caseless`
 * ignores case. NULL if it is none or has too many groups; `e` then says why; if `at` isn't NULL
 * *at is the byte at fault. The caller frees it.
 */
Regex *regex_new(const char *text, size_t n, bool caseless, size_t *at, struct err *e);
void regex_free(Regex *r);

/* The same for text of several lines: `^` and `$` are the ends of any line, whatever ends it. */
Regex *regex_new_lines(const char *text, size_t n, struct err *e);

/* How many groups there are, the whole match (0) included. */
unsigned regex_count(const Regex *r);

/* How many bytes of memory it takes, about. */
size_t regex_size(const Regex *r);

/* The name of group `i` < regex_count; NULL if it has none. Borrowed. */
const char *regex_name(const Regex *r, unsigned i);

/*
 * Finds the first match that begins at or after byte `from` (<= n, at a character's border) of the
 * `n` bytes at `text`, and writes the first `room` groups, as many as there are. Bytes that are no
 * UTF-8 match nothing. A match may be of no bytes.
 */
enum regex_result regex_match(Regex *r, const char *text, size_t n, size_t from,
			      struct regex_group *groups, unsigned room);

/*
 * Where in the `n` bytes at `text`, of which more may come, a match begins that isn't decided yet:
 * it would go on, or be another, with what comes. `n` if there is none.
 */
size_t regex_match_open(Regex *r, const char *text, size_t n);

#endif
