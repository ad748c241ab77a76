/*
 * The smaller of two numbers.
 */
#ifndef HAIL_BASE_LEAST_H
#define HAIL_BASE_LEAST_H

#include <stddef.h>

static inline unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static inline size_t least_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
