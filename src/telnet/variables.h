/*
 * Names with values as MSDP and MSSP write them, turned into JSON. Pure functions.
 */
#ifndef HAIL_TELNET_VARIABLES_H
#define HAIL_TELNET_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { VARIABLES_VAR = 1, VARIABLES_VAL = 2 };

/*
 * Calls `each` for every variable of a payload: its name, `length` bytes that are borrowed, and its
 * value as JSON: a string; an array for several values or, where `nested` says that there are such,
 * an array; an object for a table. False if what remains is malformed; what was open is closed.
 */
bool variables_read(const char *bytes, size_t n, bool nested,
		    void (*each)(void *user, const char *name, size_t length,
				 const struct str *json),
		    void *user);

/* Appends a variable; false if the name or the value (NULL: none) hold what can't be written. */
bool variables_add_name(struct str *out, const char *name, size_t n);
bool variables_add_value(struct str *out, const char *value, size_t n);

#endif
