/*
 * A time in UTC as RFC 3339 has it. Pure functions.
 */
#ifndef HAIL_LENS_UTC_H
#define HAIL_LENS_UTC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Appends the time `seconds` and `nanos` (below 10^9) after 1970; false, and nothing is appended,
 * beyond the years 1 to 9999. */
bool utc_append(int64_t seconds, uint32_t nanos, struct str *out);

/* Appends a dot and three, six or nine digits; nothing for 0. */
void utc_append_fraction(uint32_t nanos, struct str *out);

#endif
