/*
 * Memory for what must not be left behind: typed passwords, the send queue. It comes from one
 * region that is kept out of the swap and of core files as far as the system allows, and is wiped
 * when it is freed. When the region is full it comes from the heap. For one thread.
 */
#ifndef HAIL_BASE_SECRET_H
#define HAIL_BASE_SECRET_H

#include <stddef.h>

enum { SECRET_REGION = 512 * 1024 }; /* bytes */

/* Returns `size` bytes of undefined content, aligned as malloc's; secret_free frees them. */
void *secret_alloc(size_t size);

/* Wipes and frees `size` bytes that secret_alloc gave. NULL is fine. */
void secret_free(void *p, size_t size);

/* The region and its size, to look for what should not be there; NULL before the first use. */
const void *secret_region(size_t *size);

#endif
