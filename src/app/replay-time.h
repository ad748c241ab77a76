/*
 * Times of recordings as people write them.
 */
#ifndef HAIL_APP_REPLAY_TIME_H
#define HAIL_APP_REPLAY_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Appends `ms` as `1:05`, `1:01:05`; `exact`: with milliseconds, `1:05.250`. */
void replay_time_append(int64_t ms, bool exact, struct str *out);

/* Reads seconds, also with a fraction, with minutes and hours before them if there are colons;
 * false if it is no time. */
bool replay_time_parse(const char *text, int64_t *ms);

/* Reads a number of digits with or without a fraction that ends the text, up to `max`. */
bool replay_time_number(const char *text, double max, double *out);

#endif
