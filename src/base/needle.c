#include "base/needle.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "base/poison.h"

enum { LANES = 16, STEP = 2 * LANES, FOLD = 0x20 };

/* Bytes that are worked on at once: as many as each processor with vectors can. */
typedef uint8_t vector __attribute__((vector_size(LANES)));
typedef uint64_t words __attribute__((vector_size(LANES)));

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

/* Bytes of the needle's probes, LANES times each, and what is set in the text before it is
 * compared.
 */
struct probes {
	size_t place[2];
	vector byte[2], fold[2];
};

static void spread(const struct needle *s, struct probes *p)
{
	for (int i = 0; i < 2; i++) {
		p->place[i] = s->probe[i];
		memset(&p->byte[i], s->bytes[s->probe[i]], LANES);
		memset(&p->fold[i], s->fold[s->probe[i]], LANES);
	}
}

/* Where both probes match in the LANES places from `text` on: bytes that aren't 0. */
static inline vector probe(const struct probes *p, const char *text)
{
	vector x, y;

	memcpy(&x, text + p->place[0], LANES);
	memcpy(&y, text + p->place[1], LANES);
	return (vector)((x | p->fold[0]) == p->byte[0]) & (vector)((y | p->fold[1]) == p->byte[1]);
}

static inline bool any(vector v)
{
	words w = (words)v;

	return (w[0] | w[1]) != 0;
}

/* The first byte of `found` that isn't 0, which is taken from it; LANES if there is none. */
static inline unsigned take_first(words *found)
{
	for (unsigned half = 0; half < 2; half++) {
		uint64_t word = (*found)[half];

		if (!word)
			continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		unsigned at = (unsigned)__builtin_ctzll(word) / 8;
		word &= ~((uint64_t)0xff << 8 * at);
#else
		unsigned at = (unsigned)__builtin_clzll(word) / 8;
		word &= ~((uint64_t)0xff << (56 - 8 * at));
#endif
		(*found)[half] = word;
		return half * LANES / 2 + at;
	}
	return LANES;
}

/* The first place from `text` on, in the bytes of `found` that aren't 0, where the needle stands.
 */
static size_t check(const struct needle *s, const char *text, vector found)
{
	words left = (words)found;

	for (unsigned i = take_first(&left); i < LANES; i = take_first(&left)) {
		if (stands_at(s, text + i))
			return i;
	}
	return NEEDLE_NONE;
}

size_t needle_find(const struct needle *s, const char *text, size_t n, size_t from)
{
	struct probes p;
	size_t at = from;

	spread(s, &p);
	for (; at < n && n - at >= STEP + s->length; at += STEP) {
		vector low = probe(&p, text + at), high = probe(&p, text + at + LANES);

		if (!any(low | high))
			continue;
		size_t place = check(s, text + at, low);
		if (place != NEEDLE_NONE)
			return at + place;
		place = check(s, text + at + LANES, high);
		if (place != NEEDLE_NONE)
			return at + LANES + place;
	}
	for (; at < n && n - at >= s->length; at++) {
		if (stands_at(s, text + at))
			return at;
	}
	return NEEDLE_NONE;
}

size_t needle_count(const struct needle *s, const char *text, size_t n)
{
	size_t count = 0, at = 0, next = 0;
	struct probes p;

	spread(s, &p);
	for (; s->length == 1 && n - at >= LANES; at += LANES) {
		words found = (words)probe(&p, text + at);

		count += (unsigned)(__builtin_popcountll(found[0]) +
				    __builtin_popcountll(found[1])) /
			 8;
	}
	for (; n - at >= LANES + s->length; at += LANES) {
		words found = (words)probe(&p, text + at);

		for (unsigned i = take_first(&found); i < LANES; i = take_first(&found)) {
			if (at + i < next || !stands_at(s, text + at + i))
				continue;
			next = at + i + s->length;
			count++;
		}
	}
	for (at = at > next ? at : next; at < n && n - at >= s->length;) {
		bool here = stands_at(s, text + at);

		count += here;
		at += here ? s->length : 1;
	}
	return count;
}
