/*
 * What a game has told in this connection beside its text: a tree of source, path and value, from
 * the options' values (struct telnet_value). It is bounded in values and bytes, for each source
 * alone; what has no room is counted. No clock, no events.
 */
#ifndef HAIL_SESSION_VALUES_H
#define HAIL_SESSION_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/str.h"
#include "telnet/telnet.h"

typedef struct Values Values;

enum {
	VALUES_MAX = 4096, /* names of one source */
	VALUES_BYTES = 2 << 20, /* of its names and JSON */
	VALUES_READ_BYTES = 16 << 10, /* of a value that values_read looks into */
};

Values *values_new(void);
void values_free(Values *v);

/* Forgets all. */
void values_clear(Values *v);

/* Keeps a value in place of the one of the same source and name (regardless of case); what GMCP's
 * Char.Status tells is merged into it. */
void values_put(Values *v, const struct telnet_value *value);

/* What values_put has cost so far, in the unit of terminal_work. */
uint64_t values_work(const Values *v);

/* How many values of `source` had no room. */
uint64_t values_refused(const Values *v, enum telnet_source source);

/* The source that is called `name` (`gmcp`); false if none is. */
bool values_source(const char *name, enum telnet_source *out);

/*
 * Appends what `source` has at `path` (names and indexes with dots between, regardless of case; an
 * empty one is all, long lists folded) as indented text of `columns` bytes. False if there is
 * nothing.
 */
bool values_show(const Values *v, enum telnet_source source, const char *path, size_t columns,
		 struct str *out);

/* Appends what stands at `path`, `gmcp.Char.Vitals.hp`, on one line: a string without its quotes.
 * False if there is nothing, or in a value that is too long to be looked into at each paint. */
bool values_read(const Values *v, const char *path, struct str *out);

/*
 * What `source` has at `path`, to be freed: a value or what stands in it, or the values whose names
 * are below it, as objects within each other by the words of their names. NULL if there is nothing.
 */
Json *values_tree(const Values *v, enum telnet_source source, const char *path);

/* Calls `each` for every path of `source` that begins with `typed` (regardless of case) and has no
 * more dots behind that than the name of a value: what can be typed next. */
void values_complete(const Values *v, enum telnet_source source, const char *typed,
		     void (*each)(void *user, const char *path), void *user);

#endif
