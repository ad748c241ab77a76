#include "log/redact-sieve.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "log/redact-table.h"
#include "base/poison.h"

/* The first three bytes of a word, of which a hash is looked up at each place of the text. */
enum { HASH_BITS = 13, HASHES = 1 << HASH_BITS, STEP = 6 };

struct word {
	const char *text;
	size_t length;
	uint64_t rules;
	unsigned next; /* 1 + the index of another with the same hash; 0: none */
};

struct RedactSieve {
	struct word words[REDACT_RULES_MAX * REDACT_WORDS];
	unsigned count;
	unsigned char first[HASHES]; /* 1 + the index of a word; 0: none */
};

/* The hash of the lowest three bytes, whose letters are small. What else becomes another byte by
 * that does so in words, too. */
static inline unsigned hash_bytes(uint32_t bytes)
{
	return (bytes << 8) * 2654435761u >> (32 - HASH_BITS);
}

static inline unsigned hash_of(const char *text)
{
	uint32_t bytes;

	memcpy(&bytes, text, sizeof(bytes));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap32(bytes);
#endif
	return hash_bytes(bytes | 0x20202020u);
}

/* Whether words may begin at one of the STEP places from `text` on, of which eight bytes are read.
 */
static inline bool may_begin(const unsigned char *first, const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof(bytes));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	bytes |= 0x2020202020202020u;
	return first[hash_bytes((uint32_t)bytes)] | first[hash_bytes((uint32_t)(bytes >> 8))] |
	       first[hash_bytes((uint32_t)(bytes >> 16))] |
	       first[hash_bytes((uint32_t)(bytes >> 24))] |
	       first[hash_bytes((uint32_t)(bytes >> 32))] |
	       first[hash_bytes((uint32_t)(bytes >> 40))];
}

static struct word *word_of(RedactSieve *s, const char *text)
{
	for (unsigned i = 0; i < s->count; i++) {
		if (!strcmp(s->words[i].text, text))
			return &s->words[i];
	}
	struct word *new = &s->words[s->count++];
	char first[4] = { 0 };

	*new = (struct word){ .text = text, .length = strlen(text) };
	memcpy(first, text, REDACT_WORD_MIN);
	unsigned char *list = &s->first[hash_of(first)];
	new->next = *list;
	*list = (unsigned char)s->count;
	return new;
}

RedactSieve *redact_sieve_new(void)
{
	RedactSieve *s = mem_calloc(1, sizeof(*s));

	for (size_t i = 0; i < redact_table_count; i++) {
		const struct redact_rule *rule = &redact_table[i];

		for (size_t at = 0; at < REDACT_WORDS && rule->words[at]; at++)
			word_of(s, rule->words[at])->rules |= (uint64_t)1 << i;
	}
	return s;
}

void redact_sieve_free(RedactSieve *s)
{
	free(s);
}

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

/* The longest word at `text`, with the rules of all. */
static struct redact_hit hit_at(const RedactSieve *s, unsigned first, const char *text, size_t n)
{
	struct redact_hit hit = { 0 };

	for (unsigned i = first; i; i = s->words[i - 1].next) {
		const struct word *w = &s->words[i - 1];

		if (!stands_at(w, text, n))
			continue;
		hit.length = w->length > hit.length ? w->length : hit.length;
		hit.rules |= w->rules;
	}
	return hit;
}

/* Looks at the places from `at` up to `end`, four bytes of text from each on. */
static struct redact_hit look(const RedactSieve *s, const char *text, size_t n, size_t at,
			      size_t end)
{
	struct redact_hit hit = { 0 };

	for (; at < end; at++) {
		unsigned first = s->first[hash_of(text + at)];

		if (!first)
			continue;
		hit = hit_at(s, first, text + at, n - at);
		hit.start = at;
		if (hit.length)
			return hit;
	}
	return hit;
}

/* The last three bytes of a text: a fourth is needed to read them. */
static struct redact_hit look_at_end(const RedactSieve *s, const char *text, size_t n, size_t from)
{
	char last[2 * sizeof(uint32_t)] = { 0 };
	size_t at = n >= REDACT_WORD_MIN ? n - REDACT_WORD_MIN : 0;
	struct redact_hit hit = { 0 };

	if (n < REDACT_WORD_MIN || at < from)
		return hit;
	memcpy(last, text + at, REDACT_WORD_MIN);
	hit = hit_at(s, s->first[hash_of(last)], last, REDACT_WORD_MIN);
	hit.start = at;
	return hit;
}

struct redact_hit redact_sieve_find(const RedactSieve *s, const char *text, size_t n, size_t from)
{
	size_t at = from, end = n > sizeof(uint32_t) ? n - sizeof(uint32_t) + 1 : n == 4;
	struct redact_hit hit = { 0 };

	for (; at + sizeof(uint64_t) <= n; at += STEP) {
		if (!may_begin(s->first, text + at))
			continue;
		hit = look(s, text, n, at, at + STEP < end ? at + STEP : end);
		if (hit.length)
			return hit;
	}
	hit = look(s, text, n, at, end);
	return hit.length ? hit : look_at_end(s, text, n, from);
}
