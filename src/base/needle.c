#include "base/needle.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "base/poison.h"

enum { STEP = 32, FOLD = 0x20 };

/* STEP bytes that are worked on at once. */
typedef uint8_t vector __attribute__((vector_size(STEP)));

/* How often a byte stands in text, roughly: rare ones are low. */
static unsigned commonness(unsigned char c)
{
	static const char common[] = "zqjxkvbpygfwmculdrhsnioate ";
	const char *at = c ? strchr(common, str_lower((char)c)) : NULL;

	if (at)
		return 100 + (unsigned)(at - common);
	if (c >= '0' && c <= '9')
		return 90;
	return strchr(".,:-=/\"'()[]", c) ? 80 : c >= 0x80 ? 60 : 20;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The place of the rarest byte, `other` aside. */
static size_t rarest(const struct needle *s, size_t other)
{
	size_t best = other ? 0 : s->length - 1;

	for (size_t i = 0; i < s->length; i++) {
		if (i != other && commonness((unsigned char)s->bytes[i]) <
					  commonness((unsigned char)s->bytes[best]))
			best = i;
	}
	return best;
}

void needle_init(struct needle *s, const char *bytes, size_t n, bool ignore_case)
{
	s->bytes = mem_alloc(n);
	s->fold = mem_alloc(n);
	s->length = n;
	for (size_t i = 0; i < n; i++) {
		s->fold[i] = ignore_case && is_letter(bytes[i]) ? FOLD : 0;
		s->bytes[i] = (char)(bytes[i] | s->fold[i]);
	}
	s->probe[0] = rarest(s, n);
	s->probe[1] = rarest(s, s->probe[0]);
}

void needle_fini(struct needle *s)
{
	free(s->bytes);
	free(s->fold);
	memset(s, 0, sizeof(*s));
}

static bool stands_at(const struct needle *s, const char *text)
{
	for (size_t i = 0; i < s->length; i++) {
		if ((char)(text[i] | s->fold[i]) != s->bytes[i])
			return false;
	}
	return true;
}

/* The first place from `text` on, in the bytes of `found` that aren't 0, where the needle stands.
 */
static size_t check(const struct needle *s, const char *text, const vector *found)
{
	uint64_t word[STEP / sizeof(uint64_t)];

	memcpy(word, found, sizeof(word));
	for (size_t w = 0; w < STEP / sizeof(*word); w++) {
		for (size_t i = w * sizeof(*word); word[w] && i < (w + 1) * sizeof(*word); i++) {
			if ((*found)[i] && stands_at(s, text + i))
				return i;
		}
	}
	return NEEDLE_NONE;
}

static bool any(const vector *v)
{
	uint64_t word[STEP / sizeof(uint64_t)];

	memcpy(word, v, sizeof(word));
	return (word[0] | word[1] | word[2] | word[3]) != 0;
}

size_t needle_find(const struct needle *s, const char *text, size_t n, size_t from)
{
	const size_t a = s->probe[0], b = s->probe[1];
	vector byte_a, fold_a, byte_b, fold_b;
	size_t at = from;

	memset(&byte_a, s->bytes[a], STEP);
	memset(&fold_a, s->fold[a], STEP);
	memset(&byte_b, s->bytes[b], STEP);
	memset(&fold_b, s->fold[b], STEP);

	for (; at < n && n - at >= STEP + s->length; at += STEP) {
		vector x, y;

		memcpy(&x, text + at + a, STEP);
		memcpy(&y, text + at + b, STEP);
		vector found = (vector)((x | fold_a) == byte_a) & (vector)((y | fold_b) == byte_b);
		if (!any(&found))
			continue;
		size_t place = check(s, text + at, &found);
		if (place != NEEDLE_NONE)
			return at + place;
	}
	for (; at < n && n - at >= s->length; at++) {
		if (stands_at(s, text + at))
			return at;
	}
	return NEEDLE_NONE;
}
