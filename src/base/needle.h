/*
 * A short string to be found in long text: by bytes, or with the case of ASCII letters ignored.
 * Embedded in its owner (init/fini); finding changes nothing.
 */
#ifndef HAIL_BASE_NEEDLE_H
#define HAIL_BASE_NEEDLE_H

#include <stdbool.h>
#include <stddef.h>

struct needle {
	char *bytes; /* small letters if case is ignored */
	char *fold; /* what is set in a byte of the text before it is compared */
	size_t length;
	size_t probe[2]; /* where in it the two bytes stand that text has most rarely */
};

/* What needle_find returns if there is none. */
#define NEEDLE_NONE ((size_t)-1)

/* Makes a needle of the `n` > 0 bytes at `bytes`. */
void needle_init(struct needle *s, const char *bytes, size_t n, bool ignore_case);
void needle_fini(struct needle *s);

/* The first place at or after `from` where the needle stands in the `n` bytes of `text`. */
size_t needle_find(const struct needle *s, const char *text, size_t n, size_t from);

/* How often the needle stands in the `n` bytes of `text`, none over another, from the first on. */
size_t needle_count(const struct needle *s, const char *text, size_t n);

#endif
