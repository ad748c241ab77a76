#include "log/redact-sieve.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "log/redact-table.h"
#include "base/poison.h"

/*
 * Two filters. Text is read by pairs of bytes. A word that begins with a pair has its first four
 * bytes in that and the next; one that begins right before a pair has the next four in that and the
 * next; one of three bytes that begins within a pair has the first in that, the rest in the next.
 * A table says of each pair in which of some sets of words it can be the former or the latter of
 * the two. Where one set has both, a hash of three bytes is looked up at these places.
 */
enum {
	STEP = 16, /* bytes whose pairs are looked at together, with the pair behind them */
	PAIR = 2,
	BLOCK = STEP + PAIR,
	PAIRS = 1 << 16,
	SETS = 4, /* for words at even places, and as many for those at odd ones */
	LATTER = 2 * SETS, /* the shift of the sets of which a pair is the latter */
	HASH_BITS = 10,
};

struct word {
	const char *text;
	size_t length;
	uint64_t rules;
	unsigned next; /* 1 + the index of another with the same hash; 0: none */
};

struct RedactSieve {
	struct word words[REDACT_RULES_MAX * REDACT_WORDS];
	unsigned count;
	unsigned char first[1 << HASH_BITS]; /* 1 + the index of a word; 0: none */
	uint16_t pairs[PAIRS];
};

/* Its table is large, and the same for all. */
static RedactSieve *shared;
static unsigned users;

/* --- What text has. */

/* A hash of the first three bytes, whose letters are small. What else becomes another byte by that
 * does so in words, too. */
static unsigned hash_of(const char *text)
{
	const unsigned char *t = (const unsigned char *)text;
	uint32_t bytes = (uint32_t)t[0] << 24 | (uint32_t)t[1] << 16 | (uint32_t)t[2] << 8;

	return (bytes | 0x20202000u) * 2654435761u >> (32 - HASH_BITS);
}

static inline unsigned sets_at(const uint16_t *table, const char *text)
{
	uint16_t pair;

	memcpy(&pair, text, sizeof(pair));
	return table[pair];
}

/* The sets of which words may begin about the two pairs at `text` or the two behind; the next pair
 * is read, too. */
static inline unsigned sets_about(const uint16_t *table, const char *text)
{
	unsigned a = sets_at(table, text), b = sets_at(table, text + PAIR);
	unsigned c = sets_at(table, text + 2 * PAIR), d = sets_at(table, text + 3 * PAIR);
	unsigned e = sets_at(table, text + 4 * PAIR);

	return (a & b >> LATTER) | (b & c >> LATTER) | (c & d >> LATTER) | (d & e >> LATTER);
}

/* --- The words. */

static char capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void add_pair(RedactSieve *s, char first, char second, unsigned sets)
{
	const char pair[2] = { first, second };
	uint16_t at;

	memcpy(&at, pair, sizeof(at));
	s->pairs[at] |= (uint16_t)sets;
}

/* Adds both bytes, small and capital. */
static void add_exact(RedactSieve *s, const char *text, unsigned sets)
{
	add_pair(s, text[0], text[1], sets);
	add_pair(s, text[0], capital(text[1]), sets);
	add_pair(s, capital(text[0]), text[1], sets);
	add_pair(s, capital(text[0]), capital(text[1]), sets);
}

/* Adds all pairs with `second`, or `first` if that isn't NUL. */
static void add_half(RedactSieve *s, char first, char second, unsigned sets)
{
	for (int c = 0; c < 256; c++) {
		add_pair(s, first ? first : (char)c, first ? (char)c : second, sets);
		add_pair(s, first ? capital(first) : (char)c, first ? (char)c : capital(second),
			 sets);
	}
}

static void add_latter(RedactSieve *s, const char *text, unsigned sets)
{
	if (text[0] && text[1])
		add_exact(s, text, sets << LATTER);
	else
		add_half(s, text[0], 0, sets << LATTER);
}

/* Words that begin alike are of one set; which of them share one is such that text has few places
 * with one's first pair and another's second. */
static void add_pairs(RedactSieve *s, const struct word *w)
{
	const char *t = w->text;
	unsigned even = 1u << (9u * (unsigned char)t[0] + 33u * (unsigned char)t[1]) / 16 % SETS;
	unsigned odd = even << SETS;

	add_exact(s, t, even);
	add_latter(s, t + 2, even);
	if (w->length == REDACT_WORD_MIN) {
		add_half(s, 0, t[0], odd);
		add_latter(s, t + 1, odd);
	} else {
		add_exact(s, t + 1, odd);
		add_latter(s, t + 3, odd);
	}
}

static struct word *word_of(RedactSieve *s, const char *text)
{
	for (unsigned i = 0; i < s->count; i++) {
		if (!strcmp(s->words[i].text, text))
			return &s->words[i];
	}
	struct word *new = &s->words[s->count++];
	unsigned char *list = &s->first[hash_of(text)];

	*new = (struct word){ .text = text, .length = strlen(text), .next = *list };
	*list = (unsigned char)s->count;
	add_pairs(s, new);
	return new;
}

RedactSieve *redact_sieve_new(void)
{
	if (users++)
		return shared;
	shared = mem_calloc(1, sizeof(*shared));
	for (size_t i = 0; i < redact_table_count; i++) {
		const struct redact_rule *rule = &redact_table[i];

		for (size_t at = 0; at < REDACT_WORDS && rule->words[at]; at++)
			word_of(shared, rule->words[at])->rules |= (uint64_t)1 << i;
	}
	return shared;
}

void redact_sieve_free(RedactSieve *s)
{
	if (s && !--users) {
		free(shared);
		shared = NULL;
	}
}

/* --- Looked for. */

static bool stands_at(const struct word *w, const char *text, size_t n)
{
	if (w->length > n)
		return false;
	for (size_t i = 0; i < w->length; i++) {
		if (str_lower(text[i]) != w->text[i])
			return false;
	}
	return true;
}

/* The longest word at place `at`, with the rules of all. */
static struct redact_hit hit_at(const RedactSieve *s, const char *text, size_t n, size_t at)
{
	struct redact_hit hit = { .start = at };
	unsigned i = n - at >= REDACT_WORD_MIN ? s->first[hash_of(text + at)] : 0;

	for (; i; i = s->words[i - 1].next) {
		const struct word *w = &s->words[i - 1];

		if (!stands_at(w, text + at, n - at))
			continue;
		hit.length = w->length > hit.length ? w->length : hit.length;
		hit.rules |= w->rules;
	}
	return hit;
}

static inline bool may_hold(const RedactSieve *s, const char *block)
{
	return sets_about(s->pairs, block) | sets_about(s->pairs, block + STEP / 2);
}

/* The first word about the pairs of `block`, which is what stands in the text from `at` on. */
static struct redact_hit look(const RedactSieve *s, const char *block, const char *text, size_t n,
			      size_t from, size_t at)
{
	struct redact_hit hit = { 0 };

	for (size_t i = 0; i < STEP; i += PAIR) {
		size_t place = at + i > from ? at + i - 1 : at + i;

		if (!(sets_at(s->pairs, block + i) & sets_at(s->pairs, block + i + PAIR) >> LATTER))
			continue;
		for (; place <= at + i + 1 && place < n; place++) {
			hit = hit_at(s, text, n, place);
			if (hit.length)
				return hit;
		}
	}
	return hit;
}

/* Looks through less than a block. */
static struct redact_hit find_short(const RedactSieve *s, const char *text, size_t n, size_t from)
{
	char block[BLOCK] = { 0 };

	memcpy(block, text + from, n - from);
	return look(s, block, text, n, from, from);
}

struct redact_hit redact_sieve_find(const RedactSieve *s, const char *text, size_t n, size_t from)
{
	struct redact_hit hit = { 0 };

	if (from > n || n - from < REDACT_WORD_MIN)
		return hit;
	if (n - from < BLOCK)
		return find_short(s, text, n, from);
	for (size_t at = from, last = n - BLOCK; !hit.length; at += STEP) {
		/* The last block lies over what was looked at already. */
		at = at < last ? at : last;
		if (may_hold(s, text + at))
			hit = look(s, text + at, text, n, from, at);
		if (at == last)
			break;
	}
	return hit;
}
