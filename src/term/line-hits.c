#include "term/line-hits.h"

#include <stdlib.h>

#include "base/mem.h"
#include "term/hit-index.h"

#include "base/poison.h"

enum { LINE_WORK = 1 << 28 }; /* more isn't done for one line */

void line_hits_init(struct line_hits *h)
{
	*h = (struct line_hits){ 0 };
}

void line_hits_fini(struct line_hits *h)
{
	free(h->hits);
}

void line_hits_begin(struct line_hits *h, uint64_t line)
{
	*h = (struct line_hits){ .begun = true, .line = line, .hits = h->hits, .size = h->size };
}

static void add(struct line_hits *h, struct pattern_match hit)
{
	if (h->count == h->size) {
		h->size = h->size ? h->size * 2 : 16;
		h->hits = mem_resize(h->hits, h->size, sizeof(*h->hits));
	}
	h->hits[h->count++] = hit;
	h->next = hit.start + hit.length;
}

/* Finds the next hit; false if there is none. */
static bool find(struct line_hits *h, Pattern *pattern, const char *text, size_t n)
{
	uint64_t before = pattern_work(pattern);
	struct pattern_match match;
	enum pattern_result result = pattern_find(pattern, text, n, h->next, &match);

	h->work += pattern_work(pattern) - before;
	h->given_up = result == PATTERN_OVER_LIMIT || h->work > LINE_WORK;
	if (result != PATTERN_FOUND)
		return false;
	add(h, match);
	return match.length && h->next <= n && !h->given_up && h->count < HIT_INDEX_MAX;
}

bool line_hits_go_on(struct line_hits *h, Pattern *pattern, const char *text, size_t n,
		     uint64_t limit)
{
	while (!h->done) {
		h->done = h->next > n || !find(h, pattern, text, n);
		if (pattern_work(pattern) >= limit)
			break;
	}
	return h->done;
}

size_t line_hits_before(const struct line_hits *h, size_t start)
{
	size_t low = 0, high = h->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (h->hits[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
