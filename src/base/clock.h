/*
 * The clocks of the process. Models and protocols don't read them: they are told the time.
 */
#ifndef HAIL_BASE_CLOCK_H
#define HAIL_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since an arbitrary point, never going back (CLOCK_MONOTONIC). */
int64_t clock_mono_ms(void);

/* The same in nanoseconds. */
int64_t clock_mono_ns(void);

/* Milliseconds since 1970-01-01 UTC (CLOCK_REALTIME). */
int64_t clock_wall_ms(void);

enum { CLOCK_STAMP = 40 };

/* Writes `wall` (ms) as local time, `2026-01-31 23:59:59.999`, to `out`, which is returned. */
const char *clock_stamp(int64_t wall, char out[CLOCK_STAMP]);

/* Writes its time of day alone, `23:59:59`. */
const char *clock_time(int64_t wall, char out[CLOCK_STAMP]);

#endif
