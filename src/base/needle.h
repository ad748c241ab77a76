/*
 * A short string to be found in long text: by bytes, or with the case of ASCII letters ignored.
 * Embedded in its owner (init/fini); finding changes nothing.
 */
#ifndef HAIL_BASE_NEEDLE_H
#define HAIL_BASE_NEEDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct needle {
	char *bytes; /* small letters if case is ignored */
	char *fold; /* what is set in a byte of the text before it is compared */
	size_t length;
	size_t probe[2]; /* where in it the two bytes stand that text has most rarely */
};

enum { NEEDLES_MAX = 8 };

/* What needle_find returns if there is none. */
#define NEEDLE_NONE ((size_t)-1)

/* Makes a needle of the `n` > 0 bytes at `bytes`. */
void needle_init(struct needle *s, const char *bytes, size_t n, bool ignore_case);
void needle_fini(struct needle *s);

/* The first place at or after `from` where the needle stands in the `n` bytes of `text`. */
size_t needle_find(const struct needle *s, const char *text, size_t n, size_t from);

/* At most NEEDLES_MAX needles; of those that stand at one place the first counts. */
struct needles {
	struct needle *needle;
	size_t count, longest;
	bool ends_blank; /* one ends with a space */
};

/* Makes an empty set. */
void needles_init(struct needles *s);
void needles_fini(struct needles *s);

/* Adds what needle_init makes. */
void needles_add(struct needles *s, const char *bytes, size_t n, bool ignore_case);

/* The first place at or after `from` where one of the needles stands in the `n` bytes of `text`. */
size_t needles_find(const struct needles *s, const char *text, size_t n, size_t from);

/*
 * Counts the needles, none over another, in each of the lines that the `n` bytes at `text` are,
 * without the blanks at their ends. Writes the numbers, UINT16_MAX at most, to `counts`, which has
 * room for `room`; stops before a line of `limit` bytes or more. Returns how many lines it counted
 * in, and in `*used` their bytes.
 */
size_t needles_count(const struct needles *s, const char *text, size_t n, size_t limit,
		     uint16_t *counts, size_t room, size_t *used);

#endif
