/*
 * Options that were assigned somewhere else than they count, such as on a command line: kept as
 * text, since they may hold secrets, until it is clear what they are set in.
 */
#ifndef HAIL_CONFIG_ASSIGNMENTS_H
#define HAIL_CONFIG_ASSIGNMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/options.h"

/* In the order given; all zero at first. */
struct assignments {
	char **items; /* `name=value` */
	size_t count;
};

/* Adds `name=value`; or a text that is one, `name=value` or `name value`. Both are copied. */
void assignments_add(struct assignments *a, const char *name, const char *value);
void assignments_add_text(struct assignments *a, const char *text);

/* Sets them in `o`. False with `e` set at the first that is wrong. */
bool assignments_apply(const struct assignments *a, Options *o, struct err *e);

/* Wipes and frees. */
void assignments_fini(struct assignments *a);

#endif
