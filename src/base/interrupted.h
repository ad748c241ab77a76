/*
 * System calls that a signal interrupted.
 */
#ifndef HAIL_BASE_INTERRUPTED_H
#define HAIL_BASE_INTERRUPTED_H

#include <errno.h>
#include <stdbool.h>

enum { INTERRUPTED_MAX = 1000 };

/*
 * Whether a call that has failed with `error` is to be made again: a signal interrupted it.
 * `times`, 0 before the first call, counts; what never comes to an end is an error like any other.
 */
static inline bool interrupted(int error, unsigned *times)
{
	return error == EINTR && ++*times < INTERRUPTED_MAX;
}

#endif
