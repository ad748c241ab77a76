#include "base/mem.h"

#include <stdint.h>
#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/poison.h"

static void (*exhausted_handler)(void);

void mem_on_exhausted(void (*handler)(void))
{
	exhausted_handler = handler;
}

_Noreturn void mem_die(void)
{
	static const char text[] = "hail: out of memory\n";

	if (exhausted_handler)
		exhausted_handler();
	best_effort(write(STDERR_FILENO, text, sizeof(text) - 1));
	_exit(1);
}

void *mem_calloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		mem_die();
	return p;
}

void *mem_alloc(size_t size)
{
	return mem_calloc(1, size);
}

void *mem_resize(void *old, size_t count, size_t size)
{
	void *p;

	if (size && count > SIZE_MAX / size)
		mem_die();
	p = realloc(old, count && size ? count * size : 1);
	if (!p)
		mem_die();
	return p;
}

char *mem_strndup(const char *s, size_t n)
{
	char *copy = mem_resize(NULL, n + 1, 1);

	if (n)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}

void mem_wipe(void *p, size_t n)
{
	if (n)
		explicit_bzero(p, n);
}

/* Not inline: its frame must lie below the caller's. */
__attribute__((noinline)) void mem_wipe_stack(void)
{
	char below[65536];

	mem_wipe(below, sizeof(below));
}

void mem_trim(void)
{
#ifdef HAVE_MALLOC_TRIM
	malloc_trim(0);
#endif
}

void mem_lock(const void *p, size_t n)
{
	/* RLIMIT_MEMLOCK may forbid it: what is locked is also wiped, so nothing depends on it. */
	best_effort(mlock(p, n));
}

void mem_unlock(const void *p, size_t n)
{
	best_effort(munlock(p, n));
}
