/*
 * Allocation that can't fail: out of memory calls the handler (which restores the terminal)
 * and ends the process. Thread-safe but for mem_on_exhausted, which is set once at start.
 */
#ifndef HAIL_BASE_MEM_H
#define HAIL_BASE_MEM_H

#include <stddef.h>

/* Sets what runs before the process ends because memory ran out. `handler` may be NULL. */
void mem_on_exhausted(void (*handler)(void));

/* Ends the process as an allocation that fails does: for libraries that say so by NULL. */
_Noreturn void mem_die(void);

/* Returns `size` zeroed bytes, owned by the caller (free()). A size of 0 gives a valid pointer. */
void *mem_alloc(size_t size);

/* Returns `count` zeroed elements of `size` bytes; the product is checked for overflow. */
void *mem_calloc(size_t count, size_t size);

/* Resizes `old` (owned, may be NULL) to `count` elements of `size` bytes; new bytes are undefined.
 */
void *mem_resize(void *old, size_t count, size_t size);

/* Returns an owned copy of the string `s`; NULL if that is NULL. */
char *mem_strdup(const char *s);

/* Returns an owned, NUL-terminated copy of the `n` bytes at `s`. */
char *mem_strndup(const char *s, size_t n);

/* Gives memory that was freed back to the system, as far as the C library can: after much was
 * freed. */
void mem_trim(void);

/* Keeps `n` bytes at `p` out of the swap, as far as the system allows it, and lets them go again.
 */
void mem_lock(const void *p, size_t n);
void mem_unlock(const void *p, size_t n);

/* Overwrites `n` bytes at `p` with zeros in a way the compiler may not drop. */
void mem_wipe(void *p, size_t n);

/* Overwrites the stack below the caller, 64 KiB, where what it called may have left secrets. */
void mem_wipe_stack(void);

#endif
