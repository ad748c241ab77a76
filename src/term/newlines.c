#include "term/newlines.h"

#include <stdint.h>
#include <string.h>

#include "base/poison.h"

enum {
	STEP = 16,
	ROUNDS = 255, /* what a byte can count */
	FAR = 1024, /* bytes from where on several lines are counted at once */
};

typedef uint8_t vector __attribute__((vector_size(STEP)));

/* The sum of the bytes. */
static size_t sum(const vector *v)
{
	const uint64_t even = 0x00ff00ff00ff00ffu, ones = 0x0001000100010001u;
	uint64_t word[STEP / sizeof(uint64_t)], pairs = 0;

	memcpy(word, v, sizeof(word));
	for (size_t i = 0; i < STEP / sizeof(*word); i++)
		pairs += (word[i] & even) + (word[i] >> 8 & even);
	return (size_t)(pairs * ones >> 48);
}

size_t newlines_count(const char *text, size_t n)
{
	const vector newline = (vector){ 0 } + (uint8_t)'\n';
	size_t count = 0, at = 0;

	while (n - at >= STEP) {
		vector found = { 0 }, v;

		for (unsigned i = 0; i < ROUNDS && n - at >= STEP; i++, at += STEP) {
			memcpy(&v, text + at, STEP);
			found -= (vector)(v == newline);
		}
		count += sum(&found);
	}
	for (; at < n; at++)
		count += text[at] == '\n';
	return count;
}

size_t newlines_skip(const char *text, size_t n, size_t count)
{
	enum { PIECE = 1024 };
	size_t at = 0;

	while (count && n - at >= PIECE) {
		size_t here = newlines_count(text + at, PIECE);

		if (here >= count)
			break;
		count -= here;
		at += PIECE;
	}
	for (; count && at < n; count--) {
		const char *end = memchr(text + at, '\n', n - at);

		at = end ? (size_t)(end - text) + 1 : n;
	}
	return at;
}

size_t newlines_line_start(const char *text, size_t at)
{
	const vector newline = (vector){ 0 } + (uint8_t)'\n';

	for (; at >= STEP; at -= STEP) {
		vector v;
		uint64_t word[2];

		memcpy(&v, text + at - STEP, STEP);
		v = (vector)(v == newline);
		memcpy(word, &v, STEP);
		if (word[0] | word[1])
			break;
	}
	while (at && text[at - 1] != '\n')
		at--;
	return at;
}

const char *newlines_part(const char *text, size_t n, size_t first, size_t count, size_t *length)
{
	size_t start = newlines_skip(text, n, first);

	*length = count == SIZE_MAX ? n - start : newlines_skip(text + start, n - start, count);
	return text + start;
}

size_t newlines_advance(const char *text, size_t at, size_t *start)
{
	size_t lines = 0;

	if (at - *start >= FAR) {
		lines = newlines_count(text + *start, at - *start);
		*start = newlines_line_start(text, at);
		return lines;
	}
	for (const char *end; (end = memchr(text + *start, '\n', at - *start)); lines++)
		*start = (size_t)(end - text) + 1;
	return lines;
}
