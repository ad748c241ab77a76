#include "base/needle.h"

#include <stdint.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "base/poison.h"

enum { LANES = 16, STEP = 2 * LANES, FOLD = 0x20 };

/* The lowest bit of each byte. */
#define ONES 0x0101010101010101u

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

/* A bit for each of 8 bytes that are 0 or 255, the first one's the lowest. */
static inline unsigned pick_bits(uint64_t bytes)
{
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return (unsigned)((bytes & ONES) * 0x0102040810204080u >> 56);
}

/* A bit for each byte of `v`, all of which are 0 or 255. */
static inline unsigned bits_of(vector v)
{
	words w = (words)v;

	return pick_bits(w[0]) | pick_bits(w[1]) << LANES / 2;
}

/* The number of the lowest bit, which is taken. */
static inline unsigned take_first(unsigned *bits)
{
	unsigned first = (unsigned)__builtin_ctz(*bits);

	*bits &= *bits - 1;
	return first;
}

/* The first place from `text` on, in the bytes of `found` that aren't 0, where the needle stands.
 */
static size_t check(const struct needle *s, const char *text, vector found)
{
	for (unsigned left = bits_of(found); left;) {
		unsigned i = take_first(&left);

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

void needles_init(struct needles *s)
{
	*s = (struct needles){ 0 };
}

void needles_fini(struct needles *s)
{
	for (size_t i = 0; i < s->count; i++)
		needle_fini(&s->needle[i]);
	free(s->needle);
	needles_init(s);
}

void needles_add(struct needles *s, const char *bytes, size_t n, bool ignore_case)
{
	assert(s->count < NEEDLES_MAX);
	s->needle = mem_resize(s->needle, s->count + 1, sizeof(*s->needle));
	needle_init(&s->needle[s->count++], bytes, n, ignore_case);
	s->longest = s->longest > n ? s->longest : n;
	s->ends_blank = s->ends_blank || bytes[n - 1] == ' ';
}

/* The length of the first needle that stands in the `n` bytes at `text`; 0 if none does. */
static size_t length_at(const struct needles *s, const char *text, size_t n)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->needle[i].length <= n && stands_at(&s->needle[i], text))
			return s->needle[i].length;
	}
	return 0;
}

/* How many of the bytes, all of which are 0 or 255, aren't 0. */
static inline unsigned count_set(vector v)
{
	words w = (words)v;

	return (unsigned)(((w[0] & ONES) + (w[1] & ONES)) * ONES >> 56);
}

/* Lines being counted. */
struct line_count {
	const struct needles *set;
	const char *text;
	size_t n, limit;
	uint16_t *counts;
	size_t room, lines;
	size_t start; /* of the line */
	size_t next; /* where the last needle ended */
	size_t hits; /* in the line */
};

/* Counts in the line again, up to where its blanks begin. */
static size_t count_trimmed(const struct line_count *c, size_t end)
{
	size_t hits = 0;

	while (end > c->start && c->text[end - 1] == ' ')
		end--;
	for (size_t at = c->start; at < end;) {
		size_t length = length_at(c->set, c->text + at, end - at);

		hits += length != 0;
		at += length ? length : 1;
	}
	return hits;
}

/* The line ends at `end`; false if it is too long or was the last there is room for. */
static bool end_line(struct line_count *c, size_t end)
{
	if (end - c->start >= c->limit)
		return false;
	if (c->set->ends_blank && c->hits && end > c->start && c->text[end - 1] == ' ')
		c->hits = count_trimmed(c, end);
	c->counts[c->lines++] = (uint16_t)(c->hits < UINT16_MAX ? c->hits : UINT16_MAX);
	c->start = end + 1;
	c->hits = 0;
	return c->lines < c->room;
}

/* Looks at byte `at`; false if that is all. */
static inline bool count_at(struct line_count *c, size_t at)
{
	if (c->text[at] == '\n')
		return end_line(c, at);
	if (at >= c->next) {
		size_t length = length_at(c->set, c->text + at, c->n - at);

		c->hits += length != 0;
		c->next = length ? at + length : c->next;
	}
	return true;
}

/* Counts needles of one byte, which stand where `found` isn't 0, in the LANES bytes from `at` on.
 */
static bool count_bytes(struct line_count *c, size_t at, vector newline, vector found)
{
	unsigned hits = bits_of(found);

	for (unsigned left = bits_of(newline); left;) {
		unsigned end = take_first(&left), before = hits & ((1u << end) - 1);

		c->hits += (unsigned)__builtin_popcount(before);
		hits -= before;
		if (!end_line(c, at + end))
			return false;
	}
	c->hits += (unsigned)__builtin_popcount(hits);
	return true;
}

/* Looks at the newlines and the bytes of `found` that aren't 0, in the LANES bytes from `at` on. */
static bool count_places(struct line_count *c, size_t at, vector newline, vector found)
{
	for (unsigned left = bits_of(newline | found); left;) {
		if (!count_at(c, at + take_first(&left)))
			return false;
	}
	return true;
}

/* Looks at the bytes from `at` on, LANES at a time, as long as the longest of the `count` needles
 * has room behind them; how far it came, or SIZE_MAX if that is all. */
static inline size_t count_in_vectors(struct line_count *c, const struct probes *probes,
				      size_t count, size_t at)
{
	const vector end = (vector){ 0 } + (uint8_t)'\n';
	size_t room = LANES + c->set->longest, limit = c->limit;
	bool bytes = c->set->longest == 1;

	for (; c->n - at >= room && at - c->start < limit; at += LANES) {
		vector newline, found = probe(&probes[0], c->text + at);

		for (size_t i = 1; i < count; i++)
			found |= probe(&probes[i], c->text + at);
		memcpy(&newline, c->text + at, LANES);
		newline = (vector)(newline == end);
		if (bytes && !any(newline)) {
			c->hits += count_set(found);
			continue;
		}
		if (any(newline | found) && !(bytes ? count_bytes(c, at, newline, found) :
						      count_places(c, at, newline, found)))
			return SIZE_MAX;
	}
	return at;
}

size_t needles_count(const struct needles *s, const char *text, size_t n, size_t limit,
		     uint16_t *counts, size_t room, size_t *used)
{
	struct line_count c = {
		.set = s, .text = text, .n = n, .limit = limit, .counts = counts, .room = room
	};
	struct probes probes[NEEDLES_MAX];

	for (size_t i = 0; i < s->count; i++)
		spread(&s->needle[i], &probes[i]);
	/* The same, made for the most frequent number. */
	size_t at = s->count == 1 ? count_in_vectors(&c, probes, 1, 0) :
				    count_in_vectors(&c, probes, s->count, 0);
	bool more = at != SIZE_MAX;
	for (; more && at < n && at - c.start < limit; at++)
		more = count_at(&c, at);
	if (more && c.start < n)
		end_line(&c, n);
	*used = c.start < n ? c.start : n;
	return c.lines;
}

size_t needles_find(const struct needles *s, const char *text, size_t n, size_t from)
{
	struct probes probes[NEEDLES_MAX];
	size_t at = from;

	for (size_t i = 0; i < s->count; i++)
		spread(&s->needle[i], &probes[i]);
	for (; at < n && n - at >= LANES + s->longest; at += LANES) {
		vector found = { 0 };

		for (size_t i = 0; i < s->count; i++)
			found |= probe(&probes[i], text + at);
		for (unsigned left = any(found) ? bits_of(found) : 0; left;) {
			size_t here = at + take_first(&left);

			if (length_at(s, text + here, n - here))
				return here;
		}
	}
	for (; at < n; at++) {
		if (length_at(s, text + at, n - at))
			return at;
	}
	return NEEDLE_NONE;
}
