/*
 * RESP 2 and 3 (Redis), an element at a time. Pure functions.
 */
#ifndef HAIL_LENS_RESP_SCAN_H
#define HAIL_LENS_RESP_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/str.h"

enum resp_kind {
	RESP_LINE, /* one that is whole with its line: + - : _ # , ( */
	RESP_BULK, /* bytes of a given length: $ ! = and the ; of a string in pieces */
	RESP_NIL, /* $-1 and *-1 */
	RESP_GROUP, /* elements follow: * ~ > % | */
	RESP_STREAM, /* an unknown number of pieces or elements follows: $? *? ~? >? %? */
	RESP_END, /* of a stream of elements, a dot; of one of pieces, ;0 */
	RESP_INLINE, /* a line of words, as one types it; maybe an empty one */
	RESP_WRONG, /* a line that is none of these, though it begins so */
};

enum { RESP_COUNT_MAX = 1 << 30, RESP_NUMBER_MAX = 40 };

struct resp_element {
	enum resp_kind kind;
	char type; /* the byte that it begins with; 0 for RESP_INLINE */
	const char *text; /* what is behind the type on its line; of RESP_BULK the bytes */
	size_t length;
	uint64_t count; /* elements of a group: two for each member of a map */
	size_t size; /* in the stream; of RESP_BULK with all its bytes, which may not be there */
	bool torn; /* RESP_BULK: no CR LF stands behind its bytes */
};

/* Reads the element at the beginning of the `n` bytes, whose line has `line` bytes, its LF counted.
 * `type` is its first byte; other bytes of a line of more than RESP_NUMBER_MAX aren't looked at but
 * for its end. `first`: it isn't within another, and may be RESP_INLINE. */
void resp_read(const char *bytes, size_t n, size_t line, char type, bool first,
	       struct resp_element *out);

#define RESP_ENDLESS ((uint64_t)1 << 62) /* elements to come in a stream */

/* An array, set, map, push or attribute under way, or a stream. */
struct resp_level {
	char type;
	uint64_t left; /* elements to come */
	uint64_t index; /* of the next one */
	unsigned columns; /* before its elements */
	unsigned digits; /* of its numbers */
	Json *value; /* what is built of it */
	struct str name; /* of the member under way */
};

/* Reads a message, element by element. All 0 but for `bytes` and `n` at first. */
struct resp_reader {
	const char *bytes;
	size_t n, at;
	struct resp_element e;
	struct resp_level *levels; /* owned; those under way */
	size_t depth, size;
};

/* Reads the next element; false at the end. */
bool resp_next(struct resp_reader *r);

/* The innermost level under way; NULL if there is none. */
struct resp_level *resp_top(struct resp_reader *r);

/* Begins a level with the element that was read. */
struct resp_level *resp_push(struct resp_reader *r);

/* Whether the elements of `l` are names and values in turn. */
bool resp_is_map(const struct resp_level *l);

#endif
