#include "base/secret.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/best-effort.h"
#include "base/mem.h"
#include "base/poison.h"

/* Blocks lie one behind the other, each with its head; the sizes lead from one to the next. */
struct block {
	_Alignas(max_align_t) size_t size; /* of what follows the head */
	bool used;
};

static char *region;

static struct block *next_block(const struct block *b)
{
	char *next = (char *)(b + 1) + b->size;

	return next < region + SECRET_REGION ? (struct block *)(void *)next : NULL;
}

/* The sanitizer sees what lies behind an allocation only where each has one of its own. */
static bool open_region(void)
{
#ifdef HAIL_SANITIZED
	return false;
#else
	static bool tried;
	void *p;

	if (tried)
		return region;
	tried = true;
	p = mmap(NULL, SECRET_REGION, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return false;
	mem_lock(p, SECRET_REGION);
	best_effort(madvise(p, SECRET_REGION, MADV_DONTDUMP));
	region = p;
	*(struct block *)p = (struct block){ .size = SECRET_REGION - sizeof(struct block) };
	return true;
#endif
}

/* Free blocks behind a free one become part of it. */
static void join_free(struct block *b)
{
	struct block *next;

	while ((next = next_block(b)) && !next->used)
		b->size += sizeof(*next) + next->size;
}

static void take(struct block *b, size_t size)
{
	struct block *rest;

	b->used = true;
	if (b->size - size <= sizeof(*b))
		return;
	rest = (struct block *)(void *)((char *)(b + 1) + size);
	*rest = (struct block){ .size = b->size - size - sizeof(*b) };
	b->size = size;
}

void *secret_alloc(size_t size)
{
	size_t unit = sizeof(struct block);

	if (size <= SECRET_REGION && open_region()) {
		size = (size + unit - 1) / unit * unit;
		for (struct block *b = (struct block *)(void *)region; b; b = next_block(b)) {
			if (b->used)
				continue;
			join_free(b);
			if (b->size < size)
				continue;
			take(b, size);
			return b + 1;
		}
	}
	return mem_resize(NULL, size, 1);
}

void secret_free(void *p, size_t size)
{
	if (!p)
		return;
	mem_wipe(p, size);
	if (region && (char *)p >= region && (char *)p < region + SECRET_REGION) {
		struct block *b = (struct block *)p - 1;

		assert(b->used && size <= b->size);
		b->used = false;
		join_free(b);
	} else {
		free(p);
	}
}

const void *secret_region(size_t *size)
{
	*size = SECRET_REGION;
	return region;
}
