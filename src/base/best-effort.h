/*
 * For a call whose failure nobody can act on, where the compiler wants its result to be used.
 */
#ifndef HAIL_BASE_BEST_EFFORT_H
#define HAIL_BASE_BEST_EFFORT_H

/* Takes the result of a call that is tried and may fail. Say at the call why that is no matter. */
static inline void best_effort(long long result)
{
	(void)result;
}

#endif
