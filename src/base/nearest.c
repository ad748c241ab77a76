#include "base/nearest.h"

#include "base/str.h"
#include "base/poison.h"

enum { NEAREST_MAX = 40 }; /* bytes of a word; a longer one is near to nothing */

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The least number of edits from `a` to `b` (optimal string alignment). `row[i]` holds the
 * distances of the first letters of `a` to those of `b`, for the last three numbers of letters of
 * `a`.
 */
static size_t edits(const char *a, size_t na, const char *b, size_t nb)
{
	size_t row[3][NEAREST_MAX + 1];

	for (size_t j = 0; j <= nb; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t *now = row[i % 3];
		const size_t *before = row[(i + 2) % 3];
		const size_t *before_that = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			char ca = str_lower(a[i - 1]), cb = str_lower(b[j - 1]);

			now[j] = min(min(before[j], now[j - 1]) + 1, before[j - 1] + (ca != cb));
			if (i > 1 && j > 1 && ca == str_lower(b[j - 2]) &&
			    str_lower(a[i - 2]) == cb)
				now[j] = min(now[j], before_that[j - 2] + 1);
		}
	}
	return row[na % 3][nb];
}

void nearest_begin(struct nearest *near, const char *typed, size_t n)
{
	*near = (struct nearest){ .typed = typed, .typed_length = n, .distance = (n + 1) / 3 + 1 };
	if (n < 2)
		near->distance = 0;
}

void nearest_offer(struct nearest *near, const char *word, size_t n)
{
	size_t distance;

	if (n > NEAREST_MAX || near->typed_length > NEAREST_MAX)
		return;
	distance = edits(near->typed, near->typed_length, word, n);
	if (distance >= near->distance)
		return;
	near->distance = distance;
	near->word = word;
	near->length = (int)n;
}
