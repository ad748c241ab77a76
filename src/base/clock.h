/*
 * The clocks of the process. Models and protocols don't read them: they are told the time.
 */
#ifndef HAIL_BASE_CLOCK_H
#define HAIL_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since an arbitrary point, never going back (CLOCK_MONOTONIC). */
int64_t clock_mono_ms(void);

/* Milliseconds since 1970-01-01 UTC (CLOCK_REALTIME). */
int64_t clock_wall_ms(void);

#endif
