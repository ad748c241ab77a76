/*
 * Variables of rules: names and texts. Embedded in its owner (init by zeros, fini).
 */
#ifndef HAIL_RULES_VARIABLES_H
#define HAIL_RULES_VARIABLES_H

#include <stddef.h>

struct variables {
	struct variable *of; /* by name */
	size_t count;
};

enum { VARIABLES_MAX = 1000, VARIABLE_BYTES = 4096 };

void variables_fini(struct variables *v);

/* Gives a variable the `n` bytes at `value`, VARIABLE_BYTES at most; none take it away. Does
 * nothing for a new one where there are VARIABLES_MAX. */
void variables_set(struct variables *v, const char *name, const char *value, size_t n);

/* What the variable has whose name is the `name_length` bytes at `name`; NULL if there is none. */
const char *variables_get(const struct variables *v, const char *name, size_t name_length,
			  size_t *n);

/* Tells of each in the order of their names. */
void variables_each(const struct variables *v,
		    void (*each)(void *user, const char *name, const char *value, size_t n),
		    void *user);

#endif
