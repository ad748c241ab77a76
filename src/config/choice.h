/*
 * A word that must be one of a few.
 */
#ifndef HAIL_CONFIG_CHOICE_H
#define HAIL_CONFIG_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Whether the `n` bytes at `typed` are one of `words`, which stand between blanks or |, case aside.
 * If not, `e` says what `name` can be and which word is the nearest (ERR_USAGE).
 */
bool choice_check(const char *name, const char *typed, size_t n, const char *words, struct err *e);

/* Whether they are none of `words` but near to one; `e` then says so. */
bool choice_is_near(const char *name, const char *typed, size_t n, const char *words,
		    struct err *e);

#endif
